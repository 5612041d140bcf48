import { csvLine } from '../../../formats/csv/index.ts';
import type { RegionPage, RegionRow } from '../answers/index.ts';

const columns = ['chrom', 'pos', 'ref', 'alt', 'id', 'filter', 'ac', 'an', 'af', 'hom', 'hemi', 'missing'];

/**
 * The alleles of a region as CSV, a piece for each page. A count the disclosure rule protects is written as the answer has
 * it (`<5`), and what is derived from it is empty.
 * @param first the first page, read before the status is sent
 * @param read the page after a mark
 */
export async function* regionCsv(
  first: RegionPage,
  read: (after: string) => Promise<RegionPage>,
): AsyncGenerator<string> {
  let page = first;
  yield csvLine(columns) + page.items.map(lineOf).join('');
  while (page.next !== null) {
    page = await read(page.next);
    yield page.items.map(lineOf).join('');
  }
}

function lineOf(row: RegionRow): string {
  const { chrom, pos, ref, alt, ids, filters, ac, an, af, hom, hemi, missing } = row;
  return csvLine([
    chrom,
    pos,
    ref,
    alt,
    ids.join(';'),
    filters.join(';'),
    ac ?? row.protected,
    an,
    af,
    hom,
    hemi,
    missing,
  ]);
}
