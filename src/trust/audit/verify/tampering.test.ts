import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Db } from '../../../platform/database/index.ts';
import { newId } from '../../../platform/ids/index.ts';
import { recordAccess } from '../audit.ts';
import { insertHead, listHeads } from '../heads.ts';
import { Frontier, type Tile } from '../merkle/index.ts';
import { eraseAuditReferences } from '../references.ts';
import { sequenceNow } from '../sequencer.ts';
import { type AuditKey, openAuditKey, type SignedHead } from '../signing.ts';
import { openTestLog, type TestLog } from '../testing.ts';
import { insertTiles } from '../tiles.ts';
import type { Finding, VerifyReport } from './report.ts';
import { verifyLog } from './verify-log.ts';

const size = 700;
const people = [newId('per'), newId('per'), newId('gen')];
let log: TestLog;
let witness: SignedHead[];

// Each test has the whole power of the owner over a log of its own, and of the key where it says so.
beforeAll(async () => {
  log = await openTestLog();
});
beforeEach(async () => {
  await sql`truncate trust.audit_entries, trust.audit_references, trust.audit_subjects, trust.audit_texts, trust.audit_pending,
    trust.audit_runs, trust.audit_tiles, trust.audit_heads restart identity`.execute(owner());
  await log.fill(size, { batch: 50, subjects: people });
  witness = await listHeads(log.db.app, 1, 1000);
});
afterAll(() => log.close());

const verify = (options: { witness?: readonly SignedHead[]; key?: AuditKey } = {}): Promise<VerifyReport> =>
  verifyLog({ url: log.db.appUrl, key: log.key, ...options });
const owner = (): Db => log.db.owner;

async function numberOf(leaf: number): Promise<number> {
  const { rows } = await sql<{ n: number }>`select first_entry + ${leaf} - first_leaf as n from trust.audit_runs
    where first_leaf <= ${leaf} order by first_leaf desc limit 1`.execute(owner());
  return rows[0]!.n;
}

async function idAt(leaf: number): Promise<string> {
  const { rows } = await sql<{
    id: string;
  }>`select id from trust.audit_entries where entry_no = ${await numberOf(leaf)}`.execute(owner());
  return rows[0]!.id;
}

async function firstFinding(options: Parameters<typeof verify>[0] = {}): Promise<Finding> {
  const report = await verify(options);
  expect(report.intact).toBe(false);
  return report.findings[0]!;
}

/** Makes tiles, and heads with a key, for what the entries are now: all that somebody with the whole machine can do. */
async function rewriteTree(key: AuditKey | undefined): Promise<void> {
  const { rows } = await sql<{
    hash: Buffer;
  }>`select e.leaf_hash as hash from trust.audit_runs r join trust.audit_entries e
    on e.entry_no >= r.first_entry and e.entry_no < r.first_entry + r.length
    order by r.first_leaf + e.entry_no - r.first_entry`.execute(owner());
  const heads = await listHeads(owner(), 1, 1000);
  const tiles: Tile[] = [];
  const frontier = new Frontier();
  await sql`delete from trust.audit_tiles`.execute(owner());
  if (key !== undefined) await sql`delete from trust.audit_heads`.execute(owner());
  for (const { hash } of rows) {
    frontier.append(hash, (tile) => tiles.push(tile));
    const head = heads.find((one) => one.size === frontier.size);
    if (head !== undefined && key !== undefined) {
      await insertHead(owner(), key.sign({ size: head.size, root: frontier.root(), timestamp: head.timestamp }));
    }
  }
  await insertTiles(owner(), tiles);
}

async function changeEntry(leaf: number, options: { hash: boolean }): Promise<void> {
  const number = await numberOf(leaf);
  const { rows } = await sql<{ entry: Buffer; salt: Buffer }>`select entry, salt from trust.audit_entries
    where entry_no = ${number}`.execute(owner());
  const entry = Buffer.from(rows[0]!.entry.toString().replace('"n":', '"m":'));
  const hash = createHash('sha256')
    .update(Buffer.concat([Buffer.of(0), rows[0]!.salt, entry]))
    .digest();
  await sql`update trust.audit_entries set entry = ${entry} where entry_no = ${number}`.execute(owner());
  if (options.hash)
    await sql`update trust.audit_entries set leaf_hash = ${hash} where entry_no = ${number}`.execute(owner());
}

test('an untouched log is intact, with and without its witness', async () => {
  expect(await verify()).toMatchObject({ intact: true, size, read: size, heads: 14, witnessed: null, found: 0 });
  expect(await verify({ witness })).toMatchObject({ intact: true, witnessed: 14 });
});

