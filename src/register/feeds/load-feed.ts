import { createHash } from 'node:crypto';
import type { Clock } from '../../platform/clock/index.ts';
import { type ActorRef, appendEvent, type DatabaseHandle, type Db } from '../../platform/database/index.ts';
import { type Progress, silentProgress } from '../../platform/progress/index.ts';
import { canonicalJson, recordAccess } from '../../trust/audit/index.ts';
import { type CprKeys, civilDay, holdRing, packHashes } from '../../trust/people/index.ts';
import type { Scope } from '../../trust/scope/index.ts';
import { type CodeTree, readCodeTree } from '../codes/index.ts';
import { columnsFolder, dayOf, publishTables, type StoredTable, TableWriter } from '../columns/index.ts';
import { type LoadedTables, type LoadTools, loadTables } from './load-tables.ts';
import type { Description, FeedReport, FeedVersion } from './model.ts';
import { addProvisional } from './people/add-provisional.ts';
import { findFiles, type GivenFile } from './sources/files.ts';
import * as store from './store.ts';

/** What feeds work with. */
export interface FeedDeps {
  database: DatabaseHandle;
  dataDir: string;
  cprKeys: CprKeys;
  clock: Clock;
}

export interface FeedRequest {
  description: Description;
  /** Where the description's files lie. */
  folder: string;
  demo?: boolean;
  progress?: Progress;
  signal?: AbortSignal;
}

/** What became of a feed. */
export interface LoadedFeed {
  id: string;
  feed: string;
  version: number;
  state: FeedVersion['state'];
  report: FeedReport;
  /** The version that answers has the same files, description and lists: nothing changed. */
  already: boolean;
  /** Milliseconds, and those of the processor in all threads of this process. */
  took: { milliseconds: number; processor: number };
}

/**
 * Loads a version of a feed: reads, checks, writes column files, and in one transaction names them and retires the version before.
 * A version with faults that its description does not accept is refused: its report is kept, the earlier version answers on. Killed
 * at any moment the earlier version answers on too. One audit entry.
 * @throws Problem IDUN_FEED_DESCRIPTION, IDUN_FEED_FILE when there is nothing to report on
 */
export async function loadFeed(deps: FeedDeps, scope: Scope, request: FeedRequest): Promise<LoadedFeed> {
  const { database } = deps;
  const { description, progress = silentProgress, signal = new AbortController().signal } = request;
  const began = { at: performance.now(), processor: process.cpuUsage() };
  return await database.advisoryLock(`idun.register.feed.${description.feed}`, async () => {
    const db = database.app;
    const files = await findFiles(request.folder, description.files);
    const { trees, lists } = await readTrees(db, description);
    const hash = hashOf(description, files, lists);
    const current = await store.readCurrent(db, description.feed);
    const took = () => {
      const { user, system } = process.cpuUsage(began.processor);
      return { milliseconds: performance.now() - began.at, processor: (user + system) / 1000 };
    };
    if (current?.hash === hash) {
      const { id } = await store.findFeed(db, description.feed);
      const { version, state, report } = current;
      return { id, feed: description.feed, version, state, report, already: true, took: took() };
    }
    const today = dayOf(civilDay(deps.clock.now()));
    const tools: LoadTools = {
      ...{ db, keys: deps.cprKeys, columns: columnsFolder(deps.dataDir), trees, today, progress, signal },
    };
    const loaded = await loadTables(tools, description, files);
    try {
      const report = loaded.report(description, lists);
      const refused = report.faults.some(({ accepted }) => !accepted);
      const given = { deps, scope, request, loaded, report, lists: trees, hash };
      const { id, version } = refused ? await keepRefused(given) : await commit(given);
      const state = refused ? 'refused' : 'current';
      return { id, feed: description.feed, version, state, report, already: false, took: took() };
    } catch (error) {
      loaded.abandon();
      throw error;
    }
  });
}

interface Given {
  deps: FeedDeps;
  scope: Scope;
  request: FeedRequest;
  loaded: LoadedTables;
  report: FeedReport;
  lists: ReadonlyMap<string, CodeTree>;
  hash: string;
}

