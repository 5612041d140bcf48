import { sql } from 'kysely';
import { type OwnSpecimen, ownSpecimens } from '../../biobank/specimens/index.ts';
import type { Db } from '../../platform/database/index.ts';
import {
  columnsFolder,
  consentWord,
  dayOf,
  noDay,
  type StoredTable,
  TableWriter,
  temperatureWord,
} from '../../register/columns/index.ts';
import { agreedUses } from '../../trust/consent/index.ts';

/** The feeds under which Idun's own biobanks answer: those of people, and those of the demo nation among its data. */
export const ownFeeds = { real: 'own-biobank', synthetic: 'own-biobank-demo' } as const;
export type OwnWorld = keyof typeof ownFeeds;
export const ownWorlds = Object.keys(ownFeeds) as OwnWorld[];

export type OwnTables = Record<OwnWorld, StoredTable | null>;

/** Writes specimens as they are now, a table a world. @param only numbers of those that are wanted; all without it */
export async function writeOwnTables(
  db: Db,
  dataDir: string,
  only?: readonly number[],
): Promise<{ tables: OwnTables; written: Set<number> | null }> {
  const { rows: demo } = await sql<{ name: string }>`select name from biobank.biobanks where demo`.execute(db);
  const synthetic = new Set(demo.map(({ name }) => name));
  const writers = new Map<OwnWorld, TableWriter<'own_specimens'>>();
  const written = only === undefined ? null : new Set<number>();
  try {
    for (let after = -1; ; ) {
      const page = await ownSpecimens(db, after, 50_000, only);
      for (const world of ownWorlds) {
        const own = page.filter(({ biobank }) => synthetic.has(biobank) === (world === 'synthetic'));
        if (own.length === 0) continue;
        const writer = writers.get(world) ?? new TableWriter(columnsFolder(dataDir), 'own_specimens');
        writers.set(world, writer);
        append(writer, own, await consentsOf(db, own));
      }
      for (const { specimenNo } of page) written?.add(specimenNo);
      const last = page.at(-1);
      if (last === undefined) break;
      after = last.specimenNo;
    }
    const tables = {
      real: writers.get('real')?.finish() ?? null,
      synthetic: writers.get('synthetic')?.finish() ?? null,
    };
    return { tables, written };
  } catch (error) {
    for (const writer of writers.values()) writer.abandon();
    throw error;
  }
}

/** What the donors of specimens agreed to, in the register's words: by the form of the collection, where it has one. */
async function consentsOf(db: Db, rows: readonly OwnSpecimen[]): Promise<(row: OwnSpecimen) => string> {
  const now = new Date();
  const agreed = new Map<string, ReadonlyMap<number, readonly string[]>>();
  for (const form of new Set(rows.flatMap((row) => row.form ?? []))) {
    const donors = new Set(rows.filter((row) => row.form === form).map(({ personNo }) => personNo));
    agreed.set(form, await agreedUses(db, [...donors], form, now));
  }
  return ({ form, personNo }) => (form === null ? '' : (agreed.get(form)!.get(personNo)?.join(' ') ?? 'none'));
}

function append(
  writer: TableWriter<'own_specimens'>,
  rows: readonly OwnSpecimen[],
  consentOf: (row: OwnSpecimen) => string,
): void {
  const word = (column: 'biobank' | 'collection' | 'type' | 'sprec' | 'state') => (row: OwnSpecimen) =>
    writer.word(column, row[column] ?? '');
  writer.append(rows.length, {
    person: Uint32Array.from(rows, ({ personNo }) => personNo),
    day: Uint16Array.from(rows, ({ collectedOn }) => (collectedOn === null ? noDay : dayOf(collectedOn))),
    biobank: Uint16Array.from(rows, word('biobank')),
    collection: Uint16Array.from(rows, word('collection')),
    type: Uint8Array.from(rows, word('type')),
    temperature: Uint8Array.from(rows, (row) => writer.word('temperature', temperatureWord(row.temperature))),
    volume_ul: Uint32Array.from(rows, ({ volume_ul }) => Math.round(volume_ul ?? 0)),
    thaws: Uint8Array.from(rows, ({ thaws }) => Math.min(255, thaws)),
    sprec: Uint16Array.from(rows, word('sprec')),
    state: Uint8Array.from(rows, word('state')),
    consent: Uint8Array.from(rows, (row) => writer.word('consent', consentWord(consentOf(row)) ?? '')),
    custodian_id: rows.map(({ id }) => id),
    number: Uint32Array.from(rows, ({ specimenNo }) => specimenNo),
  });
}