test.each([0, 299, 699])('a changed entry at leaf %i', async (leaf) => {
  await changeEntry(leaf, { hash: false });
  expect(await firstFinding()).toMatchObject({
    kind: 'changed',
    leaf,
    entry: await idAt(leaf),
    number: await numberOf(leaf),
  });
});

test('a changed entry with its own hash adjusted', async () => {
  await changeEntry(300, { hash: true });
  expect(await firstFinding()).toMatchObject({ kind: 'changed', leaf: 300, entry: await idAt(300) });
});

test('a changed entry in the last leaves, whose hash no tile holds yet', async () => {
  await changeEntry(690, { hash: true });
  // Entries from 650 on share a head: the range is as exact as the signatures are.
  expect(await firstFinding()).toMatchObject({ kind: 'head', leaf: 650, before: 700, entry: null });
});

test('a changed salt', async () => {
  await sql`update trust.audit_entries set salt = sha256(salt) where entry_no = ${await numberOf(123)}`.execute(
    owner(),
  );
  expect(await firstFinding()).toMatchObject({ kind: 'changed', leaf: 123, entry: await idAt(123) });
});

test('a removed entry', async () => {
  const number = await numberOf(400);
  await sql`delete from trust.audit_entries where entry_no = ${number}`.execute(owner());
  expect(await firstFinding()).toMatchObject({ kind: 'removed', leaf: 400, number });
});

test('a removed entry, the order closed over it', async () => {
  const number = await numberOf(100);
  await sql`delete from trust.audit_entries where entry_no = ${number}`.execute(owner());
  await sql`update trust.audit_runs set length = length - 1
    where first_leaf <= 100 and first_leaf + length > 100`.execute(owner());
  const { rows } = await sql<{
    first: number;
    entry: number;
    length: number;
  }>`select first_leaf as first, first_entry as entry,
    length from trust.audit_runs where first_leaf > 100 order by 1`.execute(owner());
  for (const { first, entry, length } of rows) {
    await sql`delete from trust.audit_runs where first_leaf = ${first}`.execute(owner());
    await sql`insert into trust.audit_runs values (${first - 1}, ${entry}, ${length})`.execute(owner());
  }
  await sql`update trust.audit_runs set first_entry = first_entry + 1 where first_leaf = 100`.execute(owner());
  expect(await firstFinding()).toMatchObject({ kind: 'removed', leaf: 100 });
});

test('an inserted entry that claims to wait for nothing', async () => {
  const id = await recordAccess(log.db.app, log.scope, { action: 'forged', object: 'forged' });
  await sql`delete from trust.audit_pending`.execute(owner());
  expect(await firstFinding()).toMatchObject({ kind: 'inserted', entry: id });
});

test('an inserted entry, made part of the order at the end, without the key', async () => {
  const id = await recordAccess(log.db.app, log.scope, { action: 'forged', object: 'forged' });
  await sql`insert into trust.audit_runs (first_leaf, first_entry, length)
    select ${size}, entry_no, 1 from trust.audit_entries where id = ${id}`.execute(owner());
  await sql`delete from trust.audit_pending`.execute(owner());
  expect(await firstFinding()).toMatchObject({ kind: 'head', leaf: size });
});

test('an inserted entry in the middle, the order opened for it', async () => {
  const id = await recordAccess(log.db.app, log.scope, { action: 'forged', object: 'forged' });
  await sql`delete from trust.audit_pending`.execute(owner());
  const { rows } = await sql<{
    firstLeaf: number;
    firstEntry: number;
    length: number;
  }>`select first_leaf as "firstLeaf",
    first_entry as "firstEntry", length from trust.audit_runs order by first_leaf`.execute(owner());
  await sql`delete from trust.audit_runs`.execute(owner());
  const runs: [number, number, number][] = [];
  let leaf = 0;
  for (const run of rows) {
    const split = run.firstLeaf <= 120 && run.firstLeaf + run.length > 120 ? 120 - run.firstLeaf : run.length;
    if (split > 0) runs.push([leaf, run.firstEntry, split]);
    leaf += split;
    if (split < run.length) {
      const { rows: made } = await sql<{
        n: number;
      }>`select entry_no as n from trust.audit_entries where id = ${id}`.execute(owner());
      runs.push([leaf, made[0]!.n, 1], [leaf + 1, run.firstEntry + split, run.length - split]);
      leaf += 1 + run.length - split;
    }
  }
  for (const [first, entry, length] of runs) {
    await sql`insert into trust.audit_runs values (${first}, ${entry}, ${length})`.execute(owner());
  }
  expect(await firstFinding()).toMatchObject({ kind: 'inserted', leaf: 120, entry: id });
});