async function keepRefused({
  deps,
  scope,
  request,
  loaded,
  report,
  hash,
}: Given): Promise<{ id: string; version: number }> {
  loaded.abandon();
  const { description, demo = false } = request;
  return await deps.database.withActor(scope.actor, async (trx) => {
    const { feedNo, id } = await store.ensureFeed(trx, description, demo);
    const given = { state: 'refused' as const, description, report, tables: [], hash, by: actorText(scope.actor) };
    const version = await store.insertVersion(trx, feedNo, given);
    await note(trx, scope, id, 'register.feeds.refuse', { version, rows: report.rows });
    return { id, version };
  });
}

async function commit({
  deps,
  scope,
  request,
  loaded,
  report,
  lists,
  hash,
}: Given): Promise<{ id: string; version: number }> {
  const { description, demo = false } = request;
  return await deps.database.withActor(scope.actor, async (trx) => {
    const waiting = [...new Set(loaded.tables.flatMap((table) => table.waitingSlots()))];
    const personOf = await addProvisional(trx, deps.cprKeys, loaded.people, waiting);
    for (const table of loaded.tables) table.appendWaiting((slot) => personOf.get(slot)!);
    // A report says what was kept in the end.
    report.kept = loaded.tables.reduce((sum, { writer }) => sum + writer.rows, 0);
    const tables = [...loaded.tables.map(({ writer }) => writer.finish()), ...writeTrees(deps, loaded, lists)];
    const { feedNo, id } = await store.ensureFeed(trx, description, demo);
    const given = { state: 'current' as const, description, report, tables, hash, by: actorText(scope.actor) };
    const version = await store.insertVersion(trx, feedNo, given);
    await store.keepUnknown(trx, feedNo, version, await hashUnknown(trx, deps.cprKeys, loaded, description));
    await publishTables(trx, { feed: description.feed, world: demo ? 'synthetic' : 'real', tables });
    await note(trx, scope, id, 'register.feeds.load', { version, rows: report.rows, kept: report.kept });
    await appendEvent(trx, { topic: 'register.feed-loaded', aggregate: `feed:${id}`, payload: { version } });
    return { id, version };
  });
}

async function hashUnknown(
  trx: Db,
  keys: CprKeys,
  { people }: LoadedTables,
  { unknownPeople }: Description,
): Promise<Buffer> {
  if (people.naming.as !== 'cpr' || unknownPeople !== 'leave-out') return Buffer.alloc(0);
  const ring = await holdRing(trx, keys);
  const [packed] = packHashes(
    ring,
    people.cprs(people.unknown()).map((cpr) => ({ cpr })),
  );
  return packed;
}

/** The code tree of each register whose codes were checked, so that search asks for a code with what lies below it. */
function writeTrees(deps: FeedDeps, loaded: LoadedTables, trees: ReadonlyMap<string, CodeTree>): StoredTable[] {
  return loaded.tables.flatMap(({ loading: { table, register, columns } }) => {
    const tree = trees.get(columns['code']?.system ?? '');
    if (table !== 'events' || tree === undefined || register === null) return [];
    const writer = new TableWriter(columnsFolder(deps.dataDir), 'codes', register);
    const number = tree.rows.map(({ code }) => writer.word('code', code));
    const parent = tree.rows.map((row) => (row.parent < 0 ? 0 : writer.word('parent', tree.rows[row.parent]!.code)));
    writer.append(tree.rows.length, {
      code: Uint32Array.from(number),
      parent: Uint32Array.from(parent),
      title: tree.rows.map(({ text }) => text),
    });
    return [writer.finish()];
  });
}

async function note(trx: Db, scope: Scope, id: string, action: string, detail: Record<string, unknown>): Promise<void> {
  await recordAccess(trx, scope, { action, object: id, detail });
}

async function readTrees(db: Db, description: Description) {
  const systems =
    description.format === 'fhir' || description.format === 'miabis'
      ? Object.values(description.systems).map(({ list }) => list)
      : Object.values(description.columns).flatMap(({ system }) => (system === undefined ? [] : [system]));
  const trees = new Map<string, CodeTree>();
  const lists: Record<string, number> = {};
  for (const system of new Set(systems)) {
    const { tree, version } = await readCodeTree(db, system);
    trees.set(system, tree);
    lists[system] = version;
  }
  return { trees, lists };
}

function hashOf(description: Description, files: readonly GivenFile[], lists: Record<string, number>): string {
  const given = { description, lists, files: files.map(({ name, sha256 }) => [name, sha256]) };
  return createHash('sha256').update(canonicalJson(given)).digest('hex');
}

const actorText = ({ kind, id }: ActorRef): string => `${kind}:${id}`;
