import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { sweepTables } from '../../columns/index.ts';
import { columnsFolder, cprAt, openTestRegister } from '../testing.ts';

const description = {
  ...{ feed: 'killed', title: 'Killed', custodian: 'Test', table: 'events', register: 'diagnoses', files: ['k.csv'] },
  columns: { person: { column: 'who', as: 'cpr' }, day: { column: 'day' }, code: { column: 'code', system: 'own' } },
  unknownPeople: 'provisional',
};
const rows = (...whom: string[]) => `who,day,code\n${whom.map((who) => `${who},2001-02-03,DE11\n`).join('')}`;

test('killed at each step the earlier version answers, nobody is made, and the next load takes it', async () => {
  const register = await openTestRegister();
  const { database, folder } = register;
  try {
    await register.load(description, { 'k.csv': rows(cprAt(0)) });
    const before = await register.published('killed');
    const state = async () => {
      const { rows: found } = await sql<{ people: number; versions: number }>`select
        (select count(*)::int from trust.people) as people,
        (select count(*)::int from register.feed_versions) as versions`.execute(database.owner);
      return found[0]!;
    };
    const atFirst = await state();
    writeFileSync(join(folder, 'k.csv'), rows(cprAt(1), cprAt(2), '040506-7890'));
    const urls = { owner: database.ownerUrl, app: database.appUrl, jobs: database.jobsUrl };
    const script = fileURLToPath(new URL('testing.ts', import.meta.url));
    for (const dieAt of ['begin', 'middle', 'read', 'written', 'committed'] as const) {
      const told = JSON.stringify({ dieAt, urls, folder });
      const child = spawn(process.execPath, ['--import', 'tsx', script, told], {
        stdio: ['ignore', 'ignore', 'inherit'],
      });
      const [, signal] = (await once(child, 'close')) as [number, string];
      expect([dieAt, signal]).toEqual([dieAt, 'SIGKILL']);
      const committed = dieAt === 'committed';
      const events = await register.rows('killed', 'events');
      expect([dieAt, events.length]).toEqual([dieAt, committed ? 3 : 1]);
      if (!committed) expect([await register.published('killed'), await state()]).toEqual([before, atFirst]);
    }
    expect(await state()).toEqual({ people: atFirst.people + 1, versions: 2 });
    expect((await register.load(description)).already).toBe(true);
    // What was written in vain is swept later, what answers stays.
    const inAnHour = new Date(Date.now() + 2 * 3600_000);
    expect(await sweepTables(database.app, register.deps.dataDir, inAnHour)).toBeGreaterThan(2);
    const { rows: named } = await sql<{ hash: string }>`select hash from register.tables`.execute(database.owner);
    expect(readdirSync(columnsFolder(register.deps.dataDir)).sort()).toEqual(named.map(({ hash }) => hash).sort());
  } finally {
    await register.close();
  }
}, 180_000);
