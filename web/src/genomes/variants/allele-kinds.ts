import type { RegionAllele } from '../../api/answers.ts';
import type { FacetCount } from '../../components/table/filter-choices.tsx';

export const alleleKinds = ['snv', 'insertion', 'deletion', 'other'] as const;
export type AlleleKind = (typeof alleleKinds)[number];

/** What an allele is by its letters: one base for another, bases more, bases fewer, or several for as many. */
export function kindOf({ ref, alt }: Pick<RegionAllele, 'ref' | 'alt'>): AlleleKind {
  if (ref.length === 1 && alt.length === 1) return 'snv';
  if (alt.length > ref.length && alt.startsWith(ref)) return 'insertion';
  if (ref.length > alt.length && ref.startsWith(alt)) return 'deletion';
  return 'other';
}

/** The filters of an allele; the empty text stands for none. */
function filtersOf(row: RegionAllele): string[] {
  return row.filters.length === 0 ? [''] : row.filters;
}

export interface AlleleChoice {
  filters?: readonly string[] | undefined;
  kind?: readonly string[] | undefined;
}

/** The alleles that fit a choice, and the counts of the values under the other field's choice. */
export function narrowAlleles(
  rows: RegionAllele[],
  { filters, kind }: AlleleChoice,
): { kept: RegionAllele[]; facets: Record<string, FacetCount[]> } {
  const counts = { filters: new Map<string, number>(), kind: new Map<string, number>() };
  const add = (map: Map<string, number>, value: string) => map.set(value, (map.get(value) ?? 0) + 1);
  const kept = rows.filter((row) => {
    const ownFilters = filtersOf(row);
    const ownKind = kindOf(row);
    const fitsFilters = filters === undefined || ownFilters.some((one) => filters.includes(one));
    const fitsKind = kind === undefined || kind.includes(ownKind);
    if (fitsKind) for (const one of ownFilters) add(counts.filters, one);
    if (fitsFilters) add(counts.kind, ownKind);
    return fitsFilters && fitsKind;
  });
  const facets = Object.entries(counts).map(([field, map]): [string, FacetCount[]] => [
    field,
    [...map].map(([value, count]) => ({ value, count })).sort((a, b) => b.count - a.count),
  ]);
  return { kept: kept.length === rows.length ? rows : kept, facets: Object.fromEntries(facets) };
}
