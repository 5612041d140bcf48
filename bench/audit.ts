import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { sql } from 'kysely';

import { type App, openApp } from '../src/app/compose.ts';
import { loadConfig } from '../src/platform/config/index.ts';
import { silentLogger } from '../src/platform/logging/index.ts';
import { latestHead, proveInclusion, recordAccess, sequenceNow, verifyLog } from '../src/trust/audit/index.ts';
import { mintOperatorScope, type Scope } from '../src/trust/scope/index.ts';
import { type BenchOptions, type BenchRow, median, percentile } from './row.ts';

/** Entries written by requests; the rest are made in the database, byte for byte as Idun writes them. */
const written = 3000;

/**
 * The log: what an entry costs a request, how fast entries are appended, proven and all verified.
 * IDUN_BENCH_ENTRIES makes another number of entries than ten million.
 */
export async function* measure({ small, say }: BenchOptions): AsyncGenerator<BenchRow> {
  const folder = mkdtempSync(join(tmpdir(), 'idun-bench-audit-'));
  const app = await openApp(loadConfig({ data: join(folder, 'data') }, {}), silentLogger);
  try {
    const scope = await mintOperatorScope(
      app.database.app,
      { actorId: 'bench', purpose: 'care' },
      { lifetime: 7200_000 },
    );
    yield* requests(app, scope, say);
    const entries = small ? 200_000 : Number(process.env['IDUN_BENCH_ENTRIES'] ?? 10_000_000);
    yield* appending(app, entries, say);
    yield* proofs(app, scope);
    yield* verification(app, small, say);
  } finally {
    await app.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

const person = (n: number): string => `per_${String(n % 500).padStart(22, '0')}`;

async function* requests(app: App, scope: Scope, say: (line: string) => void): AsyncGenerator<BenchRow> {
  say('writing entries one after the other, and 32 at once …');
  const write = (n: number) =>
    recordAccess(app.database.app, scope, {
      action: 'genomes.show',
      object: person(n),
      detail: { region: '1:55040000-55070000' },
    });
  for (let i = 0; i < 500; i++) await write(i);
  const times: number[] = [];
  for (let i = 0; i < written / 3; i++) {
    const from = performance.now();
    await write(i);
    times.push(performance.now() - from);
  }
  const row = { peer: null, peerName: null, unit: 'ms' } as const;
  yield {
    name: 'one audit entry committed, one request after the other, median',
    ours: median(times),
    ...row,
    goal: { limit: 1 },
  };
  yield { name: 'one audit entry committed, 99 %', ours: percentile(times, 0.99), ...row, goal: null };
  let next = 0;
  const from = performance.now();
  await Promise.all(
    Array.from({ length: 32 }, async () => {
      while (next++ < written * 3) await write(next);
    }),
  );
  const each = (performance.now() - from) / (written * 3);
  yield {
    name: 'one audit entry committed among 32 requests at once, share of the time',
    ours: each,
    ...row,
    goal: { limit: 1 },
  };
}

// Canonical bytes with a subject in seven of ten, the leaf hash by the database itself; indexes are made afterwards.
async function fill(app: App, count: number): Promise<void> {
  const { owner } = app.database;
  const step = 250_000;
  const { rows } = await sql<{
    names: string[];
  }>`select array_agg(pseudonym) as names from trust.audit_references`.execute(owner);
  const names = rows[0]!.names;
  const indexes = await sql<{
    name: string;
    text: string;
  }>`select indexrelid::regclass::text as name, pg_get_indexdef(indexrelid) as text
    from pg_index where indrelid in ('trust.audit_entries'::regclass, 'trust.audit_subjects'::regclass)
      and not indisprimary and not indisunique`.execute(owner);
  for (const { name } of indexes.rows) await sql.raw(`drop index ${name}`).execute(owner);
  await sql.raw('alter table trust.audit_entries drop constraint audit_entries_id_key').execute(owner);
  const secret = randomBytes(16).toString('hex');
  const kept = sql`substr(replace(${secret} || md5(i::text || ${secret}), '-', ''), 1, 22)`;
  for (let at = 0; at < count; at += step) {
    await sql`with made as (
        select i, 'aud_' || substr(md5(i::text || ${secret}) , 1, 22) as id,
          date_trunc('milliseconds', now()) as at,
          case when i % 10 < 7 then (${names}::text[])[1 + i % ${names.length}] end as psd
        from generate_series(${at + 1}::bigint, ${Math.min(at + step, count)}::bigint) as i),
      bytes as (
        select i, id, at, psd, convert_to('{"action":"genomes.show","actor":"person:acc_' || (i % 500) || '","at":"'
          || to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') || '","detail":{"region":"1:55040000-55070000"},"id":"'
          || id || '","legalBasis":"treatment of the patient by those who take part in it (GDPR art. 6(1)(e), 9(2)(h))","maskEpoch":7,"object":"'
          || coalesce(psd, 'GRCh38:1-55051215-G-A') || '","organisation":"org_' || (i % 40) || '","purpose":"care","role":"clinician","scope":"scp_'
          || ${kept} || '","v":1}', 'UTF8') as entry, sha256(convert_to(id || ${secret}, 'UTF8')) as salt from made),
      entries as (
        insert into trust.audit_entries (id, recorded_at, action, actor, role, organisation, entry, salt, leaf_hash)
        select id, at, 'genomes.show', 'person:acc_' || (i % 500), 'clinician', 'org_' || (i % 40), entry, salt,
          sha256('\\x00'::bytea || salt || entry) from bytes order by i returning entry_no, id),
      pending as (insert into trust.audit_pending (entry_no) select entry_no from entries)
      insert into trust.audit_subjects (pseudonym, entry_no)
      select psd, entry_no from entries join bytes using (id) where psd is not null`.execute(owner);
  }
  for (const { text } of indexes.rows) await sql.raw(text).execute(owner);
  await sql.raw('alter table trust.audit_entries add constraint audit_entries_id_key unique (id)').execute(owner);
  await sql.raw('vacuum analyze trust.audit_entries').execute(owner);
  await sql.raw('vacuum analyze trust.audit_subjects').execute(owner);
}

async function* appending(app: App, entries: number, say: (line: string) => void): AsyncGenerator<BenchRow> {
  say(`making ${entries} entries …`);
  const deps = { db: app.database.jobs, key: app.auditKey };
  await sequenceNow(deps);
  await fill(app, entries);
  say('appending them to the tree …');
  const from = performance.now();
  const appended = await sequenceNow(deps);
  const seconds = (performance.now() - from) / 1000;
  say(`${Math.round(appended / seconds)} entries a second`);
  yield {
    name: `10,000 entries appended to the tree and signed (of ${appended})`,
    ours: (seconds / appended) * 10_000,
    peer: null,
    peerName: null,
    unit: 's',
    goal: { limit: 1 },
  };
}

async function* proofs(app: App, scope: Scope): AsyncGenerator<BenchRow> {
  const { app: db } = app.database;
  const { size } = (await latestHead(db))!;
  const times: number[] = [];
  for (let i = 0; i < 200; i++) {
    const from = performance.now();
    await proveInclusion(db, { leaf: Math.floor((size * (i + 0.5)) / 200) });
    times.push(performance.now() - from);
  }
  const row = { peer: null, peerName: null, unit: 'ms', goal: null } as const;
  yield { name: `inclusion proof in a log of ${size}, median`, ours: median(times), ...row };
  const late: number[] = [];
  for (let i = 0; i < 300; i++) {
    const from = performance.now();
    await recordAccess(db, scope, { action: 'genomes.show', object: person(i) });
    late.push(performance.now() - from);
  }
  yield {
    name: `one audit entry committed beside ${size} others, median`,
    ours: median(late),
    ...row,
    goal: { limit: 1 },
  };
}

async function* verification(app: App, small: boolean, say: (line: string) => void): AsyncGenerator<BenchRow> {
  await sequenceNow({ db: app.database.jobs, key: app.auditKey });
  say('verifying the whole log …');
  const report = await verifyLog({ url: app.database.appUrl, key: app.auditKey });
  if (!report.intact) throw new Error(`the log is not intact: ${JSON.stringify(report.findings[0])}`);
  yield {
    name: `${report.read} entries verified: bytes, order, tree, ${report.heads} heads, search index`,
    ours: report.seconds,
    peer: null,
    peerName: null,
    unit: 's',
    // Two minutes for ten million.
    goal: small ? null : { limit: (120 * report.read) / 10_000_000 },
  };
}
