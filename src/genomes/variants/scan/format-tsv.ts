import type { DisclosureRule } from '../../../trust/scope/index.ts';
import type { CountBatch } from './batch.ts';

/** First line of a frequency table. */
export const FREQUENCY_HEADER = 'chrom\tpos\tref\talt\tac\tan\thom\themi\tmissing\taf\n';

/** Lines of a frequency table for a batch, positions 1-based. Protected counts are `<minimum`, what derives from them `.`. */
export function formatFrequencyTsv(batch: CountBatch, rule: DisclosureRule, mask = 0): Buffer {
  const { ac, an, hom, hemi, missing } = batch.counts[mask]!;
  const { name } = batch.contig;
  const lines: string[] = [];
  for (let row = 0; row < batch.rows; row++) {
    const { ref, alt } = batch.allele(row);
    const hidden = ac[row]! > 0 && ac[row]! < rule.minimumCount;
    const counts = hidden
      ? `<${rule.minimumCount}\t${an[row]}\t.\t.\t${missing[row]}\t.`
      : `${ac[row]}\t${an[row]}\t${hom[row]}\t${hemi[row]}\t${missing[row]}\t${an[row] === 0 ? '.' : ac[row]! / an[row]!}`;
    lines.push(`${name}\t${batch.start[row]! + 1}\t${ref}\t${alt}\t${counts}\n`);
  }
  return Buffer.from(lines.join(''), 'latin1');
}