test('two entries that changed places', async () => {
  const [a, b] = [await numberOf(50), await numberOf(420)];
  // The number is generated always, so what stands under it changes places.
  await sql
    .raw(`do $$ declare one trust.audit_entries; two trust.audit_entries; begin
    select * into one from trust.audit_entries where entry_no = ${a};
    select * into two from trust.audit_entries where entry_no = ${b};
    update trust.audit_entries set id = 'aud_between' where entry_no = ${b};
    update trust.audit_entries set id = two.id, recorded_at = two.recorded_at, entry = two.entry, salt = two.salt, leaf_hash = two.leaf_hash where entry_no = ${a};
    update trust.audit_entries set id = one.id, recorded_at = one.recorded_at, entry = one.entry, salt = one.salt, leaf_hash = one.leaf_hash where entry_no = ${b};
  end $$`)
    .execute(owner());
  expect(await firstFinding()).toMatchObject({ kind: 'reordered', leaf: 50, number: a });
});

test('an order rewritten in its own table', async () => {
  const [first, second] = [await numberOf(0), await numberOf(50)];
  await sql`update trust.audit_runs set first_entry = -1 where first_leaf = 0`.execute(owner());
  await sql`update trust.audit_runs set first_entry = ${first} where first_leaf = 50`.execute(owner());
  await sql`update trust.audit_runs set first_entry = ${second} where first_leaf = 0`.execute(owner());
  expect(await firstFinding()).toMatchObject({ kind: 'reordered', leaf: 0 });
});

test('a changed tile is told apart from a changed entry', async () => {
  await sql`update trust.audit_tiles set hashes = overlay(hashes placing sha256('x'::bytea) from 32 * 7 + 1)
    where level = 0 and tile_no = 1`.execute(owner());
  expect(await firstFinding()).toMatchObject({ kind: 'tree', leaf: 263 });
});

test('a removed tile, and a tile with another root', async () => {
  await sql`update trust.audit_tiles set root = sha256(root) where tile_no = 0`.execute(owner());
  expect(await firstFinding()).toMatchObject({ kind: 'tree', leaf: 0, before: 256 });
  await sql`delete from trust.audit_tiles where tile_no = 0`.execute(owner());
  expect(await firstFinding()).toMatchObject({ kind: 'tree', leaf: 0, before: 256 });
});

test('a changed entry, all hashes and the tree rewritten to match: the signed heads show it', async () => {
  await changeEntry(333, { hash: true });
  await rewriteTree(undefined);
  expect(await firstFinding()).toMatchObject({ kind: 'head', leaf: 300, before: 350 });
});

test('a head rewritten without the key', async () => {
  await sql`update trust.audit_heads set signed_at = signed_at - interval '1 day' where size = 200`.execute(owner());
  const { findings } = await verify();
  expect(findings).toEqual([expect.objectContaining({ kind: 'head', text: expect.stringContaining('200 entries') })]);
});

test('everything rewritten and signed anew with the key: only the witness shows it', async () => {
  await changeEntry(333, { hash: true });
  await rewriteTree(log.key);
  expect((await verify()).intact).toBe(true);
  expect(await firstFinding({ witness })).toMatchObject({ kind: 'witness', leaf: 300, before: 350 });
});

test('the end removed with its heads and tiles: the witness names the first that is missing', async () => {
  await sql`delete from trust.audit_heads where size > 650`.execute(owner());
  await sql`delete from trust.audit_runs where first_leaf >= 650`.execute(owner());
  const kept = await numberOf(649);
  await sql`delete from trust.audit_entries where entry_no > ${kept}`.execute(owner());
  await sql`delete from trust.audit_subjects where entry_no > ${kept}`.execute(owner());
  expect((await verify()).intact).toBe(true);
  expect(await firstFinding({ witness })).toMatchObject({ kind: 'removed', leaf: 650, before: 700 });
});

test('the end removed, its heads left', async () => {
  await sql`delete from trust.audit_runs where first_leaf >= 650`.execute(owner());
  await sql`delete from trust.audit_entries where entry_no > ${await numberOf(649)}`.execute(owner());
  expect(await firstFinding()).toMatchObject({ kind: 'removed', leaf: 650 });
});

test('heads removed', async () => {
  await sql`delete from trust.audit_heads where size > 650`.execute(owner());
  expect(await firstFinding()).toMatchObject({ kind: 'head', leaf: 650, before: 700 });
});

