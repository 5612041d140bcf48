import { sql } from 'kysely';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Db, guardDatabase } from '../../platform/database/index.ts';
import { type Act, assertScope, mintRequestScope, populationOf, readAs, type Scope } from '../../trust/scope/index.ts';
import { testSession } from '../../trust/scope/testing.ts';
import { type LittleNation, openLittleNation } from './testing.ts';

let nation: LittleNation;
let requests: Db;
beforeAll(async () => {
  nation = await openLittleNation();
  requests = guardDatabase(nation.app.database).app;
}, 120_000);
afterAll(() => nation.close());

/** Tables that point to people or genomes and may be read without a scope, and why. */
const open: Record<string, string> = {
  'trust.accounts':
    'whoever signs in has no scope yet; the row says who an account’s person is and nothing of their health',
};

async function scopeOf(act: Act): Promise<Scope> {
  const { rows } = await sql<{
    no: number;
  }>`select organisation_no as no from trust.organisations where name = 'Ward A1'`.execute(nation.app.database.app);
  const session = testSession({ role: 'clinician', organisationNo: rows[0]!.no });
  return await mintRequestScope(nation.app.database.app, { session, act, minimumCount: 5 });
}

async function protectedTables(): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`select n.nspname || '.' || c.relname as name
    from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relrowsecurity and n.nspname not like 'graphile%' order by 1`.execute(
    nation.app.database.owner,
  );
  return rows.map(({ name }) => name);
}

const countRows = async (db: Db, table: string): Promise<number> =>
  (await sql<{ n: number }>`select count(*)::int as n from ${sql.table(table)}`.execute(db)).rows[0]!.n;

describe('the second wall', () => {
  test('stands before every table that holds people or genomes', async () => {
    const { rows } = await sql<{ name: string }>`select distinct n.nspname || '.' || c.relname as name
      from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace
      where k.contype = 'f' and k.confrelid in ('trust.people'::regclass, 'genomes.genomes'::regclass)`.execute(
      nation.app.database.owner,
    );
    const walled = new Set(await protectedTables());
    // A new one: protectRows(trx, 'area.table', reachedBy.person('person_no')) in its migration.
    expect(rows.map(({ name }) => name).filter((name) => !walled.has(name) && !(name in open))).toEqual([]);
    expect(walled.size).toBeGreaterThan(20);
  });

  test('gives nothing to a query that forgot its scope, on any table', async () => {
    const tables = await protectedTables();
    const filled: string[] = [];
    // Kinds of containers that come with Idun are everybody's; a biobank's own are not.
    const { rows } = await sql<{ own: number }>`select count(biobank_no)::int as own
      from biobank.container_types`.execute(requests);
    expect(rows).toEqual([{ own: 0 }]);
    for (const table of tables.filter((name) => name !== 'biobank.container_types')) {
      expect([table, await countRows(requests, table)]).toEqual([table, 0]);
      if ((await countRows(nation.app.database.app, table)) > 0) filled.push(table);
    }
    expect(filled.length).toBeGreaterThan(8);
    expect(filled).toEqual(expect.arrayContaining(['genomes.genomes', 'trust.people', 'trust.care_relations']));
  });

  test('gives nothing to a connection of the app role that nobody bound', async () => {
    const client = new pg.Client({ connectionString: nation.app.database.appUrl });
    await client.connect();
    try {
      for (const table of ['trust.people', 'genomes.genomes', 'genomes.submissions', 'trust.person_identifiers']) {
        expect((await client.query(`select 1 from ${table}`)).rowCount).toBe(0);
      }
      await expect(client.query('alter table trust.people disable row level security')).rejects.toThrow(/owner/);
      await expect(client.query('set role idun_owner')).rejects.toThrow(/permission denied/);
      await expect(client.query('set row_security = off; select 1 from trust.people')).rejects.toThrow(
        /row-level security/,
      );
    } finally {
      await client.end();
    }
  });

  test('holds for a clinician whose query forgot to ask whose patient it is', async () => {
    const db = readAs(requests, await scopeOf('genomes.metadata.read'), 'metadata');
    const names = async (query: ReturnType<typeof sql<{ name: string }>>): Promise<string[]> =>
      (await query.execute(db)).rows.map(({ name }) => name);
    // Planted bugs: no condition, the wrong person asked for, a way round by another table.
    expect(await names(sql`select sample_name as name from genomes.genomes`)).toEqual(['OWN']);
    const stranger = nation.subjects['a stranger'];
    expect(await names(sql`select id as name from genomes.genomes where id = ${stranger.genome}`)).toEqual([]);
    expect(await names(sql`select id as name from trust.people where person_no = ${stranger.personNo}`)).toEqual([]);
    expect(await names(sql`select value as name from trust.person_identifiers where value = 'STRANGER'`)).toEqual([]);
    expect(await names(sql`select k.genome_no::text as name from genomes.genome_history k`)).toHaveLength(1);
    const written = await sql`update trust.people set name = 'x' where person_no = ${stranger.personNo}`.execute(db);
    expect(written.numAffectedRows).toBe(0n);
    await expect(
      sql`insert into trust.person_identifiers (person_no, namespace, value) values (${stranger.personNo}, 'a', 'b')`.execute(
        db,
      ),
    ).rejects.toThrow(/row-level security/);
  });

  test('is not in the way of background work', async () => {
    const all = await countRows(nation.app.database.owner, 'genomes.genomes');
    expect(all).toBe(9);
    expect(await countRows(nation.app.database.jobs, 'genomes.genomes')).toBe(all);
  });
});

