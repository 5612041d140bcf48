import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseFai } from '../../../formats/fasta/index.ts';
import type { DatabaseHandle } from '../../../platform/database/index.ts';
import { openTestDatabase } from '../../../platform/database/testing.ts';
import { trustMigrations } from '../../../trust/migrations/index.ts';
import { archiveMigrations } from '../migrations/index.ts';
import { addReference } from './add-reference.ts';
import { listReferences } from './list-references.ts';
import { removeReference } from './remove-reference.ts';
import { readReferences } from './store.ts';

let db: DatabaseHandle;
const dataDir = mkdtempSync(join(tmpdir(), 'idun-references-'));
const fasta = join(dataDir, 'slice.fa');
beforeAll(async () => {
  db = await openTestDatabase([...trustMigrations, ...archiveMigrations]);
  writeFileSync(fasta, '>chr1 one\nacgtACGT\nNNAC\n>chrX\nGGCC\n>empty\n');
});
afterAll(async () => {
  await db.close();
  rmSync(dataDir, { recursive: true, force: true });
});

test('a FASTA is copied, indexed and digested', async () => {
  const { reference, added } = await addReference(
    { db, dataDir },
    { path: fasta, name: 'slice', par: { chrX: [[1, 3]] } },
  );
  expect(added).toBe(true);
  expect(reference).toMatchObject({ name: 'slice', checked: true, demo: false, build: null });
  expect(reference.contigs).toMatchObject([
    { contigNo: 0, name: 'chr1', length: 12, role: 'autosome', par: [] },
    { contigNo: 1, name: 'chrX', length: 4, role: 'X', par: [[1, 3]], md5: '1ab520b9a89ee12d10dfc2391db04ff4' },
  ]);
  expect(reference.contigs[0]!.refget).toMatch(/^SQ\.[\w-]{32}$/);
  // A slice named chr1 is not the sequence that NC_000001 names.
  expect(reference.contigs[0]!.aliases).toEqual(['1']);
  const copy = join(dataDir, reference.fastaPath!);
  expect(readFileSync(copy, 'utf8')).toBe(readFileSync(fasta, 'utf8'));
  expect(parseFai(readFileSync(`${copy}.fai`, 'utf8')).map((c) => c.length)).toEqual([12, 4, 0]);
});

test('the same content again changes nothing, whatever the name asked for', async () => {
  const again = await addReference({ db, dataDir }, { path: fasta, name: 'other' });
  expect([again.added, again.reference.name]).toEqual([false, 'slice']);
  expect((await readReferences(db.app)).length).toBe(1);
  expect(readdirSync(join(dataDir, 'references')).length).toBe(1);
});

test('a taken name and an impossible one are refused, and nothing is left', async () => {
  const other = join(dataDir, 'other.fa');
  writeFileSync(other, '>1\nAAAA\n');
  const add = (name?: string) => addReference({ db, dataDir }, { path: other, ...(name ? { name } : {}) });
  await expect(add('SLICE')).rejects.toMatchObject({ code: 'IDUN_REFERENCE_NAME_TAKEN' });
  await expect(add('../x')).rejects.toMatchObject({ code: 'IDUN_REFERENCE_BAD_NAME' });
  await expect(addReference({ db, dataDir }, { path: dataDir })).rejects.toMatchObject({
    code: 'IDUN_FILE_IS_DIRECTORY',
  });
  expect(readdirSync(join(dataDir, 'references')).length).toBe(1);
  expect((await add()).reference.name).toBe('other');
});

test('an unused reference can be removed, with its files', async () => {
  const [, second] = await readReferences(db.app);
  await removeReference({ db, dataDir }, 'other');
  expect(existsSync(join(dataDir, 'references', second!.id))).toBe(false);
  const left = await listReferences(db.app);
  expect(left).toMatchObject([{ name: 'slice', genomes: 0, length: 16, fasta: true }]);
  await expect(removeReference({ db, dataDir }, 'other')).rejects.toMatchObject({ code: 'IDUN_REFERENCE_NOT_FOUND' });
});
