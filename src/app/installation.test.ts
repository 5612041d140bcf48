import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DatabaseHandle } from '../platform/database/index.ts';
import { openTestDatabase } from '../platform/database/testing.ts';
import { noteStart } from './installation.ts';
import { migrations } from './migrations.ts';

let db: DatabaseHandle;
beforeAll(async () => {
  db = await openTestDatabase(migrations);
});
afterAll(() => db.close());

test('only the first start of a new installation is a first start', async () => {
  expect(await noteStart(db.app)).toBe(true);
  expect(await noteStart(db.app)).toBe(false);
});

test('an installation with older submissions was restored and gets no demo nation', async () => {
  await sql`update idun.installation set first_started_at = null`.execute(db.owner);
  await sql`insert into genomes.datasets (id, name) values ('dts_1', 'real')`.execute(db.owner);
  await sql`insert into genomes.submissions (id, dataset_no, state, content_digest, received_at)
    select 'sub_1', dataset_no, 'rejected', repeat('0', 64), now() - interval '1 day' from genomes.datasets`.execute(
    db.owner,
  );
  expect(await noteStart(db.app)).toBe(false);
});
