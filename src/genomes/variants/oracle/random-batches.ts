import type { DeclaredSex } from '../../../genetics/ploidy/index.ts';
import type { CallableLayer } from '../segment/index.ts';
import { allelesOf, type PlainBatch, type PlainRecord } from './plain-genotypes.ts';

/** A stream of pseudo-random numbers: `random(n)` is one of 0 … n−1. */
export type Random = (n: number) => number;

/** A generator from a seed (mulberry32). */
export function seeded(seed: number): Random {
  let state = seed >>> 0;
  return (n) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * n);
  };
}

/** Length of the contig that random batches live on, and its bases. */
export const LENGTH = 60;
const bases = 'ACGTTGCAACGGTTCAGATTACAGATCCGATACCATGGTACTTGACCATTGGCATCAGGAT';

/**
 * A batch with random genomes, records and callability. Small, so that sites of different batches meet often.
 * @param overlaps whether records of the batch may overlap one another
 */
export function randomBatch(random: Random, batchNo: number, overlaps = true): PlainBatch {
  const genomes = [1, 1, 2, 3, 5, 33, 70, 140][random(8)]!;
  const sexes = Array.from(
    { length: genomes },
    (): DeclaredSex => (['male', 'female', 'unknown'] as const)[random(3)]!,
  );
  const records = random(8) === 0 ? [] : randomRecords(random, genomes, overlaps);
  return { batchNo, sexes, records, layers: randomLayers(random, genomes), hasSegment: true };
}

/** A batch that has nothing on this contig. */
export function absentBatch(random: Random, batchNo: number): PlainBatch {
  const genomes = 1 + random(4);
  const everything = random(2) === 0;
  return {
    batchNo,
    sexes: Array.from({ length: genomes }, (): DeclaredSex => (['male', 'female', 'unknown'] as const)[random(3)]!),
    records: [],
    layers: everything ? [{ kind: 'everything', from: 0, to: genomes }] : [],
    hasSegment: false,
  };
}

function randomRecords(random: Random, genomes: number, overlaps: boolean): PlainRecord[] {
  const silence = random(4) === 0;
  const records: PlainRecord[] = [];
  const known = new Set<string>();
  for (let start = random(4); start < LENGTH - 6; start += random(3) === 0 ? 0 : 1 + random(5)) {
    const record = randomRecord(random, start, genomes, silence);
    const keys = allelesOf(record).map((a) => `${a.start} ${a.ref} ${a.alt}`);
    if (new Set(keys).size < keys.length || keys.some((key) => known.has(key))) {
      if (random(3) === 0) start++;
      continue;
    }
    for (const key of keys) known.add(key);
    records.push(record);
    if (!overlaps) start += record.ref.length;
  }
  return records;
}

function randomRecord(random: Random, start: number, genomes: number, silence: boolean): PlainRecord {
  const ref = bases.slice(start, start + 1 + (random(3) === 0 ? random(5) : 0));
  const first = ref[0]!;
  const choices = [
    ...['A', 'C', 'G', 'T'].filter((b) => b !== first).map((b) => b + ref.slice(1)),
    `${first}GT${ref.slice(1)}`,
    ...(ref.length > 1 ? [first] : []),
    ...(ref.length > 2 ? [ref.slice(0, -1) + (ref.at(-1) === 'A' ? 'C' : 'A')] : []),
  ];
  const alts = [
    ...new Set(Array.from({ length: random(6) === 0 ? 0 : 1 + random(3) }, () => choices[random(choices.length)]!)),
  ];
  const frequency = 1 + random(6);
  const allele = (): number | null => {
    if (random(12) === 0) return null;
    return alts.length > 0 && random(frequency) === 0 ? 1 + random(alts.length) : 0;
  };
  const complete = random(2) === 0;
  const call = (): (number | null)[] => {
    if (complete) return [allele() ?? 0, allele() ?? 0];
    const kind = random(8);
    if (kind === 0) return [null, null];
    return kind === 1 ? [allele()] : [allele(), allele()];
  };
  return {
    start,
    ref,
    alts,
    id: random(4) === 0 ? `rs${start}${random(2) ? '' : ';x7'}` : null,
    filter: ['.', 'PASS', 'q10', 'q10;s50'][random(4)]!,
    qual: random(3) === 0 ? null : random(100),
    calls: Array.from({ length: genomes }, () => (silence && random(4) === 0 ? undefined : call())),
    phased: Array.from({ length: genomes }, () => random(2) === 0),
  };
}

function randomLayers(random: Random, genomes: number): CallableLayer[] {
  switch (random(5)) {
    case 0:
      return [];
    case 1:
      return [{ kind: 'sites', from: 0, to: genomes }];
    case 2:
      return [{ kind: 'everything', from: 0, to: genomes }];
    case 3: {
      const { start, end } = randomIntervals(random);
      return [{ kind: 'bed', from: 0, to: genomes, start: Uint32Array.from(start), end: Uint32Array.from(end) }];
    }
    default: {
      const each = Array.from({ length: genomes }, () => randomIntervals(random));
      const offsets = Uint32Array.from({ length: genomes + 1 }, (_, g) =>
        each.slice(0, g).reduce((sum, { start }) => sum + start.length, 0),
      );
      return [
        {
          kind: 'blocks',
          from: 0,
          to: genomes,
          offsets,
          start: Uint32Array.from(each.flatMap((e) => e.start)),
          end: Uint32Array.from(each.flatMap((e) => e.end)),
        },
      ];
    }
  }
}

function randomIntervals(random: Random): { start: number[]; end: number[] } {
  const start: number[] = [];
  const end: number[] = [];
  for (let at = random(10); at < LENGTH; at += 1 + random(10)) {
    start.push(at);
    at += 1 + random(20);
    end.push(Math.min(at, LENGTH));
  }
  return { start, end };
}
