import { sql } from 'kysely';
import type { Db } from '../../platform/database/index.ts';
import { newId } from '../../platform/ids/index.ts';
import { Problem } from '../../platform/problem/index.ts';
import { lookupBytes } from '../../trust/people/index.ts';
import { publishTables, type StoredTable } from '../columns/index.ts';
import { errors } from './errors.ts';
import { bilingual, type Description, type Feed, type FeedReport, type FeedState, type FeedVersion } from './model.ts';

const versionColumns = sql`v.version, v.state, v.report, v.description, v.hash, v.loaded_at as "loadedAt",
  v.loaded_by as "loadedBy", v.note`;
const feedColumns = sql`f.id, f.key, f.title, f.custodian, f.demo,
  array(select distinct t ->> 'register' from jsonb_array_elements(v.tables) t where t ->> 'register' is not null order by 1) as registers`;

/** Feeds with their newest version, by key. */
export async function readFeeds(db: Db): Promise<Feed[]> {
  const { rows } = await sql<Feed & FeedVersion>`select ${feedColumns}, ${versionColumns}
    from register.feeds f join lateral (select * from register.feed_versions w where w.feed_no = f.feed_no
      order by w.state <> 'current', w.version desc limit 1) v on true order by f.key`.execute(db);
  return rows.map(({ id, key, title, custodian, demo, registers, ...newest }) => {
    return { id, key, title, custodian, demo, registers, newest };
  });
}

/** The number of a feed by id or key. @throws Problem IDUN_FEED_NOT_FOUND */
export async function findFeed(
  db: Db,
  idOrKey: string,
): Promise<{ feedNo: number; id: string; key: string; demo: boolean }> {
  const { rows } = await sql<{
    feedNo: number;
    id: string;
    key: string;
    demo: boolean;
  }>`select feed_no as "feedNo", id, key, demo
    from register.feeds where id = ${idOrKey} or key = ${idOrKey}`.execute(db);
  if (rows[0]) return rows[0];
  throw new Problem(errors.notFound, `No feed is called ${JSON.stringify(idOrKey.slice(0, 60))}.`, {
    action: 'List them with `idun register feeds list`.',
  });
}

/** All versions of a feed, the newest first. */
export async function readVersions(db: Db, feedNo: number): Promise<FeedVersion[]> {
  const { rows } = await sql<FeedVersion>`select ${versionColumns} from register.feed_versions v
    where v.feed_no = ${feedNo} order by v.version desc`.execute(db);
  return rows;
}

/** The version that answers; undefined when there is none. */
export async function readCurrent(db: Db, key: string): Promise<FeedVersion | undefined> {
  const { rows } = await sql<FeedVersion>`select ${versionColumns} from register.feed_versions v
    join register.feeds f using (feed_no) where f.key = ${key} and v.state = 'current'`.execute(db);
  return rows[0];
}

/** How many of the people a version did not find are known by now. */
export async function countKnownNow(db: Db, feedNo: number, version: number): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from register.feed_unknown u
    join trust.people_cpr c using (cpr_lookup) where u.feed_no = ${feedNo} and u.version = ${version}`.execute(db);
  return rows[0]!.n;
}

/** The feed of a description, made when new. */
export async function ensureFeed(trx: Db, { feed, title, custodian }: Description, demo: boolean) {
  const { rows } = await sql<{ feedNo: number; id: string; demo: boolean }>`insert into register.feeds
      (id, key, title, custodian, demo)
    values (${newId('fed')}, ${feed}, ${JSON.stringify(bilingual(title))}::jsonb, ${custodian}, ${demo})
    on conflict (key) do update set title = excluded.title, custodian = excluded.custodian
    returning feed_no as "feedNo", id, demo`.execute(trx);
  return rows[0]!;
}

export interface NewFeedVersion {
  state: FeedState;
  description: Description;
  report: FeedReport;
  tables: readonly StoredTable[];
  hash: string;
  by: string;
}

/** Adds a version; a current one replaces the one before. @returns its number */
export async function insertVersion(trx: Db, feedNo: number, given: NewFeedVersion): Promise<number> {
  if (given.state === 'current') await endCurrent(trx, feedNo, 'replaced');
  const tables = given.tables.map(({ table, register, rows, hash }) => ({ table, register, rows, hash }));
  const { rows } = await sql<{ version: number }>`insert into register.feed_versions
      (feed_no, version, state, description, report, tables, hash, loaded_by)
    select ${feedNo}::int, coalesce(max(version), 0) + 1, ${given.state}::text, ${JSON.stringify(given.description)}::jsonb,
      ${JSON.stringify(given.report)}::jsonb, ${JSON.stringify(tables)}::jsonb, ${given.hash}, ${given.by}
    from register.feed_versions where feed_no = ${feedNo} returning version`.execute(trx);
  return rows[0]!.version;
}

/** Ends the version that answers. @returns its number; undefined when none did */
export async function endCurrent(
  trx: Db,
  feedNo: number,
  state: 'replaced' | 'retracted',
  note: string | null = null,
): Promise<number | undefined> {
  await sql`delete from register.feed_unknown where feed_no = ${feedNo}`.execute(trx);
  const { rows } = await sql<{
    version: number;
  }>`update register.feed_versions set state = ${state}, note = coalesce(${note}::text, note)
    where feed_no = ${feedNo} and state = 'current' returning version`.execute(trx);
  return rows[0]?.version;
}

/** Keeps the hashes of numbers nobody had, packed one after the other. */
export async function keepUnknown(trx: Db, feedNo: number, version: number, packed: Buffer): Promise<void> {
  if (packed.length === 0) return;
  await sql`insert into register.feed_unknown (feed_no, version, cpr_lookup)
    select ${feedNo}::int, ${version}::int, substring(${packed}::bytea from i * ${lookupBytes} + 1 for ${lookupBytes})
    from generate_series(0, ${packed.length / lookupBytes - 1}) i on conflict do nothing`.execute(trx);
}

/**
 * Takes away the feeds of the demo nation, with whatever answers in its world; needs the owner.
 * @returns hashes of the tables that no feed names any more
 */
export async function removeDemoFeeds(ownerTrx: Db): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`delete from register.feeds where demo returning id`.execute(ownerTrx);
  await sql`delete from idun.events where aggregate = any(${rows.map(({ id }) => `feed:${id}`)}::text[])`.execute(
    ownerTrx,
  );
  const { rows: tables } = await sql<{ feed: string; hash: string }>`select feed, hash from register.tables t
    where world = 'synthetic'
      and not exists (select from register.tables o where o.hash = t.hash and o.world <> 'synthetic')`.execute(
    ownerTrx,
  );
  const feeds = new Set(tables.map(({ feed }) => feed));
  for (const feed of feeds) await publishTables(ownerTrx, { feed, world: 'synthetic', tables: [] });
  const { rows: superseded } = await sql<{ hash: string; named: boolean }>`delete from register.superseded_tables s
    where world = 'synthetic' returning hash, exists (select from register.tables t where t.hash = s.hash) as named`.execute(
    ownerTrx,
  );
  return superseded.filter(({ named }) => !named).map(({ hash }) => hash);
}
