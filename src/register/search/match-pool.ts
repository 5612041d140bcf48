import { type Bitmap, countBits } from '../../bits/index.ts';
import { noDay } from '../columns/index.ts';
import type { MatchRule } from './match.ts';
import type { Searcher } from './searcher.ts';

/** Who may be a control, and by which specimens; null where none are asked for. */
export interface Candidates {
  people: Bitmap;
  specimens: Bitmap | null;
}

/** A stretch of candidates that share a stratum. */
export interface Bucket {
  from: number;
  to: number;
}

const years = 256;

/**
 * Sorts candidates into strata of what must be the same: sex, region, biobank, and the year of birth, of which a caliper takes
 * several. Where specimens are matched a candidate is a specimen, and those of a stratum lie in the order of their days.
 */
export function bucketsOf(searcher: Searcher, rule: MatchRule, { people, specimens }: Candidates) {
  const { memory, header } = searcher;
  const { persons } = header;
  const sex = memory.u8(searcher.column('sex'), persons);
  const region = memory.u8(searcher.column('region'), persons);
  const birthYear = memory.u8(searcher.column('birthYear'), persons);
  const person = memory.u32(searcher.column('specimenPerson'), header.specimens);
  const day = memory.u16(searcher.column('day'), header.specimens);
  const biobank = memory.u16(searcher.column('biobank'), header.specimens);
  const byBiobank = rule.biobank && specimens !== null;
  const sexes = rule.sex ? header.words['sex']!.length : 1;
  const regions = rule.region ? header.words['region']!.length : 1;
  const strata = (byBiobank ? header.words['biobank']!.length : 1) * regions * sexes * years;

  // Years of birth of what is otherwise the same lie beside each other.
  const stratumOf = (p: number, s: number): number => {
    let stratum = byBiobank ? biobank[s]! : 0;
    stratum = stratum * regions + (rule.region ? region[p]! : 0);
    stratum = stratum * sexes + (rule.sex ? sex[p]! : 0);
    return stratum * years + birthYear[p]!;
  };
  const personAt = (entry: number): number => (specimens === null ? entry : person[entry]!);
  // Strata are looked up in the order of people, which memory is in; the order of days would miss it at every step.
  const found = specimens === null ? membersOf(people) : specimensIn(specimens, person, people, day);
  const foundIn = new Uint32Array(found.length);
  for (let i = 0; i < found.length; i++) foundIn[i] = stratumOf(personAt(found[i]!), found[i]!);
  const { entries, stratum } = specimens === null ? { entries: found, stratum: foundIn } : byDay(found, foundIn, day);
  const starts = new Uint32Array(strata + 1);
  for (let i = 0; i < entries.length; i++) starts[stratum[i]! + 1]!++;
  for (let k = 1; k <= strata; k++) starts[k]! += starts[k - 1]!;
  const next = starts.slice(0, -1);
  const sorted = new Uint32Array(entries.length);
  for (let i = 0; i < entries.length; i++) sorted[next[stratum[i]!]!++] = entries[i]!;

  return {
    personOf: (at: number): number => personAt(sorted[at]!),
    /** The stretches in which a case's candidates lie. @returns how many candidates there are */
    rangesFor(of: number, specimen: number, into: Bucket[]): number {
      const year = birthYear[of]!;
      if (year === 255) return 0;
      const middle = stratumOf(of, specimen);
      let total = 0;
      for (let y = Math.max(0, year - rule.birthYears); y <= Math.min(254, year + rule.birthYears); y++) {
        const at = middle - year + y;
        let [from, to] = [starts[at]!, starts[at + 1]!];
        if (specimens !== null) {
          const taken = day[specimen]!;
          const caliper = rule.samplingDays!;
          const [low, high] = [from, to];
          from = firstFrom(sorted, day, low, high, taken - caliper);
          to = firstFrom(sorted, day, from, high, taken + caliper + 1);
        }
        if (from === to) continue;
        into.push({ from, to });
        total += to - from;
      }
      return total;
    },
  };
}

function membersOf(set: Bitmap): Uint32Array {
  const out = new Uint32Array(countBits(set));
  let n = 0;
  for (let w = 0; w < set.length; w++) {
    for (let word = set[w]!; word !== 0; word &= word - 1) out[n++] = w * 32 + 31 - Math.clz32(word & -word);
  }
  return out;
}

function specimensIn(specimens: Bitmap, person: Uint32Array, people: Bitmap, day: Uint16Array): Uint32Array {
  const all = membersOf(specimens);
  let n = 0;
  for (let i = 0; i < all.length; i++) {
    const s = all[i]!;
    const p = person[s]!;
    if (day[s] !== noDay && (people[p >>> 5]! >>> (p & 31)) & 1) all[n++] = s;
  }
  return all.subarray(0, n);
}

function byDay(
  specimens: Uint32Array,
  strata: Uint32Array,
  day: Uint16Array,
): { entries: Uint32Array; stratum: Uint32Array } {
  const next = new Uint32Array(noDay + 2);
  for (let i = 0; i < specimens.length; i++) next[day[specimens[i]!]! + 1]!++;
  for (let d = 1; d < next.length; d++) next[d]! += next[d - 1]!;
  const entries = new Uint32Array(specimens.length);
  const stratum = new Uint32Array(specimens.length);
  for (let i = 0; i < specimens.length; i++) {
    const at = next[day[specimens[i]!]!]!++;
    entries[at] = specimens[i]!;
    stratum[at] = strata[i]!;
  }
  return { entries, stratum };
}

function firstFrom(sorted: Uint32Array, day: Uint16Array, from: number, to: number, wanted: number): number {
  let [low, high] = [from, to];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (day[sorted[middle]!]! < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}
