import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadConfig } from './index.ts';

test('defaults suit one person on one machine', () => {
  expect(loadConfig({}, {}, '/somewhere')).toMatchObject({
    dataDir: '/somewhere/.idun',
    host: '127.0.0.1',
    port: 8480,
    allowedHosts: [],
  });
});

test('a flag wins over the environment, an empty variable is no variable', () => {
  const env = { IDUN_PORT: '9000', IDUN_DATA: '/env', DATABASE_URL: '', IDUN_HOSTS: 'idun.example, db.example' };
  const config = loadConfig({ data: '/flag' }, env, '/');
  expect(config).toMatchObject({ dataDir: '/flag', port: 9000, allowedHosts: ['idun.example', 'db.example'] });
  expect(config.databaseUrl).toBeUndefined();
});

test('a value that cannot be used is named', () => {
  expect(() => loadConfig({ port: 'eighty' }, {}, '/')).toThrowError(/IDUN_PORT/);
  expect(() => loadConfig({}, { DATABASE_URL: 'mysql://x' }, '/')).toThrowError(/postgresql:/);
});

test('a secret may stand in a file that the environment names; the file’s content is in no error', () => {
  const folder = mkdtempSync(join(tmpdir(), 'idun-config-'));
  const file = join(folder, 'url');
  writeFileSync(file, 'postgresql://idun:hidden@db/idun\n');
  expect(loadConfig({}, { IDUN_DATABASE_URL_FILE: file }, '/').databaseUrl).toBe('postgresql://idun:hidden@db/idun');
  expect(() => loadConfig({}, { IDUN_DATABASE_URL_FILE: join(folder, 'none') }, '/')).toThrowError(/ENOENT/);
  writeFileSync(file, 'mysql://idun:hidden@db');
  expect(() => loadConfig({}, { IDUN_DATABASE_URL_FILE: file }, '/')).toThrowError(/^(?!.*hidden)/);
  rmSync(folder, { recursive: true });
});

test('a certificate and its key come together', () => {
  expect(loadConfig({ tlsCert: 'a.pem', tlsKey: 'b.pem' }, {}, '/x').tls).toEqual({
    cert: '/x/a.pem',
    key: '/x/b.pem',
  });
  expect(() => loadConfig({ tlsCert: 'a.pem' }, {}, '/x')).toThrowError(/needs its key/);
});
