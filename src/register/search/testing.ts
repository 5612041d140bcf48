import { join } from 'node:path';
import fc from 'fast-check';
import { dayOf, noDay, type StoredTable, TableWriter } from '../columns/index.ts';
import { openFresh } from './bring-to.ts';
import { Searcher, searchRoom } from './searcher.ts';
import { loadSnapshot, saveSnapshot } from './snapshot-file.ts';

/** A small nation as plain rows, for the slow and obvious answers that searching is compared with. */
export interface PlainNation {
  persons: { no: number; born: number; died: number; sex: string; region: string }[];
  specimens: {
    person: number;
    day: number;
    biobank: string;
    type: string;
    volume: number;
    thaws: number;
    sprec: string;
    consent: string;
    temperature: string;
    state: string;
  }[];
  events: { register: string; person: number; day: number; code: string }[];
  genomes: number[];
  material: number[];
  genetic: number[];
}

export const numbers = 150;
export const codes = ['D', 'DA', 'DA01', 'DA011', 'DA02', 'DB', 'DB10', 'DB101', 'DB102', 'DC'];
export const biobanks = ['North', 'South', 'West', 'East', 'Mid', 'Cards'];
export const types = ['serum', 'plasma', 'DNA'];
export const sprecs = ['SER-SST-A-B-N-A-A', 'PL1-SST-B-B-N-A-C'];
export const consents = ['', 'none', 'research', 'research biobank recontact', 'research genome-research companies'];
export const temperatures = ['', '-18 to -35', 'liquid nitrogen'];
export const states = ['available', 'depleted'];
export const firstDay = dayOf('1990-01-01');
const span = 4000;

const day = fc.oneof(
  { weight: 20, arbitrary: fc.integer({ min: firstDay, max: firstDay + span }) },
  { weight: 1, arbitrary: fc.constant(noDay) },
);
const person = fc.nat(numbers - 1);

export const plainNations: fc.Arbitrary<PlainNation> = fc.record({
  persons: fc.uniqueArray(
    fc.record({
      no: person,
      born: fc.oneof(
        { weight: 10, arbitrary: fc.integer({ min: firstDay - 20_000, max: firstDay + span }) },
        { weight: 1, arbitrary: fc.constant(noDay) },
      ),
      died: fc.oneof(
        { weight: 3, arbitrary: fc.constant(noDay) },
        { weight: 1, arbitrary: fc.integer({ min: firstDay, max: firstDay + span }) },
      ),
      sex: fc.constantFrom('female', 'male', ''),
      region: fc.constantFrom('A', 'B', 'C'),
    }),
    { selector: ({ no }) => no, minLength: 30, maxLength: 120 },
  ),
  specimens: fc.array(
    fc.record({
      person,
      day,
      biobank: fc.constantFrom(...biobanks),
      type: fc.constantFrom(...types),
      volume: fc.nat(1000),
      thaws: fc.nat(4),
      sprec: fc.constantFrom(...sprecs),
      consent: fc.constantFrom(...consents),
      temperature: fc.constantFrom(...temperatures),
      state: fc.constantFrom(...states),
    }),
    { minLength: 100, maxLength: 500 },
  ),
  events: fc.array(
    fc.record({ register: fc.constantFrom('diagnoses', 'procedures'), person, day, code: fc.constantFrom(...codes) }),
    { minLength: 50, maxLength: 500 },
  ),
  genomes: fc.uniqueArray(person, { maxLength: 40 }),
  material: fc.uniqueArray(person, { maxLength: 10 }),
  genetic: fc.uniqueArray(person, { maxLength: 10 }),
});

/** Writes a plain nation as tables. Opt-outs are not among them: they are given to the searcher as masks. */
export function writeNation(folder: string, nation: PlainNation): StoredTable[] {
  const stored: StoredTable[] = [];
  const persons = new TableWriter(folder, 'persons');
  persons.append(nation.persons.length, {
    person: Uint32Array.from(nation.persons, ({ no }) => no),
    born: Uint16Array.from(nation.persons, ({ born }) => born),
    died: Uint16Array.from(nation.persons, ({ died }) => died),
    sex: Uint8Array.from(nation.persons, ({ sex }) => persons.word('sex', sex)),
    region: Uint8Array.from(nation.persons, ({ region }) => persons.word('region', region)),
  });
  for (const one of ['A', 'B', 'C']) persons.word('region', one);
  for (const one of ['female', 'male']) persons.word('sex', one);
  stored.push(persons.finish());
  // Two feeds, so that joining them is tried.
  const half = nation.specimens.length >> 1;
  for (const [part, rows] of [nation.specimens.slice(0, half), nation.specimens.slice(half)].entries()) {
    const writer = new TableWriter(folder, 'specimens');
    for (const one of biobanks) writer.word('biobank', one);
    for (const one of types) writer.word('type', one);
    for (const one of sprecs) writer.word('sprec', one);
    for (const one of temperatures) writer.word('temperature', one);
    for (const one of states) writer.word('state', one);
    writer.append(rows.length, {
      person: Uint32Array.from(rows, (row) => row.person),
      day: Uint16Array.from(rows, (row) => row.day),
      biobank: Uint16Array.from(rows, (row) => writer.word('biobank', row.biobank)),
      type: Uint8Array.from(rows, (row) => writer.word('type', row.type)),
      volume_ul: Uint32Array.from(rows, (row) => row.volume),
      thaws: Uint8Array.from(rows, (row) => row.thaws),
      sprec: Uint16Array.from(rows, (row) => writer.word('sprec', row.sprec)),
      consent: Uint8Array.from(rows, (row) => writer.word('consent', row.consent)),
      temperature: Uint8Array.from(rows, (row) => writer.word('temperature', row.temperature)),
      state: Uint8Array.from(rows, (row) => writer.word('state', row.state)),
      custodian_id: rows.map((_, at) => `é${part * half + at}`),
    });
    stored.push(writer.finish());
  }
  for (const register of ['diagnoses', 'procedures']) {
    const rows = nation.events.filter((event) => event.register === register);
    const writer = new TableWriter(folder, 'events', register);
    for (const code of codes) writer.word('code', code);
    writer.append(rows.length, {
      person: Uint32Array.from(rows, (row) => row.person),
      day: Uint16Array.from(rows, (row) => row.day),
      code: Uint32Array.from(rows, (row) => writer.word('code', row.code)),
    });
    stored.push(writer.finish());
  }
  const genomes = new TableWriter(folder, 'genomes');
  genomes.append(nation.genomes.length, { person: Uint32Array.from(nation.genomes) });
  stored.push(genomes.finish());
  return stored;
}

/** Opens a plain nation for searching, by way of a file. */
export function openPlain(folder: string, nation: PlainNation): Searcher {
  const file = join(folder, 'plain.snapshot');
  saveSnapshot(openFresh(writeNation(join(folder, 'columns'), nation)), file);
  const searcher = new Searcher(loadSnapshot(file, searchRoom));
  searcher.setMasks({ epoch: 1, material: nation.material, genetic: nation.genetic });
  return searcher;
}
