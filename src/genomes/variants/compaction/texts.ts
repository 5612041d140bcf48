import type { MergeSource } from './merge-source.ts';
import type { RecordTexts } from './merged-columns.ts';

/** Texts of all records of an allele in one: identifiers in order of appearance, filters as a sorted set, the highest quality. */
export function textsOf(
  sources: readonly MergeSource[],
  members: readonly { k: number; index: number }[],
): RecordTexts {
  let id: string | null = null;
  let filter: string | null = null;
  let qual = Number.NaN;
  for (const { k, index } of members) {
    const { segment } = sources[k]!.live;
    const site = segment.site[index]!;
    const ownId = segment.reader.idOf(site);
    if (ownId !== null && ownId !== id) id = id === null ? ownId : join(id, ownId);
    const ownFilter = segment.reader.head.filters[segment.filter[site]!]!;
    if (ownFilter !== filter) filter = filter === null ? sorted(ownFilter) : sorted(join(filter, ownFilter));
    const here = segment.reader.qual()[site] ?? Number.NaN;
    if (!Number.isNaN(here) && !(here <= qual)) qual = here;
  }
  return { id, filter: filter ?? '.', qual };
}

export function sameTexts(a: RecordTexts, b: RecordTexts): boolean {
  return a.id === b.id && a.filter === b.filter && Object.is(a.qual, b.qual);
}

function join(a: string, b: string): string {
  return [...new Set([...a.split(';'), ...b.split(';')])].join(';');
}

function sorted(text: string): string {
  return text.includes(';') ? text.split(';').sort().join(';') : text;
}
