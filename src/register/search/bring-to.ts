import { createBitmap, setBit } from '../../bits/index.ts';
import type { StoredTable } from '../columns/index.ts';
import { buildSnapshot, type Snapshot } from './build-snapshot.ts';
import { addFacets, allFacets, facetsOfPeople } from './facet-cells.ts';
import { planPatch } from './patch-specimens.ts';
import { setView } from './place-people.ts';
import { Searcher, searchRoom } from './searcher.ts';

/** Builds a snapshot of tables, with the values of its facets counted. */
export function openFresh(tables: readonly StoredTable[]): Snapshot {
  const snapshot = buildSnapshot(tables, { roomFor: searchRoom });
  snapshot.header.facets = allFacets(new Searcher(snapshot));
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
  const people = createBitmap(header.persons);
  for (const person of patch.persons) setBit(people, person);
  const counted = (): ReturnType<typeof facetsOfPeople> => {
    searcher.people.begin();
    searcher.specimens.begin();
    const set = searcher.people.scratch();
    const view = setView(searcher.memory, set, header.persons);
    view.set(people.subarray(0, view.length));
    searcher.kernel.setAnd(set, searcher.column('exists'), set, header.persons);
    return facetsOfPeople(searcher, set);
  };
  const before = counted();
  patch.apply();
  searcher.refresh();
  header.facets = addFacets(addFacets(header.facets, before, -1), counted(), 1);
  return true;
}
