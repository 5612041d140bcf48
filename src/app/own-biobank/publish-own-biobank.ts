import { sql } from 'kysely';
import { type OwnSpecimen, ownSpecimens } from '../../biobank/specimens/index.ts';
import type { DatabaseHandle, Db } from '../../platform/database/index.ts';
import {
  columnsFolder,
  dayOf,
  noDay,
  publishTables,
  readPublished,
  type StoredTable,
  sweepTables,
  TableWriter,
  temperatureWord,
} from '../../register/columns/index.ts';

/** The feeds under which Idun's own biobanks answer; a version of them is a state of custody. */
const feeds = { real: 'own-biobank', synthetic: 'own-biobank-demo' } as const;
type OwnWorld = keyof typeof feeds;

export interface OwnBiobankDeps {
  database: DatabaseHandle;
  dataDir: string;
}

/** Where custody is: whatever happens to a specimen is an event with a number. */
export async function custodyPosition(db: Db): Promise<string> {
  const { rows } = await sql<{
    at: string;
  }>`select coalesce(max(event_no), 0) || ' ' || count(distinct biobank_no) as at
    from (select event_no, biobank_no from biobank.custody_events order by event_no desc limit 1) e`.execute(db);
  return rows[0]!.at;
}

/**
 * Publishes the specimens of Idun's own biobanks to the register as they are now; those of the demo nation among its data. What has not
 * changed is left alone.
 * @returns rows published
 */
export async function publishOwnBiobank({ database, dataDir }: OwnBiobankDeps): Promise<number> {
  return await database.advisoryLock('idun.register.own-biobank', async () => {
    const tables = await writeTables(database.jobs, dataDir);
    let rows = 0;
    for (const world of Object.keys(feeds) as OwnWorld[]) {
      const table = tables[world];
      rows += table?.rows ?? 0;
      const feed = feeds[world];
      const { rows: before } = await sql<{
        hash: string;
      }>`select hash from register.tables where feed = ${feed}`.execute(database.jobs);
      if (before[0]?.hash === table?.hash) continue;
      const given = { feed, world, tables: table === null ? [] : [table] };
      await database.withActor({ kind: 'system', id: 'own-biobank' }, (trx) => publishTables(trx, given));
    }
    await sweepTables(database.jobs, dataDir, new Date());
    return rows;
  });
}

/** Rows that answer for a world: how much a new version costs those who ask. */
export async function rowsOfReal({ database, dataDir }: OwnBiobankDeps): Promise<number> {
  const { tables } = await readPublished(database.jobs, dataDir, 'real');
  return tables.reduce((sum, { rows }) => sum + rows, 0);
}

async function writeTables(db: Db, dataDir: string): Promise<Record<OwnWorld, StoredTable | null>> {
  const { rows: demo } = await sql<{ name: string }>`select name from biobank.biobanks where demo`.execute(db);
  const synthetic = new Set(demo.map(({ name }) => name));
  const writers = new Map<OwnWorld, TableWriter<'own_specimens'>>();
  try {
    for (let after = -1; ; ) {
      const page = await ownSpecimens(db, after);
      for (const world of Object.keys(feeds) as OwnWorld[]) {
        const own = page.filter(({ biobank }) => synthetic.has(biobank) === (world === 'synthetic'));
        if (own.length === 0) continue;
        const writer = writers.get(world) ?? new TableWriter(columnsFolder(dataDir), 'own_specimens');
        writers.set(world, writer);
        append(writer, own);
      }
      const last = page.at(-1);
      if (last === undefined) break;
      after = last.specimenNo;
    }
    return { real: writers.get('real')?.finish() ?? null, synthetic: writers.get('synthetic')?.finish() ?? null };
  } catch (error) {
    for (const writer of writers.values()) writer.abandon();
    throw error;
  }
}

function append(writer: TableWriter<'own_specimens'>, rows: readonly OwnSpecimen[]): void {
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
    custodian_id: rows.map(({ id }) => id),
    number: Uint32Array.from(rows, ({ specimenNo }) => specimenNo),
  });
}
