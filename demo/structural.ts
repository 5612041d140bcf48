import type { Random } from './random.ts';
import type { ContigSequence } from './reference.ts';
import type { StructuralDetail } from './site.ts';

/** A structural variant before it is given to genomes. */
export interface StructuralPlan {
  readonly contigNo: number;
  /** 0-based position of the base before the change (VCF's POS). */
  readonly start: number;
  readonly ref: string;
  readonly alt: string;
  readonly id: string;
  readonly detail: StructuralDetail;
  /** Founders' chromosomes that carry it. */
  readonly founders: ReadonlySet<number>;
}

const plainTypes = ['DEL', 'DEL', 'DEL', 'DUP', 'DEL', 'INV', 'DUP', 'INS'] as const;

/** Rare for the most part, as structural variants are. */
function drawCarriers(founders: number, random: Random): Set<number> {
  const frequency = 0.4 * random.next() ** 3 + 1 / (2 * founders);
  const carriers = new Set([random.below(2 * founders)]);
  for (let chromosome = 0; chromosome < 2 * founders; chromosome++)
    if (random.chance(frequency)) carriers.add(chromosome);
  return carriers;
}

/**
 * Deletions, duplications, inversions, insertions (symbolic) on the autosomes and X, and pairs of breakends between autosomes.
 * @param avoid 0-based positions by contig number that no structural variant may span
 */
export function planStructural(
  sequences: readonly ContigSequence[],
  founders: number,
  avoid: readonly { contigNo: number; start: number }[],
  random: Random,
): StructuralPlan[] {
  const plans: StructuralPlan[] = [];
  const isFree = (contigNo: number, start: number, end: number): boolean =>
    start > 70_000 &&
    end < sequences[contigNo]!.bases.length - 30_000 &&
    sequences[contigNo]!.gaps.every((g) => g.end < start || g.start > end) &&
    sequences[contigNo]!.tandemRepeats.every((r) => start + 10 < r.start || start - 10 > r.end) &&
    avoid.every((a) => a.contigNo !== contigNo || a.start < start - 200 || a.start > end + 200) &&
    plans.every((p) => p.contigNo !== contigNo || p.detail.end + 500 < start || p.start > end + 500);
  const freePlace = (contigNo: number, length: number): number => {
    for (;;) {
      const start = random.below(sequences[contigNo]!.bases.length - length);
      if (isFree(contigNo, start, start + length + 1)) return start;
    }
  };
  const baseAt = (contigNo: number, at: number): string => String.fromCharCode(sequences[contigNo]!.bases[at]!);

  for (const { contig } of sequences) {
    if (contig.role !== 'autosome' && contig.role !== 'X') continue;
    plainTypes.forEach((type, i) => {
      const length = type === 'INS' ? random.between(300, 2000) : random.between(400, type === 'DEL' ? 6000 : 9000);
      const span = type === 'INS' ? 0 : length;
      const start = freePlace(contig.no, span);
      plans.push({
        contigNo: contig.no,
        start,
        ref: baseAt(contig.no, start),
        alt: `<${type}>`,
        id: `demo_sv_${contig.name}_${i + 1}`,
        detail: { type, end: start + 1 + span, length: type === 'DEL' ? -length : length },
        founders: drawCarriers(founders, random),
      });
    });
  }
  const autosomes = sequences.filter(({ contig }) => contig.role === 'autosome').map(({ contig }) => contig);
  for (let pair = 0; pair + 1 < autosomes.length; pair++) {
    const [a, b] = [autosomes[pair]!, autosomes[pair + 1]!];
    const [atA, atB] = [freePlace(a.no, 1), freePlace(b.no, 1)];
    const [refA, refB] = [baseAt(a.no, atA), baseAt(b.no, atB)];
    const [idA, idB] = [`demo_bnd_${pair + 1}_a`, `demo_bnd_${pair + 1}_b`];
    const carriers = drawCarriers(founders, random);
    // A reciprocal join, VCFv4.5 §5.4.1: t[p[ and its mate ]p]t.
    plans.push(
      {
        contigNo: a.no,
        start: atA,
        ref: refA,
        alt: `${refA}[${b.name}:${atB + 1}[`,
        id: idA,
        founders: carriers,
        detail: { type: 'BND', end: atA + 1, mate: idB },
      },
      {
        contigNo: b.no,
        start: atB,
        ref: refB,
        alt: `]${a.name}:${atA + 1}]${refB}`,
        id: idB,
        founders: carriers,
        detail: { type: 'BND', end: atB + 1, mate: idA },
      },
    );
  }
  return plans;
}
