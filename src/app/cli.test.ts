import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { loadConfig } from '../platform/config/index.ts';
import { silentLogger } from '../platform/logging/index.ts';
import { createPerson } from '../trust/people/index.ts';
import { main } from './cli.ts';
import { openApp } from './compose.ts';

let folder: string;
let data: string;
let personId: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'idun-cli-'));
  data = join(folder, 'data');
  const app = await openApp(loadConfig({ data }, {}), silentLogger);
  const person = await createPerson(app.database.app, { identifiers: [{ namespace: 'mpi', value: 'P1' }] });
  personId = person.id;
  await app.close();
});
afterAll(() => {
  expect(existsSync(join(data, 'postgres', 'data', 'postmaster.pid'))).toBe(false);
  rmSync(folder, { recursive: true });
});

async function idun(...words: string[]) {
  const out: string[] = [];
  const errors: string[] = [];
  const stdout = vi.spyOn(process.stdout, 'write').mockImplementation((text) => out.push(String(text)) > 0);
  const stderr = vi.spyOn(process.stderr, 'write').mockImplementation((text) => errors.push(String(text)) > 0);
  const listeners = process.rawListeners('SIGINT');
  try {
    await main(['node', 'idun', '--data', data, ...words]);
    return { out: out.join(''), errors: errors.join(''), code: process.exitCode ?? 0 };
  } finally {
    stdout.mockRestore();
    stderr.mockRestore();
    process.exitCode = undefined;
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      for (const added of process.rawListeners(signal)) {
        if (!listeners.includes(added)) process.off(signal, added as () => void);
      }
    }
  }
}

test('a citizen’s choice on the command line, by identifier, twice, and back', async () => {
  const first = await idun('consent', 'opt-out', 'mpi:P1', '--json');
  expect([first.code, JSON.parse(first.out)]).toEqual([
    0,
    { person: personId, choice: 'opt-out', scope: 'genetic', changed: true, maskEpoch: 2 },
  ]);
  expect((await idun('consent', 'opt-out', 'P1')).out).toContain('nothing changed');
  expect((await idun('consent', 'opt-in', personId)).out).toContain('counted again');
});

test('a problem goes to standard error, as lines or as problem+json, with an exit code', async () => {
  const lines = await idun('consent', 'opt-out', 'nobody');
  expect([lines.code, lines.out]).toEqual([1, '']);
  expect(lines.errors).toMatch(/No such person\.[\s\S]*code: {5}IDUN_PERSON_UNKNOWN/);
  const json = await idun('consent', 'opt-out', 'nobody', '--json');
  expect([json.code, JSON.parse(json.errors).code]).toEqual([1, 'IDUN_PERSON_UNKNOWN']);
});

test('the address for psql names the role and the running port', async () => {
  const beside = await openApp(loadConfig({ data }, {}), silentLogger);
  const { out } = await idun('database', 'url', '--json');
  await beside.close();
  expect(JSON.parse(out)).toEqual({
    url: expect.stringMatching(/^postgresql:\/\/idun_app:.+@127\.0\.0\.1:\d+\/idun$/),
    embedded: true,
  });
});
