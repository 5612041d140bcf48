import type { TableWriter } from '../columns/index.ts';
import { Batcher, batchColumn, takeWords } from './batcher.ts';
import { Draws } from './draws.ts';
import { type Made, visitPeople } from './pass.ts';
import { streams } from './people.ts';
import { planted } from './planted.ts';
import { nationShape, regions } from './shape.ts';

const municipality = (index: number): string => `Municipality ${String(index + 1).padStart(3, '0')}`;

/** Everybody who has or had a number. */
export async function writePersons(writer: TableWriter<'persons'>, made: Made): Promise<void> {
  const sexes = takeWords(writer, 'sex', ['female', 'male']);
  const regionWords = takeWords(
    writer,
    'region',
    regions.map(([name]) => name),
  );
  const municipalities = takeWords(
    writer,
    'municipality',
    Array.from({ length: 100 }, (_, i) => municipality(i)),
  );
  const columns = {
    person: batchColumn.u32(),
    born: batchColumn.u16(),
    sex: batchColumn.u8(),
    region: batchColumn.u8(),
    municipality: batchColumn.u16(),
    died: batchColumn.u16(),
  };
  const batch = new Batcher(writer, columns);
  const put = (number: number, one: { born: number; died: number; female: boolean }, region: number, place: number) => {
    columns.person[batch.row] = number;
    columns.born[batch.row] = one.born;
    columns.sex[batch.row] = sexes[one.female ? 0 : 1]!;
    columns.region[batch.row] = regionWords[region]!;
    columns.municipality[batch.row] = municipalities[place]!;
    columns.died[batch.row] = one.died;
    batch.next();
  };
  const home = regions.findIndex(([name]) => name === planted.region);
  await visitPeople(
    made,
    (number, person) => put(number, person, person.region, person.municipality),
    (number, person) => put(number, person, home, home * 20),
  );
  batch.flush();
}

/** Who has a genome. */
export async function writeGenomes(writer: TableWriter<'genomes'>, made: Made): Promise<void> {
  const columns = { person: batchColumn.u32() };
  const batch = new Batcher(writer, columns);
  const draws = new Draws(nationShape.seed);
  const put = (number: number, has: boolean): void => {
    if (!has) return;
    columns.person[batch.row] = number;
    batch.next();
  };
  await visitPeople(
    made,
    (number) => put(number, draws.begin(number, streams.genomes).chance(nationShape.genomes)),
    (number, { genome }) => put(number, genome),
  );
  batch.flush();
}

/** Who has opted out, of what. */
export async function writeOptOuts(writer: TableWriter<'optouts'>, made: Made): Promise<void> {
  const scopes = Object.keys(nationShape.optedOut) as (keyof typeof nationShape.optedOut)[];
  const words = takeWords(writer, 'scope', scopes);
  const columns = { person: batchColumn.u32(), scope: batchColumn.u8() };
  const batch = new Batcher(writer, columns);
  const draws = new Draws(nationShape.seed);
  const put = (number: number, scope: number): void => {
    columns.person[batch.row] = number;
    columns.scope[batch.row] = words[scope]!;
    batch.next();
  };
  await visitPeople(
    made,
    (number) => {
      draws.begin(number, streams.choices);
      for (const [at, scope] of scopes.entries()) if (draws.chance(nationShape.optedOut[scope])) put(number, at);
    },
    (number, { optedOut }) => {
      if (optedOut) for (const at of scopes.keys()) put(number, at);
    },
  );
  batch.flush();
}
