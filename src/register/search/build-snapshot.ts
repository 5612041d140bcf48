import { ColumnMemory, setBytes } from '../../bits/index.ts';
import { type Progress, silentProgress } from '../../platform/progress/index.ts';
import { type StoredTable, TableReader } from '../columns/index.ts';
import { Places } from './place.ts';
import { type PlannedRegister, placeEvents, planRegister } from './place-events.ts';
import { markPeople, placePersons, setView } from './place-people.ts';
import { placeSpecimens } from './place-specimens.ts';
import {
  personColumns,
  type RegisterEvents,
  type SnapshotHeader,
  snapshotFormat,
  specimenColumns,
} from './snapshot-layout.ts';
import { numberRows, restOf, specimenTablesOf } from './specimen-rows.ts';
import { WordLists } from './word-lists.ts';

/** Columns and sets in memory, and what lies where. */
export interface Snapshot {
  header: SnapshotHeader;
  memory: ColumnMemory;
}

/** What room depends on. */
export type SnapshotSizes = Pick<SnapshotHeader, 'persons' | 'capacity'>;

/** The sets that a snapshot always has: who exists, who does so without regard to specimens, … */
const standingSets = ['exists', 'stated', 'genomes', 'outMaterial', 'outGenetic'] as const;

/**
 * Builds a snapshot of tables in memory: people by number, specimens by person and day, events by code, person and day, and the
 * people of the codes that most have.
 * @param roomFor bytes to leave behind it for those who search
 */
export function buildSnapshot(
  tables: readonly StoredTable[],
  {
    progress = silentProgress,
    roomFor = () => 0,
  }: { progress?: Progress; roomFor?: (sizes: SnapshotSizes) => number } = {},
): Snapshot {
  const of = (name: StoredTable['table']): StoredTable[] => tables.filter(({ table }) => table === name);
  const persons = withSlack(
    Math.max(1, ...tables.map((one) => new TableReader({ ...one, table: one.table }).manifest.people)),
  );
  const rowTables = numberRows(specimenTablesOf(tables));
  const capacity = withSlack(rowTables.reduce((sum, { rows }) => sum + rows, 0));
  progress.step('reading codes');
  const names = [...new Set(of('events').map(({ register }) => register ?? ''))].sort();
  const planned = names.map((name) =>
    planRegister(
      name,
      tables.filter(({ register, table }) => register === name && (table === 'events' || table === 'codes')),
    ),
  );
  const { at, registers, bytes } = planPlaces(persons, capacity, planned);
  const memory = ColumnMemory.make(bytes + roomFor({ persons, capacity }));
  const words = new WordLists();
  const exists = setView(memory, at['exists']!, persons);
  progress.step('placing people');
  placePersons(memory, of('persons'), words, { at: at as never, persons, exists });
  markPeople(of('genomes'), setView(memory, at['genomes']!, persons));
  markPeople(of('genomes'), exists);
  setView(memory, at['stated']!, persons).set(exists);
  markPeople(of('optouts'), setView(memory, at['outMaterial']!, persons), 'material');
  markPeople(of('optouts'), setView(memory, at['outGenetic']!, persons), 'genetic');
  progress.step('placing specimens');
  const places = {
    offsets: at['offsets']!,
    born: at['born']!,
    columns: at as Record<keyof typeof specimenColumns, number>,
  };
  const placed = placeSpecimens(memory, rowTables, words, { at: places, persons, exists });
  for (const [which, register] of planned.entries()) {
    progress.step(`placing ${register.name}`);
    const { startsAt: starts, personAt: person, dayAt: day, sets, ends } = registers[which]!;
    placeEvents(memory, register, { starts, person, day });
    for (const [code, set] of sets) {
      memory.kernel.allEventPeople(person, register.starts[code]!, register.starts[ends[code]!]!, set);
    }
  }
  progress.done();
  const header: SnapshotHeader = {
    format: snapshotFormat,
    rest: restOf(tables),
    specimenTables: rowTables.map(({ hash, table, rows, from }) => ({ hash, table, rows, from })),
    builtAt: new Date().toISOString(),
    persons,
    ...placed,
    capacity,
    bytes,
    at,
    words: words.all(),
    facets: {},
    registers,
  };
  return { header, memory };
}

// Room for who and what comes while the snapshot is searched: new people, and specimens of Idun's own biobanks.
function withSlack(size: number): number {
  return size + 1024 + Math.ceil(size / 100);
}

function planPlaces(persons: number, capacity: number, planned: readonly PlannedRegister[]) {
  const places = new Places();
  const at: Record<string, number> = {};
  for (const [name, width] of Object.entries(personColumns)) at[name] = places.column(persons, width);
  for (const name of standingSets) at[name] = places.set(persons);
  at['offsets'] = places.column(persons + 1, 4);
  for (const [name, width] of Object.entries(specimenColumns)) at[name] = places.column(capacity, width);
  const registers = planned.map(({ name, tree, starts }): RegisterEvents => {
    const events = starts.at(-1)!;
    const startsAt = places.column(starts.length, 4);
    const personAt = places.column(events, 4);
    const dayAt = places.column(events, 2);
    // A set is worth its bytes where making it anew would take a millisecond or so.
    const large = tree.ends.flatMap((end, code) => (starts[end]! - starts[code]! > persons / 16 ? [code] : []));
    const sets = large.map((code): [number, number] => [code, places.set(persons)]);
    return { name, events, codes: tree.codes, ends: tree.ends, startsAt, personAt, dayAt, sets };
  });
  return { at, registers, bytes: places.next };
}

/** Bytes of a set of a snapshot's people, and of its specimens. */
export function setSizes({ persons, capacity }: SnapshotSizes): { person: number; specimen: number } {
  return { person: setBytes(persons) + 64, specimen: setBytes(capacity) + 64 };
}
