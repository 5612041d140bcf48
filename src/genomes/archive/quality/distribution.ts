import type { Distribution, Finding, GenomeQc } from '../model.ts';
import { makeFinding } from './finding.ts';
import { qcRules } from './qc-rules.ts';

/** Measures compared with the dataset's earlier genomes, with the words for them. */
export const comparedMeasures = {
  snvs: 'single-base variants',
  indels: 'insertions and deletions',
  het: 'heterozygous calls',
  hetHom: 'heterozygous calls for each homozygous one',
  tiTv: 'transitions for each transversion',
  missingRate: 'missing calls',
} as const;
export type ComparedMeasure = keyof typeof comparedMeasures;

/** Earlier genomes' figures: what the database keeps in `genomes.qc`. */
export type EarlierGenome = Partial<Record<ComparedMeasure, number | null>>;

/** Makes the median absolute deviation of normal data equal to their standard deviation. */
const madScale = 1.4826;

/** Median of numbers; null of none. */
export function median(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/**
 * Compares the submission's genomes with earlier ones of the dataset by median and MAD, which one bad genome does not move.
 * Below ten earlier genomes nothing is judged, and one note says so.
 */
export function compareWithDataset(
  genomes: readonly GenomeQc[],
  earlier: readonly EarlierGenome[],
): { distribution: Record<string, Distribution>; findings: Finding[] } {
  const { fewestGenomes, deviations } = qcRules['count-outlier'].thresholds;
  const distribution: Record<string, Distribution> = {};
  const findings: Finding[] = [];
  for (const [measure, words] of Object.entries(comparedMeasures) as [ComparedMeasure, string][]) {
    const values = earlier.flatMap((g) => (typeof g[measure] === 'number' ? [g[measure]] : []));
    const middle = median(values);
    const mad = middle === null ? null : median(values.map((v) => Math.abs(v - middle)))! * madScale;
    // Identical figures (MAD 0) or nearly so would call every genome an outlier.
    const width = middle === null || mad === null ? null : deviations * Math.max(mad, Math.abs(middle) * 0.02);
    const judged = values.length >= fewestGenomes && middle !== null && width !== null && width > 0;
    distribution[measure] = {
      genomes: values.length,
      median: middle,
      mad,
      low: judged ? middle - width : null,
      high: judged ? middle + width : null,
    };
    if (!judged) continue;
    for (const genome of genomes) {
      const value = genome[measure];
      if (value === null || Math.abs(value - middle) <= width) continue;
      const parameters = {
        measure: words,
        sample: genome.sample,
        median: rounded(middle),
        genomes: values.length,
        value: rounded(value),
        deviations: rounded((Math.abs(value - middle) / width) * deviations),
      };
      findings.push(makeFinding('count-outlier', parameters, { genome: genome.id }));
    }
  }
  if (earlier.length < fewestGenomes) {
    findings.push(makeFinding('too-few-to-compare', { fewest: fewestGenomes, genomes: earlier.length }));
  }
  return { distribution, findings };
}

function rounded(value: number): number {
  return Math.abs(value) >= 100 ? Math.round(value) : Number(value.toPrecision(3));
}
