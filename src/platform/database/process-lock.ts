import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { randomBase62 } from '../ids/index.ts';
import { Problem } from '../problem/index.ts';
import { errors } from './errors.ts';
import { isRunning, ownIdentity } from './process-identity.ts';

// Lamport's bakery (CACM 17(8), 1974) with files as registers. A taker's files carry its process identity in their names and
// are never reused, so anyone may remove the files of a dead process at any time: unlike a lock file that is broken and
// retaken, there is no moment at which two can hold it, and kill -9 leaves nothing to repair.
interface Entry {
  name: string;
  /** undefined while the number is still being chosen */
  number: number | undefined;
  taker: string;
}

function readEntries(folder: string): Entry[] {
  const entries: Entry[] = [];
  for (const name of readdirSync(folder)) {
    const match = /^(choosing|ticket-(\d+))_(.+)$/.exec(name);
    if (match === null) continue;
    const taker = match[3]!;
    const identity = taker.slice(0, taker.lastIndexOf('_'));
    if (isRunning(identity))
      entries.push({ name, number: match[2] === undefined ? undefined : Number(match[2]), taker });
    else rmSync(join(folder, name), { force: true });
  }
  return entries;
}

function isBefore(other: Entry, number: number, taker: string): boolean {
  if (other.taker === taker) return false;
  if (other.number === undefined) return true;
  return other.number < number || (other.number === number && other.taker < taker);
}

/**
 * Runs `work` while no other process (or other call in this one) holds the lock of `folder`. Survives kill -9 of a holder.
 * @param timeout longest wait in milliseconds
 * @throws Problem IDUN_LOCK_TIMEOUT
 */
export async function withProcessLock<T>(folder: string, work: () => Promise<T>, timeout = 60_000): Promise<T> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const taker = `${ownIdentity()}_${randomBase62(8)}`;
  const choosing = join(folder, `choosing_${taker}`);
  writeFileSync(choosing, '', { flag: 'wx', mode: 0o600 });
  const number = 1 + Math.max(0, ...readEntries(folder).map((entry) => entry.number ?? 0));
  const ticket = join(folder, `ticket-${number}_${taker}`);
  writeFileSync(ticket, '', { flag: 'wx', mode: 0o600 });
  rmSync(choosing);
  try {
    await waitForTurn({ folder, number, taker, timeout });
    return await work();
  } finally {
    rmSync(ticket, { force: true });
  }
}

async function waitForTurn(turn: { folder: string; number: number; taker: string; timeout: number }): Promise<void> {
  const until = Date.now() + turn.timeout;
  // Two clear listings in a row: one listing may miss a taker that swaps its two files while the folder is read.
  for (let clear = 0; clear < 2; ) {
    const before = readEntries(turn.folder).find((entry) => isBefore(entry, turn.number, turn.taker));
    clear = before === undefined ? clear + 1 : 0;
    if (clear > 0) continue;
    if (Date.now() > until) {
      throw new Problem(
        errors.lockTimeout,
        `Process ${Number.parseInt(before?.taker ?? '', 10)} holds ${turn.folder}.`,
        {
          file: turn.folder,
          action: 'Look at what that process does; end it if it hangs. Nothing needs to be removed by hand.',
        },
      );
    }
    await sleep(15);
  }
}
