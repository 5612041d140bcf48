import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import type { DatabaseHandle, Db } from '../database/index.ts';
import { type Progress, silentProgress } from '../progress/index.ts';
import { destroyFile, keyPath, linkFile, replaceFile } from './files.ts';
import { listKeyFiles, readKey, rewrapKeyFile } from './key-files.ts';
import { type MasterKey, masterId, masterName, openMasterKey, previousName } from './master-key.ts';
import { checkColumn, lockMasterKey, rewrapColumn, type WrappedColumn } from './wrapped-columns.ts';

/** Told at each step; a test ends the process there. */
export type RotationStep = 'checked' | 'kept' | 'replaced' | 'rows' | 'files' | 'committed' | 'destroyed';

export interface MasterRotation {
  /** Ids of the master keys. */
  from: string;
  to: string;
  /** Whether an earlier rotation that was interrupted was finished. */
  resumed: boolean;
  /** Keys wrapped anew: in the database, and files. */
  rows: number;
  files: number;
}

export interface RotateMasterOptions {
  columns: readonly WrappedColumn[];
  /** Written with the rotation, in its transaction. */
  record: (ownerTrx: Db, answer: MasterRotation) => Promise<void>;
  progress?: Progress;
  onStep?: (step: RotationStep) => void;
}

/**
 * Makes a new master key and wraps every key under it. All rows change in one transaction, and until it has committed the old key
 * stays beside the new one: killed at any moment everything can be opened, and the next call finishes. Then the old one is
 * destroyed. Processes that run notice the new key by themselves; whoever wraps waits meanwhile.
 * @throws Problem IDUN_KEY_MISSING, with nothing changed, when a key cannot be opened
 */
export async function rotateMasterKey(
  { db, dataDir }: { db: DatabaseHandle; dataDir: string },
  { columns, record, progress = silentProgress, onStep }: RotateMasterOptions,
): Promise<MasterRotation> {
  return await db.advisoryLock('idun.master-key.rotate', async () => {
    const master = openMasterKey(dataDir);
    progress.step('Wrapping keys', columns.length, 'kinds');
    const answer = await db.owner.transaction().execute(async (trx) => {
      await lockMasterKey(trx);
      const { from, resumed } = await replaceMaster({ trx, master, dataDir }, columns, onStep);
      let rows = 0;
      for (const column of columns) {
        rows += await rewrapColumn(trx, master, column);
        progress.advance(1);
      }
      onStep?.('rows');
      const files = listKeyFiles(dataDir).filter((name) => rewrapKeyFile(dataDir, name)).length;
      onStep?.('files');
      const done = { from, to: master.id(), resumed, rows, files };
      await record(trx, done);
      return done;
    });
    onStep?.('committed');
    // One that another process was just making.
    for (const name of listKeyFiles(dataDir)) rewrapKeyFile(dataDir, name);
    destroyFile(keyPath(dataDir, previousName));
    onStep?.('destroyed');
    progress.done();
    return answer;
  });
}

/** Puts a new key in the place of the old one, unless an interrupted rotation has done so. */
async function replaceMaster(
  { trx, master, dataDir }: { trx: Db; master: MasterKey; dataDir: string },
  columns: readonly WrappedColumn[],
  onStep: RotateMasterOptions['onStep'],
): Promise<{ from: string; resumed: boolean }> {
  const [path, previous] = [keyPath(dataDir, masterName), keyPath(dataDir, previousName)];
  const from = readPreviousId(dataDir);
  if (from !== null) return { from, resumed: true };
  for (const column of columns) await checkColumn(trx, master, column);
  for (const name of listKeyFiles(dataDir)) readKey(dataDir, name);
  onStep?.('checked');
  const old = master.id();
  if (!existsSync(previous)) linkFile(path, previous);
  onStep?.('kept');
  replaceFile(path, randomBytes(32));
  onStep?.('replaced');
  return { from: old, resumed: false };
}

// Killed between the two names the previous key is the current one, and nothing has happened yet.
function readPreviousId(dataDir: string): string | null {
  const previous = keyPath(dataDir, previousName);
  if (!existsSync(previous) || readFileSync(previous).equals(readFileSync(keyPath(dataDir, masterName)))) return null;
  return masterId(readFileSync(previous));
}

export interface MasterKeyState {
  id: string;
  since: Date;
  /** The id of the key before, while a rotation is not finished. */
  unfinished: string | null;
}

/** Which master key there is, and whether a rotation waits to be finished. */
export function describeMasterKey(dataDir: string): MasterKeyState {
  const id = openMasterKey(dataDir).id();
  return { id, since: statSync(keyPath(dataDir, masterName)).mtime, unfinished: readPreviousId(dataDir) };
}
