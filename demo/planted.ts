import { leftAlign } from '../src/genetics/normalise/index.ts';
import { codingPositions, type DemoGene } from './genes.ts';
import type { ChromosomePair } from './meiosis.ts';
import { founderAt } from './meiosis.ts';
import { basesText } from './mutations.ts';
import type { Random } from './random.ts';
import { type ContigSequence, complementOf } from './reference.ts';
import type { SequencedFamily, SequencedGenome } from './sampling.ts';

export type Inheritance = 'recessive' | 'dominant-de-novo' | 'x-linked' | 'mitochondrial';

/** A disease variant put into the nation on purpose. */
export interface PlantedVariant {
  readonly inheritance: Inheritance;
  readonly gene: string;
  readonly disease: string;
  readonly effect: 'nonsense' | 'frameshift' | 'missense';
  readonly contigNo: number;
  /** 0-based, left-aligned. */
  readonly start: number;
  readonly ref: string;
  readonly alt: string;
  /** Founders' chromosomes that carry it; empty for a de novo and for the mitochondrion. */
  readonly founders: ReadonlySet<number>;
  /** The one genome in which it is new. */
  readonly deNovoIn: SequencedGenome | null;
  /** Mitochondrial share of it by genome. */
  readonly fractions: ReadonlyMap<number, number>;
  /** Genomes whose disease it explains, alone or with another one. */
  readonly probands: readonly SequencedGenome[];
}

interface Change {
  readonly start: number;
  readonly ref: string;
  readonly alt: string;
}

type Traces = readonly ReadonlyMap<number, ChromosomePair>[];

const letter = (code: number): string => String.fromCharCode(code);
const isStop = (codon: string): boolean => codon === 'TAA' || codon === 'TAG' || codon === 'TGA';

/** Single-base changes of a gene's inner codons, with what they do, in the order of the chromosome's codons. */
function substitutionsOf(gene: DemoGene, bases: Uint8Array, nonsense: boolean): Change[] {
  const positions = codingPositions(gene, gene.transcripts[0]!);
  const onStrand = (code: number): number => (gene.strand === '+' ? code : complementOf(code));
  const changes: Change[] = [];
  for (let i = 3 * Math.floor(positions.length / 15); i + 3 <= positions.length * 0.8; i += 3) {
    const codon = [0, 1, 2].map((k) => letter(onStrand(bases[positions[i + k]!]!)));
    for (const k of [0, 1, 2]) {
      for (const base of ['A', 'C', 'G', 'T']) {
        if (base === codon[k]) continue;
        const stops = isStop(codon.map((own, j) => (j === k ? base : own)).join(''));
        if (stops !== nonsense || (!nonsense && k !== 1)) continue;
        const start = positions[i + k]!;
        changes.push({ start, ref: letter(bases[start]!), alt: letter(onStrand(base.charCodeAt(0))) });
      }
    }
  }
  return changes;
}

function frameshiftOf(gene: DemoGene, bases: Uint8Array, random: Random): Change {
  const inner = gene.transcripts[0]!.coding.filter(({ start, end }) => end - start > 40);
  const { start, end } = random.pick(inner);
  const at = random.between(start + 15, end - 15);
  return leftAlign(
    { start: at - 1, ref: basesText(bases, at - 1, at + 1), alt: basesText(bases, at - 1, at) },
    (p) => bases[p]!,
  );
}

/**
 * Plants the demo's diseases in its families: a recessive one with a compound heterozygote and, in another family, a homozygote;
 * a dominant de novo; an X-linked one in a boy; a mitochondrial one with unequal shares in mother and child.
 * With few families one family may get two of them.
 */
