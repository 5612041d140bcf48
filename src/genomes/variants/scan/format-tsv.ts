import { TableKernel } from '../../../bits/index.ts';
import type { DisclosureRule } from '../../../trust/scope/index.ts';
import type { CountBatch } from './batch.ts';

/** First line of a frequency table. */
export const FREQUENCY_HEADER = 'chrom\tpos\tref\talt\tac\tan\thom\themi\tmissing\taf\n';

const kernel = new TableKernel();

/**
 * Lines of a frequency table for a batch, positions 1-based, sorted as the batch is. A protected count is `<minimum` and what
 * derives from it `.`; `af` is `.` where nobody is called.
 * @param mask which of the batch's counts
 */
export function formatFrequencyTsv(batch: CountBatch, rule: DisclosureRule, mask = 0): Buffer {
  const { rows, start } = batch;
  const { ac, an, hom, hemi, missing } = batch.counts[mask]!;
  const { code, texts } = batch.alleleTexts();
  return kernel.write(batch.contig.name, { rows, start, code, ac, an, hom, hemi, missing, texts }, rule.minimumCount);
}
