import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DatabaseHandle } from '../../platform/database/index.ts';
import { openTestDatabase } from '../../platform/database/testing.ts';
import { newId } from '../../platform/ids/index.ts';
import { trustMigrations } from '../migrations/index.ts';
import { mintOperatorScope, type Scope } from '../scope/index.ts';
import { canonicalJson, eraseAuditReferences, listAccess, recordAccess } from './index.ts';

let db: DatabaseHandle;
let scope: Scope;
beforeAll(async () => {
  db = await openTestDatabase(trustMigrations);
  scope = await mintOperatorScope(db.app, { actorId: 'ses_x', purpose: 'care' });
});
afterAll(() => db.close());

test('an entry is committed when it returns, with a salted RFC 6962 leaf hash over its canonical bytes', async () => {
  const id = await recordAccess(db.app, scope, {
    action: 'variants.show',
    object: 'GRCh38:1-1-A-C',
    detail: { b: 1, a: [2] },
  });
  const { rows } = await sql<{ entry: Buffer; salt: Buffer; hash: Buffer }>`select entry, salt, leaf_hash as hash
    from trust.audit_entries where id = ${id}`.execute(db.jobs);
  const { entry, salt, hash } = rows[0]!;
  expect(
    createHash('sha256')
      .update(Buffer.concat([Buffer.of(0), salt, entry]))
      .digest(),
  ).toEqual(hash);
  expect(entry.toString()).toBe(canonicalJson(JSON.parse(entry.toString())));
  expect(JSON.parse(entry.toString())).toMatchObject({
    action: 'variants.show',
    purpose: 'care',
    actor: 'operator:ses_x',
  });
});

test('the application can neither change nor remove an entry', async () => {
  await expect(sql`update trust.audit_entries set salt = salt`.execute(db.app)).rejects.toThrow(/permission denied/);
  await expect(sql`delete from trust.audit_entries`.execute(db.app)).rejects.toThrow(/permission denied/);
  await expect(sql`truncate trust.audit_entries`.execute(db.jobs)).rejects.toThrow(/permission denied/);
});

test('people and genomes appear under pseudonyms, can be looked up, and no longer after erasure', async () => {
  const genome = newId('gen');
  await recordAccess(db.app, scope, { action: 'genomes.calls', object: genome });
  await recordAccess(db.app, scope, { action: 'genomes.show', object: genome, detail: { genome } });
  const raw = await sql<{ text: string }>`select convert_from(entry, 'UTF8') as text from trust.audit_entries`.execute(
    db.app,
  );
  expect(raw.rows.some((row) => row.text.includes(genome))).toBe(false);
  const about = await listAccess(db.app, { subject: genome });
  expect(about.map((entry) => [entry.action, entry.intact])).toEqual([
    ['genomes.show', true],
    ['genomes.calls', true],
  ]);
  await eraseAuditReferences(db.owner, [genome]);
  expect(await listAccess(db.app, { subject: genome })).toEqual([]);
});

test('canonical JSON has one form', () => {
  expect(canonicalJson({ b: undefined, z: 'é', a: { d: null, c: 1.5 } })).toBe('{"a":{"c":1.5,"d":null},"z":"é"}');
});
