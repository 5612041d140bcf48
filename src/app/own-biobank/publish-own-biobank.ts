import { sql } from 'kysely';
import { specimensChangedSince } from '../../biobank/specimens/index.ts';
import type { DatabaseHandle, Db } from '../../platform/database/index.ts';
import { type PublishedTable, publishTables, sweepTables } from '../../register/columns/index.ts';
import { agreementsChangedAt, agreementsChangedSince } from '../../trust/consent/index.ts';
import { type OwnTables, type OwnWorld, ownFeeds, ownWorlds, writeOwnTables } from './own-tables.ts';

export interface OwnBiobankDeps {
  database: DatabaseHandle;
  dataDir: string;
}

/** Where custody is: whatever happens to a specimen is an event with a number; and when donors last gave or took back a consent. */
export async function custodyPosition(db: Db): Promise<string> {
  const { rows } = await sql<{
    at: string;
  }>`select coalesce(max(event_no), 0) || ' ' || count(distinct biobank_no) as at
    from (select event_no, biobank_no from biobank.custody_events order by event_no desc limit 1) e`.execute(db);
  return `${rows[0]!.at} ${await agreementsChangedAt(db)}`;
}

// Specimens that anything has happened to since a moment, and those of collections that rest on consents that have changed.
async function changedSince(db: Db, since: Date): Promise<number[]> {
  const donors = await agreementsChangedSince(db, since);
  const { rows } = await sql<{ no: number }>`select s.specimen_no as no from biobank.specimens s
    join biobank.collections c using (collection_no) where c.form_code is not null and s.person_no = any(${donors}::int[])`.execute(
    db,
  );
  const all = new Set([...(await specimensChangedSince(db, since)), ...rows.map(({ no }) => no)]);
  return [...all].sort((a, b) => a - b);
}

/** What happened this long before a table was written is looked at again: its transaction may have ended later. */
const overlap = 15 * 60_000;
/** A table is written whole again after a day, for what changes without custody: names, merged people. */
const wholeEvery = 24 * 3600_000;
/** Changes beside a whole table: at most so many, or a fiftieth of it. */
const mostChanges = 20_000;

interface Answering {
  feed: string;
  table: string;
  register: string | null;
  rows: number;
  hash: string;
  part: number;
  upto: Date | null;
}

/**
 * Publishes the specimens of Idun's own biobanks to the register as they are now. What has changed since a world's table was written is a small table
 * beside it, until it is large or a day old: then all are written again. What has not changed is left alone.
 * @returns rows written
 */
export async function publishOwnBiobank(deps: OwnBiobankDeps, now: Date = new Date()): Promise<number> {
  const { database, dataDir } = deps;
  return await database.advisoryLock('idun.register.own-biobank', async () => {
    const answering = await readAnswering(database.jobs);
    const small = await writeChanges(deps, answering, now);
    if (small) await publish(database, answering, (world) => [baseOf(answering, world), small[world]]);
    const tables = small ?? (await writeOwnTables(database.jobs, dataDir)).tables;
    if (!small) {
      await publish(database, answering, (world) => [tables[world] && { ...tables[world], upto: now }]);
    }
    await sweepTables(database.jobs, dataDir, now);
    return ownWorlds.reduce((sum, world) => sum + (tables[world]?.rows ?? 0), 0);
  });
}

async function readAnswering(db: Db): Promise<Answering[]> {
  const { rows } =
    await sql<Answering>`select feed, table_name as "table", register, rows::float8 as rows, hash, part, upto
    from register.tables where feed = any(${Object.values(ownFeeds)}) order by part`.execute(db);
  return rows;
}

function baseOf(answering: readonly Answering[], world: OwnWorld): PublishedTable | null {
  const found = answering.find(({ feed, upto }) => feed === ownFeeds[world] && upto !== null);
  return found ? { ...found, table: 'own_specimens', upto: found.upto! } : null;
}

/** What changed since the tables that answer were written; null where all must be written. */
async function writeChanges(
  { database, dataDir }: OwnBiobankDeps,
  answering: readonly Answering[],
  now: Date,
): Promise<OwnTables | null> {
  const bases = answering.filter(({ upto }) => upto !== null);
  const since = Math.min(...bases.map(({ upto }) => upto!.getTime()));
  if (bases.length === 0 || now.getTime() - since > wholeEvery) return null;
  const changed = await changedSince(database.jobs, new Date(since - overlap));
  const rows = bases.reduce((sum, base) => sum + base.rows, 0);
  if (changed.length > Math.max(mostChanges, rows / 50)) return null;
  const { tables, written } = await writeOwnTables(database.jobs, dataDir, changed);
  // One that is nobody's any more must go from the large table too.
  return changed.every((no) => written!.has(no)) ? tables : null;
}

async function publish(
  database: DatabaseHandle,
  answering: readonly Answering[],
  tablesOf: (world: OwnWorld) => (PublishedTable | null)[],
): Promise<void> {
  for (const world of ownWorlds) {
    const feed = ownFeeds[world];
    // The changes of a small biobank may be all of it: then they are the same table.
    const given = tablesOf(world).filter((one) => one !== null);
    const tables = given.filter(({ hash }, at) => given.findIndex((one) => one.hash === hash) === at);
    const before = answering.filter((one) => one.feed === feed).map(({ hash }) => hash);
    if (before.join() === tables.map(({ hash }) => hash).join()) continue;
    await database.withActor({ kind: 'system', id: 'own-biobank' }, (trx) =>
      publishTables(trx, { feed, world, tables }),
    );
  }
}
