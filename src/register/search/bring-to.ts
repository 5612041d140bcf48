import type { StoredTable } from '../columns/index.ts';
import { buildSnapshot, type Snapshot } from './build-snapshot.ts';
import { addKept, countKept, keptOf } from './kept-facets.ts';
import { planPatch } from './patch-specimens.ts';
import { Searcher, searchRoom } from './searcher.ts';

/** Builds a snapshot of tables, with the values of its facets counted. */
export function openFresh(tables: readonly StoredTable[]): Snapshot {
  const snapshot = buildSnapshot(tables, { roomFor: searchRoom });
  snapshot.header.facets = countKept(new Searcher(snapshot));
  return snapshot;
}

/**
 * Brings a snapshot that is searched to tables that differ in specimens only, its facets by what the people whose specimens change had and
 * have. Masks must be set again.
 * @returns false, with nothing changed, when there is no room
 */
export function bringTo(searcher: Searcher, tables: readonly StoredTable[]): boolean {
  const patch = planPatch(searcher, tables);
  if (patch === null) return false;
  const { header } = searcher;
  const before = keptOf(searcher, patch.persons);
  patch.apply();
  searcher.refresh();
  header.facets = addKept(addKept(header.facets, before, -1), keptOf(searcher, patch.persons), 1);
  return true;
}
