import { bitmapIndices, hasBit } from '../../bits/index.ts';
import { find, specimensOfFound } from './count.ts';
import type { Query } from './model.ts';
import { setView } from './place-people.ts';
import { viewOf } from './place-specimens.ts';
import type { Searcher } from './searcher.ts';
import { specimenColumns } from './snapshot-layout.ts';
import { type RowIds, rowIds } from './specimen-ids.ts';

/** Specimens as columns: a value each a specimen, in the order of person and day. */
export interface SpecimenList {
  count: number;
  /**
   * What a specimen is called for good: `spc_…` in Idun's own biobanks, biobank and custodian's id elsewhere; empty where the
   * custodian gives none.
   */
  keys: string[];
  person: Uint32Array;
  biobank: string[];
  collection: string[];
  type: string[];
  state: string[];
  volumeUl: Uint32Array;
  /** Idun's own number of it; 0xffffffff for others'. */
  number: Uint32Array;
}

/** Whom and what a query means, by number. */
export interface FoundMembers {
  /** Sorted. */
  persons: Uint32Array;
  genomes: number;
  specimens: SpecimenList;
}

/**
 * The people of a query and their specimens that it names.
 * @param masks whether those who opted out are left out; without masks the query is as if nobody had
 */
export function findMembers(
  searcher: Searcher,
  query: Query,
  { today, masks, columns }: { today: string; masks: boolean; columns: string },
): FoundMembers {
  const { kernel, memory, header } = searcher;
  const found = find(searcher, query, today, masks ? searcher.everybody : searcher.column('exists'));
  const genomes = kernel.setCountAnd(found.people, searcher.genomes, header.persons) >>> 0;
  const specimens = setView(memory, specimensOfFound(searcher, found), header.specimens);
  return {
    persons: Uint32Array.from(bitmapIndices(setView(memory, found.people, header.persons))),
    genomes,
    specimens: listSpecimens(searcher, Uint32Array.from(bitmapIndices(specimens)), columns),
  };
}

/** All specimens of some people, whether they may be counted or not. */
export function specimensOfPeople(searcher: Searcher, persons: Uint32Array, columns: string): SpecimenList {
  const { memory, header } = searcher;
  const offsets = memory.u32(searcher.column('offsets'), header.persons + 1);
  const places: number[] = [];
  for (const p of persons) {
    if (p >= header.persons) continue;
    for (let s = offsets[p]!; s < offsets[p + 1]!; s++) places.push(s);
  }
  return listSpecimens(searcher, Uint32Array.from(places), columns);
}

/** What the register knows of people today: whether they are there, and whether they may be counted. */
export type Standing = 'counted' | 'opted-out' | 'absent';

/** The standing of some people. */
export function standingOf(searcher: Searcher, persons: Uint32Array): Standing[] {
  const { memory, header } = searcher;
  const exists = setView(memory, searcher.column('exists'), header.persons);
  const counted = setView(memory, searcher.everybody, header.persons);
  return Array.from(persons, (p) => (!hasBit(exists, p) ? 'absent' : hasBit(counted, p) ? 'counted' : 'opted-out'));
}

function listSpecimens(searcher: Searcher, places: Uint32Array, columns: string): SpecimenList {
  const { memory, header } = searcher;
  const person = memory.u32(searcher.column('specimenPerson'), header.specimens);
  const volume = memory.u32(searcher.column('volume'), header.specimens);
  const row = memory.u32(searcher.column('row'), header.specimens);
  const words = (column: 'biobank' | 'collection' | 'type' | 'state'): string[] => {
    const values = viewOf(memory, searcher.column(column), specimenColumns[column], header.specimens);
    return Array.from(places, (s) => header.words[column]![values[s]!]!);
  };
  const biobank = words('biobank');
  const ids: RowIds = rowIds(
    header.specimenTables,
    columns,
    places.map((s) => row[s]!),
  );
  return {
    count: places.length,
    keys: ids.id.map((id, at) => keyOf(id, biobank[at]!, ids.number[at]!)),
    person: places.map((s) => person[s]!),
    biobank,
    collection: words('collection'),
    type: words('type'),
    state: words('state'),
    volumeUl: places.map((s) => volume[s]!),
    number: ids.number,
  };
}

/** A specimen that is not one of Idun's own. */
const others = 0xffffffff;

function keyOf(id: string, biobank: string, number: number): string {
  if (id === '' || number !== others) return id;
  return `${biobank}/${id}`;
}