test('another key in the place of the log’s', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'idun-audit-'));
  try {
    const another = openAuditKey(folder);
    expect(await firstFinding({ key: another })).toMatchObject({ kind: 'key' });
    await rewriteTree(another);
    expect((await verify({ key: another })).intact).toBe(true);
    expect(await firstFinding({ key: another, witness })).toMatchObject({ kind: 'key' });
    expect(await firstFinding()).toMatchObject({ kind: 'key' });
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('an entry hidden from whom it is about, or shown to another', async () => {
  const another = await sql<{ n: number }>`select min(entry_no) as n from trust.audit_subjects
    where pseudonym <> (select pseudonym from trust.audit_references where subject = ${people[0]!})`.execute(owner());
  const number = another.rows[0]!.n;
  await sql`update trust.audit_subjects set pseudonym = (select pseudonym from trust.audit_references where subject = ${people[0]!})
    where entry_no = ${number}`.execute(owner());
  const report = await verify();
  expect(report.findings.map(({ kind, number: n, text }) => [kind, n, text.includes('hidden')])).toEqual([
    ['search', number, true],
    ['search', number, false],
  ]);
  await sql`delete from trust.audit_subjects where entry_no = ${number}`.execute(owner());
  expect(await firstFinding()).toMatchObject({ kind: 'search', number, text: expect.stringContaining('hidden') });
});

test('an entry hidden from a search', async () => {
  await sql`update trust.audit_entries set actor = 'person:acc_other' where entry_no = ${await numberOf(5)}`.execute(
    owner(),
  );
  expect(await firstFinding()).toMatchObject({ kind: 'search', leaf: 5, entry: await idAt(5) });
  await sql`update trust.audit_entries set role = 'auditor' where entry_no = ${await numberOf(3)}`.execute(owner());
  expect(await firstFinding()).toMatchObject({ kind: 'search', leaf: 3, text: expect.stringContaining('role') });
});

test('a pseudonym given to somebody else, or its row taken away; an erasure is neither', async () => {
  await eraseAuditReferences(owner(), [people[2]!]);
  expect((await verify()).intact).toBe(true);
  await sql`update trust.audit_references set subject = ${newId('per')} where subject = ${people[0]!}`.execute(owner());
  expect(await firstFinding()).toMatchObject({ kind: 'reference' });
  await sql`delete from trust.audit_references where subject is not null`.execute(owner());
  expect(await firstFinding()).toMatchObject({ kind: 'reference', text: expect.stringContaining('2 pseudonyms') });
});

test('a reason that was changed; one that was erased is no finding', async () => {
  const about = newId('per');
  const reason = 'Patient uden bevidsthed, cpr 010190-1234';
  const id = await recordAccess(log.db.app, log.scope, { action: 'care.break-glass', object: about, reason });
  await sequenceNow({ db: log.db.jobs, key: log.key });
  const { rows } = await sql<{ text: string }>`select text from trust.audit_texts where entry_id = ${id}`.execute(
    owner(),
  );
  expect(rows).toEqual([{ text: 'Patient uden bevidsthed, cpr [CPR]' }]);
  expect((await verify()).intact).toBe(true);
  await sql`update trust.audit_texts set text = 'Andet' where entry_id = ${id}`.execute(owner());
  expect(await firstFinding()).toMatchObject({ kind: 'reference', entry: id });
  await eraseAuditReferences(owner(), [about]);
  expect((await verify()).intact).toBe(true);
});

test('an entry removed while it waited', async () => {
  const id = await recordAccess(log.db.app, log.scope, { action: 'waits', object: 'waits' });
  expect(await verify()).toMatchObject({ intact: true, pending: 1 });
  await sql`delete from trust.audit_entries where id = ${id}`.execute(owner());
  expect(await firstFinding()).toMatchObject({ kind: 'removed', leaf: null });
});

test('threads find the same', async () => {
  const read = () => verifyLog({ url: log.db.appUrl, key: log.key, threads: true });
  expect(await read()).toMatchObject({ intact: true, size, read: size });
  await changeEntry(300, { hash: false });
  await changeEntry(310, { hash: true });
  await sql`delete from trust.audit_entries where entry_no = ${await numberOf(420)}`.execute(owner());
  const [here, there] = [await verify(), await read()];
  expect(there).toEqual({ ...here, seconds: there.seconds });
  expect(there.findings.map(({ kind, leaf }) => [kind, leaf]).slice(0, 3)).toEqual([
    ['changed', 300],
    ['changed', 310],
    ['removed', 420],
  ]);
});
