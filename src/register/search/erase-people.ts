import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import type { ActorRef, DatabaseHandle } from '../../platform/database/index.ts';
import { type Progress, silentProgress } from '../../platform/progress/index.ts';
import {
  eraseFromTables,
  holdsPeople,
  keepErased,
  readPublished,
  removeUnnamed,
  type TablesErased,
  tableWithout,
} from '../columns/index.ts';
import { snapshotName } from './engine.ts';
import { EngineThread } from './engine-thread.ts';
import { snapshotsFolder } from './open-register.ts';

/** What erasing people from the register did: tables written anew, their rows that went, old folders and snapshots removed. */
export interface RegisterErased extends TablesErased {
  snapshots: number;
}

/**
 * Erases people from the register by law or because of an error: tables that hold a row of theirs are written without it, the files of
 * before are removed, those that no feed names any more as well, and every snapshot. A snapshot of what is left is made first, so that questions do
 * not wait for it. A later version of a feed is published without them. The told sets of people under a disclosure rule name nobody and stay.
 */
export async function erasePeopleFromRegister(
  { database, dataDir }: { database: DatabaseHandle; dataDir: string },
  people: readonly number[],
  { actor, progress = silentProgress }: { actor: ActorRef; progress?: Progress },
): Promise<RegisterErased> {
  return await database.advisoryLock('register.erasure', async () => {
    // From here on nothing with them is published; what is being published now is found on the second look.
    await database.withActor(actor, (trx) => keepErased(trx, people));
    let [tables, rows] = [0, 0];
    for (let look = 0; look < 5; look++) {
      progress.step('Rewriting tables of the register');
      const { tables: answering } = await readPublished(database.owner, dataDir, 'real');
      const rewritten = answering.flatMap((from) => {
        const without = tableWithout(from, people);
        return without ? [{ from, to: without.table, rows: without.rows }] : [];
      });
      if (rewritten.length === 0) break;
      const next = answering.map((one) => rewritten.find(({ from }) => from.hash === one.hash)?.to ?? one);
      const folder = snapshotsFolder(dataDir);
      if (existsSync(folder) && readdirSync(folder).length > 0) {
        progress.step('Building a snapshot without them');
        const thread = new EngineThread();
        await thread.call({ call: 'build', folder, tables: next });
        await thread.close();
      }
      await database.withActor(actor, (trx) => eraseFromTables(trx, rewritten));
      tables += rewritten.length;
      rows += rewritten.reduce((sum, one) => sum + one.rows, 0);
    }
    const removed = await removeUnnamed(database.owner, dataDir);
    return { tables, rows, removed, snapshots: await removeSnapshots() };
  });

  // All but those of the tables that answer now.
  async function removeSnapshots(): Promise<number> {
    const folder = snapshotsFolder(dataDir);
    if (!existsSync(folder)) return 0;
    const worlds = ['real', 'synthetic', 'generated'] as const;
    const answering = await Promise.all(worlds.map((world) => readPublished(database.owner, dataDir, world)));
    const wanted = new Set(answering.map(({ tables }) => snapshotName(tables)));
    const old = readdirSync(folder).filter((name) => !wanted.has(name));
    for (const name of old) rmSync(join(folder, name), { force: true });
    return old.length;
  }
}

/** Whether any table of people's data holds rows of some people. */
export async function registerHolds(
  { database, dataDir }: { database: DatabaseHandle; dataDir: string },
  people: readonly number[],
): Promise<boolean> {
  const { rows } = await sql<{
    any: boolean;
  }>`select exists (select from register.tables where world = 'real') as any`.execute(database.owner);
  if (!rows[0]!.any) return false;
  const { tables } = await readPublished(database.owner, dataDir, 'real');
  return tables.some((table) => holdsPeople(table, people) > 0);
}
