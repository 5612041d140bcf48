import { type DemoContig, demoContigs, type Interval, pseudoautosomal } from './contigs.ts';
import type { Random } from './random.ts';

/** A place where a short unit repeats itself; `start` is as far left as the repeat goes, so indels anchor on the base before. */
export interface TandemRepeat extends Interval {
  readonly unit: string;
}

export interface ContigSequence {
  readonly contig: DemoContig;
  /** Upper-case ASCII. */
  readonly bases: Uint8Array;
  /** Interspersed repeats, lower-case in the FASTA file. */
  readonly masked: Interval[];
  /** Runs of N. */
  readonly gaps: Interval[];
  readonly tandemRepeats: TandemRepeat[];
}

const letters = [65, 67, 71, 84];

/** The base that pairs with an upper-case one. */
export function complementOf(base: number): number {
  return base === 65 ? 84 : base === 84 ? 65 : base === 67 ? 71 : base === 71 ? 67 : base;
}

/** Fills a sequence in isochores of 20 to 60 kb with a GC share of 39 to 57 %, CpG rare as in vertebrates. */
function composeBases(length: number, random: Random): Uint8Array {
  const bases = new Uint8Array(length);
  let gc = 0.42;
  let changeAt = 0;
  let previous = 65;
  for (let i = 0; i < length; i++) {
    if (i === changeAt) {
      gc = 0.39 + 0.18 * random.next() ** 2;
      changeAt += random.between(20_000, 60_000);
    }
    const draw = random.next();
    let base = draw < gc / 2 ? 67 : draw < gc ? 71 : draw < (1 + gc) / 2 ? 65 : 84;
    if (base === 71 && previous === 67 && random.chance(0.72)) base = random.chance(0.5) ? 65 : 84;
    bases[i] = base;
    previous = base;
  }
  return bases;
}

/** Invented interspersed repeat elements, some with the poly-A tail of a retroposon. */
function makeElements(random: Random): Uint8Array[] {
  return Array.from({ length: 14 }, (_, i) => {
    const body = composeBases(random.between(110, 340), random);
    return i % 3 === 0 ? body : Uint8Array.from([...body, ...Array<number>(random.between(9, 22)).fill(65)]);
  });
}

/** Copies elements over about a tenth of the sequence, each copy differing in 2 to 15 % of its bases. */
function insertElements(bases: Uint8Array, elements: readonly Uint8Array[], random: Random): Interval[] {
  const masked: Interval[] = [];
  for (let at = random.between(300, 3000); at < bases.length - 1000; at += random.between(700, 4200)) {
    const element = random.pick(elements);
    const reverse = random.chance(0.5);
    const divergence = 0.02 + 0.13 * random.next();
    for (let i = 0; i < element.length; i++) {
      const base = reverse ? complementOf(element[element.length - 1 - i]!) : element[i]!;
      bases[at + i] = random.chance(divergence) ? random.pick(letters) : base;
    }
    masked.push({ start: at, end: at + element.length });
    at += element.length;
  }
  return masked;
}

/** Writes microsatellites and homopolymers, and says where each really begins and ends once its neighbours are looked at. */
function insertTandemRepeats(bases: Uint8Array, random: Random): TandemRepeat[] {
  const repeats: TandemRepeat[] = [];
  for (let at = random.between(400, 2500); at < bases.length - 600; at += random.between(1200, 5200)) {
    const size = random.weighted([
      { size: 1, weight: 30 },
      { size: 2, weight: 34 },
      { size: 3, weight: 14 },
      { size: 4, weight: 16 },
      { size: 5, weight: 4 },
      { size: 6, weight: 2 },
    ]).size;
    const unit = size === 1 ? [random.chance(0.9) ? 65 : 84] : Array.from({ length: size }, () => random.pick(letters));
    if (size > 1 && unit.every((base) => base === unit[0])) continue;
    const copies = size === 1 ? random.between(9, 18) : size === 2 ? random.between(8, 22) : random.between(6, 14);
    for (let i = 0; i < size * copies; i++) bases[at + i] = unit[i % size]!;
    let start = at;
    let end = at + size * copies;
    while (start > 1 && bases[start - 1] === bases[start - 1 + size]) start--;
    while (end < bases.length && bases[end] === bases[end - size]) end++;
    repeats.push({ start, end, unit: String.fromCharCode(...bases.subarray(start, start + size)) });
    at = end;
  }
  return repeats;
}

function makeContig(contig: DemoContig, elements: readonly Uint8Array[], random: Random): ContigSequence {
  const bases = composeBases(contig.length, random);
  if (contig.role === 'MT') return { contig, bases, masked: [], gaps: [], tandemRepeats: [] };
  const masked = insertElements(bases, elements, random);
  const tandemRepeats = insertTandemRepeats(bases, random);
  const middle = Math.round(contig.length * (0.35 + 0.2 * random.next()));
  const gaps = [{ start: middle, end: middle + random.between(2000, 5000) }];
  for (const { start, end } of gaps) bases.fill(78, start, end);
  const clear = ({ start, end }: Interval): boolean => gaps.every((g) => end < g.start - 100 || start > g.end + 100);
  return { contig, bases, masked: masked.filter(clear), gaps, tandemRepeats: tandemRepeats.filter(clear) };
}

/** Makes Y's pseudo-autosomal ends a copy of X's. */
function copyPseudoautosomal(x: ContigSequence, y: ContigSequence): void {
  for (const region of pseudoautosomal) {
    y.bases.set(x.bases.subarray(region.X.start, region.X.end), region.Y.start);
    const shift = region.Y.start - region.X.start;
    for (const list of ['masked', 'tandemRepeats'] as const) {
      const own = y[list] as Interval[];
      const kept = own.filter(({ start, end }) => end < region.Y.start || start > region.Y.end);
      const copied = x[list]
        .filter(({ start, end }) => start >= region.X.start && end <= region.X.end)
        .map((interval) => ({ ...interval, start: interval.start + shift, end: interval.end + shift }));
      own.splice(0, own.length, ...[...kept, ...copied].sort((a, b) => a.start - b.start));
    }
  }
}

/** Makes the synthetic reference: seven contigs, 3.8 Mb, with interspersed and tandem repeats, gaps and pseudo-autosomal regions. */
export function makeReference(random: Random): ContigSequence[] {
  const elements = makeElements(random.fork('elements'));
  const sequences = demoContigs.map((contig) => makeContig(contig, elements, random.fork(contig.name)));
  const of = (role: string): ContigSequence => sequences.find(({ contig }) => contig.role === role)!;
  copyPseudoautosomal(of('X'), of('Y'));
  return sequences;
}

/** FASTA, 60 bases a line, interspersed repeats in lower case. */
export function fastaText(sequences: readonly ContigSequence[]): Buffer {
  const parts: Buffer[] = [];
  for (const { contig, bases, masked } of sequences) {
    parts.push(Buffer.from(`>${contig.name} synthetic demo sequence, no organism, length ${contig.length}\n`));
    const soft = Uint8Array.from(bases);
    for (const { start, end } of masked) for (let i = start; i < end; i++) soft[i] = soft[i]! | 32;
    const lines = Math.ceil(soft.length / 60);
    const text = Buffer.alloc(soft.length + lines, 10);
    for (let line = 0; line < lines; line++) text.set(soft.subarray(line * 60, line * 60 + 60), line * 61);
    parts.push(text);
  }
  return Buffer.concat(parts);
}
