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