describe('a scope cannot be got round', () => {
  test('by casting, copying, wrapping or writing one', async () => {
    const real = await scopeOf('genomes.metadata.read');
    const { app } = nation.app.database;
    const everyone = { kind: 'everyone' as const };
    const forged: [string, () => unknown][] = [
      ['a literal', () => ({ ...real, population: everyone, act: 'everything' })],
      ['a spread', () => ({ ...real })],
      ['a structured clone', () => structuredClone({ ...real, actor: { ...real.actor } })],
      ['JSON', () => JSON.parse(JSON.stringify(real))],
      ['a prototype', () => Object.create(real)],
      ['a subclass', () => Object.setPrototypeOf({ population: everyone }, real)],
      [
        'a proxy',
        () => new Proxy(real, { get: (of, key) => (key === 'population' ? everyone : Reflect.get(of, key)) }),
      ],
      ['nothing', () => undefined],
    ];
    for (const [how, make] of forged) {
      const scope = make() as Scope;
      expect([how, code(() => assertScope(scope, 'metadata'))]).toEqual([how, 'IDUN_SCOPE_FORGED']);
      expect([how, code(() => readAs(app, scope, 'metadata'))]).toEqual([how, 'IDUN_SCOPE_FORGED']);
    }
  });

  test('by changing what it says', async () => {
    const scope = await scopeOf('genomes.metadata.read');
    expect(() => Object.assign(scope, { population: { kind: 'everyone' } })).toThrow(TypeError);
    expect(() => Object.assign(scope.population, { kind: 'everyone' })).toThrow(TypeError);
    expect(() => Object.assign(scope.actor, { kind: 'operator' })).toThrow(TypeError);
    const { population } = scope as unknown as { population: { personNos: Set<number> } };
    population.personNos.add(nation.subjects['a stranger'].personNo);
    (scope.allows as Set<string>).add('calls');
    const { personNos } = populationOf(scope) as unknown as { personNos: Set<number> };
    expect([...personNos]).toEqual([nation.subjects['own patient'].personNo]);
    personNos.add(nation.subjects['a stranger'].personNo);
    const rows = await sql`select 1 from genomes.genomes`.execute(readAs(requests, scope, 'metadata'));
    expect(rows.rows).toHaveLength(1);
    expect(code(() => assertScope(scope, 'calls'))).toBe('IDUN_SCOPE_ACT');
    expect(code(() => assertScope(scope, 'gdpr.erase'))).toBe('IDUN_SCOPE_ACT');
  });

  test('by a copy of its actor, whose transaction reads nobody', async () => {
    const database = guardDatabase(nation.app.database);
    const { actor } = await scopeOf('genomes.metadata.read');
    const seen = (by: typeof actor) => database.withActor(by, (trx) => countRows(trx, 'genomes.genomes'));
    expect(await seen(actor)).toBe(1);
    expect(await seen({ ...actor })).toBe(0);
    expect(await seen({ kind: 'person', id: actor.id })).toBe(0);
  });

  test('by a token with another population, another key, or after its time', async () => {
    const { scopeSeal } = nation.app;
    const token = scopeSeal.seal(await scopeOf('genomes.metadata.read'));
    expect(populationOf(scopeSeal.open(token))).toEqual({
      kind: 'persons',
      personNos: new Set([nation.subjects['own patient'].personNo]),
    });
    const [body, signature] = token.split('.') as [string, string];
    const fields = JSON.parse(Buffer.from(body, 'base64url').toString()) as object;
    for (const change of [
      { population: { kind: 'everyone' } },
      { act: 'everything' },
      { expiresAt: '2099-01-01T00:00:00Z' },
      { allows: ['calls'] },
    ]) {
      const grown = Buffer.from(JSON.stringify({ ...fields, ...change })).toString('base64url');
      expect(code(() => scopeSeal.open(`${grown}.${signature}`))).toBe('IDUN_SCOPE_FORGED');
    }
    expect(code(() => scopeSeal.open(body))).toBe('IDUN_SCOPE_FORGED');
    const later = { now: () => new Date(Date.now() + 86_400_000) };
    expect(code(() => scopeSeal.open(token, later as never))).toBe('IDUN_SCOPE_EXPIRED');
  });
});

function code(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  }
  return 'none';
}
