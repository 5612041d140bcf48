import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, expect, test } from 'vitest';
import { identifyProcess, isRunning, ownIdentity } from './process-identity.ts';
import { withProcessLock } from './process-lock.ts';

const folder = mkdtempSync(join(tmpdir(), 'idun-lock-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('one at a time, in spite of dead takers', async () => {
  const lock = join(folder, 'a');
  await withProcessLock(lock, async () => undefined);
  writeFileSync(join(lock, 'ticket-1_999999999.1_dead'), '');
  let inside = 0;
  let most = 0;
  await Promise.all(
    Array.from({ length: 12 }, () =>
      withProcessLock(lock, async () => {
        inside += 1;
        most = Math.max(most, inside);
        await sleep(3);
        inside -= 1;
      }),
    ),
  );
  expect(most).toBe(1);
});

test('waiting ends with the holder named', async () => {
  const lock = join(folder, 'b');
  await withProcessLock(lock, async () => {
    const waiting = withProcessLock(lock, async () => undefined, 100);
    await expect(waiting).rejects.toMatchObject({
      code: 'IDUN_LOCK_TIMEOUT',
      message: expect.stringContaining(`${process.pid}`),
    });
  });
});

test('work that throws gives the lock back', async () => {
  const lock = join(folder, 'c');
  await expect(withProcessLock(lock, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  await withProcessLock(lock, async () => undefined, 1000);
});

test('a process is its number and its start', () => {
  expect(identifyProcess(process.pid)).toBe(ownIdentity());
  expect(isRunning(ownIdentity())).toBe(true);
  expect(isRunning(`${process.pid}.another`)).toBe(false);
  expect(identifyProcess(999_999_999)).toBeUndefined();
});
