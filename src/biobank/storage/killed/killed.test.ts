import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { replayBiobank } from '../../specimens/index.ts';
import { comparePlaces, showContainer } from '../index.ts';
import { openTestStorage, type TestStorage } from '../testing.ts';

let at: TestStorage;
beforeAll(async () => {
  at = await openTestStorage();
});
afterAll(() => at.close());

/** Starts a worker, kills it some time after it has placed its tubes, and gives what it had said by then. */
async function moveAndKill(codes: string[], after: number): Promise<string[]> {
  const { ownerUrl, appUrl, jobsUrl } = at.database;
  const shelves = (await showContainer(at.deps, at.see, 'F3')).below.map(({ id }) => id);
  const told = { codes, shelves, dataDir: at.dataDir, urls: { owner: ownerUrl, app: appUrl, jobs: jobsUrl } };
  const script = fileURLToPath(new URL('testing.ts', import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', script, JSON.stringify(told)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'close');
  const lines: string[] = [];
  const ready = new Promise<void>((resolve) => {
    createInterface({ input: child.stdout }).on('line', (line) => (line === 'ready' ? resolve() : lines.push(line)));
  });
  await Promise.race([ready, ended]);
  await sleep(after);
  child.kill('SIGKILL');
  await ended;
  return lines;
}

test('a technician killed at any moment: a rack has moved or has not, and every tube stands where its custody says', async () => {
  const codes = (await at.register(Array.from({ length: 40 }, () => ({})))).map(({ barcode }) => barcode);
  for (const after of [20, 400, 1500]) {
    const said = await moveAndKill(codes, after);
    const racks = await Promise.all(['R1', 'R2'].map((code) => showContainer(at.deps, at.see, code)));
    const counts = racks.map(({ occupied }) => occupied);
    // All of them in one rack, or nowhere before the first act was done.
    expect([...counts].sort()).toEqual(said.includes('placed') || Math.max(...counts) > 0 ? [0, 40] : [0, 0]);
    expect(await comparePlaces(at.deps, at.see, at.bank)).toMatchObject({ different: [], miscounted: [] });
    expect(await replayBiobank(at.deps, at.operator, at.bank)).toMatchObject({ different: [], broken: [] });
  }
}, 240_000);
