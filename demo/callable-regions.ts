import type { Interval } from './contigs.ts';
import type { Random } from './random.ts';
import type { ContigSequence } from './reference.ts';

/** Where a laboratory can call genomes: everything but gaps and some 3 % of difficult stretches; by contig number, ascending; places to `keep` are never difficult. */
export function drawCallableRegions(
  sequences: readonly ContigSequence[],
  keep: readonly { contigNo: number; start: number }[],
  random: Random,
): Interval[][] {
  return sequences.map(({ contig, gaps }) => {
    const excluded: Interval[] = [...gaps];
    if (contig.role !== 'MT') {
      for (
        let at = random.between(20_000, 90_000);
        at < contig.length - 10_000;
        at += random.between(40_000, 140_000)
      ) {
        const end = at + random.between(800, 5000);
        if (keep.some((k) => k.contigNo === contig.no && k.start > at - 100 && k.start < end + 100)) continue;
        excluded.push({ start: at, end });
      }
    }
    excluded.sort((a, b) => a.start - b.start);
    const callable: Interval[] = [];
    let at = 0;
    for (const { start, end } of excluded) {
      if (start > at) callable.push({ start: at, end: start });
      at = Math.max(at, end);
    }
    if (at < contig.length) callable.push({ start: at, end: contig.length });
    return callable;
  });
}

/** BED text, 0-based half-open. */
export function bedText(intervals: readonly (readonly Interval[])[], sequences: readonly ContigSequence[]): string {
  const lines = sequences.flatMap(({ contig }) =>
    intervals[contig.no]!.map(({ start, end }) => `${contig.name}\t${start}\t${end}\n`),
  );
  return lines.join('');
}
