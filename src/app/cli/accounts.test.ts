import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { loadConfig } from '../../platform/config/index.ts';
import { silentLogger } from '../../platform/logging/index.ts';
import { createPerson } from '../../trust/people/index.ts';
import { main } from '../cli.ts';
import { type App, openApp } from '../compose.ts';

let folder: string;
let beside: App;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'idun-cli-accounts-'));
  // Kept open, so that each command joins its PostgreSQL and does not start one.
  beside = await openApp(loadConfig({ data: join(folder, 'data') }, {}), silentLogger);
});
afterEach(() => {
  process.exitCode = 0;
  vi.restoreAllMocks();
});
afterAll(async () => {
  await beside.close();
  rmSync(folder, { recursive: true });
});

async function idun<T = Record<string, unknown>>(...words: string[]): Promise<T> {
  let printed = '';
  const take = (chunk: string | Uint8Array) => {
    printed += String(chunk);
    return true;
  };
  vi.spyOn(process.stdout, 'write').mockImplementation(take);
  vi.spyOn(process.stderr, 'write').mockImplementation(take);
  const listeners = process.rawListeners('SIGINT');
  await main(['node', 'idun', '--data', join(folder, 'data'), '--json', ...words]);
  vi.restoreAllMocks();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    for (const added of process.rawListeners(signal)) {
      if (!listeners.includes(added)) process.off(signal, added as () => void);
    }
  }
  const answer = printed.split('\n').find((line) => line.startsWith('{'));
  return JSON.parse(answer ?? '{}') as T;
}

test('organisations, accounts, roles and reviews are managed without a running server', async () => {
  const file = join(folder, 'tree.csv');
  const lines = ['code;name;kind;part_of', '1084;Region A;region;', '4408;Hospital A;hospital;1084'];
  writeFileSync(file, `${[...lines, '44081;Ward A;department;4408'].join('\n')}\n`);
  expect(await idun('organisations', 'import', file)).toEqual({ added: 3, known: 0 });
  expect(await idun('organisations', 'import', file)).toEqual({ added: 0, known: 3 });
  writeFileSync(file, `${[...lines, '9;Region B;region;', '10;Ward B;department;9'].join('\n')}\n`);
  expect(await idun('organisations', 'import', file)).toMatchObject({ code: 'IDUN_ORGANISATION_FILE', line: 5 });
  const { items } = await idun<{ items: { name: string }[] }>('organisations', 'list');
  expect(items.map(({ name }) => name)).toEqual(['Hospital A', 'Region A', 'Ward A']);

  const added = await idun<{ account: { id: string }; setupCodes: string[] }>(
    'accounts',
    'add',
    'Anna',
    '--login',
    'anna',
  );
  expect(added.setupCodes).toHaveLength(10);
  const holding = await idun<{ id: string }>('accounts', 'grant', 'anna', 'clinician', '--organisation', '44081');
  expect(holding).toMatchObject({ role: 'clinician', organisation: 'Ward A', accountId: added.account.id });
  expect(await idun('accounts', 'grant', 'anna', 'king')).toMatchObject({ code: 'IDUN_ROLE_UNKNOWN' });
  const person = await createPerson(beside.database.app, { identifiers: [{ namespace: 'mpi', value: 'A1' }] });
  expect(await idun('accounts', 'link', 'anna', 'mpi:A1')).toMatchObject({ personId: person.id });
  expect(await idun('accounts', 'grant', 'anna', 'citizen')).toMatchObject({ organisation: null, until: null });
  const review = await idun<{ id: string }>('reviews', 'open', '1084');
  expect(review).toMatchObject({ items: 1, waiting: 1 });
  expect(await idun('reviews', 'confirm', review.id, holding.id)).toMatchObject({ waiting: 0 });
  expect(await idun('accounts', 'end', holding.id, '--reason', 'left')).toMatchObject({ endReason: 'left' });
  expect(await idun('accounts', 'close', 'anna')).toMatchObject({ disabledAt: expect.any(String) });
  expect(await idun('accounts', 'list', '--search', 'ANNA')).toMatchObject({ total: 1 });
}, 120_000);