export function plantDiseases(
  families: readonly SequencedFamily[],
  genes: readonly DemoGene[],
  sequences: readonly ContigSequence[],
  traces: Traces,
  founders: number,
  random: Random,
): PlantedVariant[] {
  const trios = families.filter(({ genomes }) => genomes.some((g) => g.role === 'father'));
  if (trios.length === 0) return [];
  const memberOf = (family: SequencedFamily, role: string): SequencedGenome =>
    family.genomes.find((g) => g.role === role)!;
  const geneOn = (name: string): DemoGene => genes.find((g) => sequences[g.contigNo]!.contig.name === name)!;
  const inherited = (g: SequencedGenome, side: 0 | 1, contigNo: number, at: number): number =>
    founderAt(traces[contigNo]!.get(g.person.no)![side]!, at);
  const base = { founders: new Set<number>(), deNovoIn: null, fractions: new Map<number, number>() };
  const planted: PlantedVariant[] = [];

  const recessive = geneOn('1');
  const recessiveBases = sequences[recessive.contigNo]!.bases;
  const compound = memberOf(trios[0]!, 'proband');
  const homozygote = trios.length > 1 ? memberOf(trios[1]!, 'proband') : null;
  const nonsense = random.pick(substitutionsOf(recessive, recessiveBases, true));
  const frameshift = frameshiftOf(recessive, recessiveBases, random);
  const background = Array.from({ length: 3 }, () => random.below(2 * founders));
  const ofNonsense = new Set([inherited(compound, 0, recessive.contigNo, nonsense.start), ...background]);
  if (homozygote !== null) {
    for (const side of [0, 1] as const) ofNonsense.add(inherited(homozygote, side, recessive.contigNo, nonsense.start));
  }
  const ofFrameshift = inherited(compound, 1, recessive.contigNo, frameshift.start);
  ofNonsense.delete(inherited(compound, 1, recessive.contigNo, nonsense.start));
  const common = { ...base, gene: recessive.symbol, contigNo: recessive.contigNo, inheritance: 'recessive' as const };
  const disease = 'Synthetic recessive disease 1';
  const probands = homozygote === null ? [compound] : [compound, homozygote];
  planted.push({ ...common, ...nonsense, disease, effect: 'nonsense', founders: ofNonsense, probands });
  planted.push({
    ...common,
    ...frameshift,
    disease,
    effect: 'frameshift',
    founders: new Set([ofFrameshift]),
    probands: [compound],
  });

  const dominant = geneOn('2');
  const sporadic = memberOf(trios[2 % trios.length]!, 'proband');
  planted.push({
    ...base,
    ...random.pick(substitutionsOf(dominant, sequences[dominant.contigNo]!.bases, true)),
    inheritance: 'dominant-de-novo',
    gene: dominant.symbol,
    contigNo: dominant.contigNo,
    disease: 'Synthetic dominant disease 2',
    effect: 'nonsense',
    deNovoIn: sporadic,
    probands: [sporadic],
  });

  const boys = trios.filter((family) => memberOf(family, 'proband').person.sex === 'male');
  const linked = geneOn('X');
  if (boys.length > 0) {
    const boy = memberOf(boys[3 % boys.length]!, 'proband');
    const change = random.pick(substitutionsOf(linked, sequences[linked.contigNo]!.bases, true));
    planted.push({
      ...base,
      ...change,
      inheritance: 'x-linked',
      gene: linked.symbol,
      contigNo: linked.contigNo,
      disease: 'Synthetic X-linked disease 3',
      effect: 'nonsense',
      founders: new Set([inherited(boy, 0, linked.contigNo, change.start)]),
      probands: [boy],
    });
  }

  const mitochondrial = geneOn('MT');
  const family = trios[4 % trios.length]!;
  const child = memberOf(family, 'proband');
  planted.push({
    ...base,
    ...random.pick(substitutionsOf(mitochondrial, sequences[mitochondrial.contigNo]!.bases, false)),
    inheritance: 'mitochondrial',
    gene: mitochondrial.symbol,
    contigNo: mitochondrial.contigNo,
    disease: 'Synthetic mitochondrial disease 4',
    effect: 'missense',
    fractions: new Map([
      [child.no, 0.78],
      [memberOf(family, 'mother').no, 0.21],
    ]),
    probands: [child],
  });
  return planted;
}
