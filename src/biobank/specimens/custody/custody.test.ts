import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listAccess } from '../../../trust/audit/index.ts';
import { aliquotSpecimen, deriveSpecimen, poolSpecimens } from '../derivation/derive.ts';
import type { Specimen } from '../model.ts';
import { transitions } from '../status.ts';
import { readSpecimens, requireSpecimen } from '../store.ts';
import { openTestBiobank, type TestBiobank } from '../testing.ts';
import { type CustodyEvent, recordCustody } from './record-custody.ts';
import { replayBiobank } from './replay.ts';

let bank: TestBiobank;
beforeAll(async () => {
  bank = await openTestBiobank();
});
afterAll(() => bank.close());

const again = async ({ specimenNo }: Specimen): Promise<Specimen> =>
  (await readSpecimens(bank.database.app, bank.operator, sql`s.specimen_no = ${specimenNo}`))[0]!;
const record = (events: CustodyEvent[]) =>
  bank.database.withActor(bank.operator.actor, (trx) =>
    recordCustody(trx, bank.operator, {
      ...{ biobankNo: bank.bank.biobankNo, action: 'biobank.test', object: bank.bank.id, at: new Date() },
      events,
    }),
  );

test('the database knows the same acts as the program', async () => {
  const { rows } = await sql`select act, from_state as "from", to_state as "to" from biobank.transitions`.execute(
    bank.database.owner,
  );
  const ordered = (list: readonly object[]) => list.map((one) => JSON.stringify(one)).sort();
  expect(ordered(rows as object[])).toEqual(ordered(transitions.map(({ act, from, to }) => ({ act, from, to }))));
});

describe('what the database refuses', () => {
  test('more than there is, un-thawing, growing, an act the state does not allow', async () => {
    const [tube] = (await bank.register([{ amount: 500 }])) as [Specimen];
    const { specimenNo } = tube;
    const refused: [CustodyEvent, string][] = [
      [{ specimenNo, act: 'consume', amountChange: -500.001 }, 'IDUN_SPECIMEN_NOT_ENOUGH'],
      [{ specimenNo, act: 'consume', amountChange: 1 }, 'IDUN_SPECIMEN_NOT_ENOUGH'],
      [{ specimenNo, act: 'measure', amountChange: 1 }, 'IDUN_SPECIMEN_NOT_ENOUGH'],
      [{ specimenNo, act: 'thaw', thawsChange: -1 }, 'IDUN_SPECIMEN_STATE'],
      [{ specimenNo, act: 'ship', to: 'shipped' }, 'IDUN_SPECIMEN_STATE'],
      [{ specimenNo, act: 'reserve', from: 'picked', to: 'reserved' }, 'IDUN_SPECIMEN_STATE'],
      [{ specimenNo, act: 'aliquot', amountChange: -10 }, 'IDUN_SPECIMEN_TREE'],
      [{ specimenNo: 99_999, act: 'thaw', thawsChange: 1 }, 'IDUN_SPECIMEN_UNKNOWN'],
      [{ act: 'create', to: 'available', facts: { id: 'spc_x', lineage: 'aliquot', amount: 1 } }, 'IDUN_SPECIMEN_TREE'],
    ];
    for (const [event, code] of refused)
      await expect(record([event]), JSON.stringify(event)).rejects.toMatchObject({ code });
    expect(await again(tube)).toEqual(tube);
    const written = sql`update biobank.specimens set amount = 1e6`.execute(bank.database.app);
    await expect(written).rejects.toThrow(/permission denied/);
    await expect(sql`delete from biobank.custody_events`.execute(bank.database.app)).rejects.toThrow(
      /permission denied/,
    );
    const appended = sql`insert into biobank.custody_events (specimen_no, seq, biobank_no) values (${specimenNo}, 9, 1)`;
    await expect(appended.execute(bank.database.app)).rejects.toThrow(/permission denied/);
    const thaw = JSON.stringify([
      { n: 0, specimen_no: specimenNo, act: 'thaw', happened_at: new Date(), thaws_change: 1 },
    ]);
    const unlogged =
      sql`select from biobank.record_custody(${bank.bank.biobankNo}, 'cus_none', 'me', ${thaw}::jsonb)`.execute(
        bank.database.app,
      );
    await expect(unlogged).rejects.toThrow(/not in the audit log/);
    const [{ batch }] = (
      await sql<{ batch: string }>`select batch from biobank.custody_batches limit 1`.execute(bank.database.app)
    ).rows as [{ batch: string }];
    const late = sql`select from biobank.apply_custody(${batch}, 'me', ${thaw}::jsonb)`.execute(bank.database.app);
    await expect(late).rejects.toThrow(/no such batch/);
    const renamed = sql`select biobank.log_custody(${batch}, 'aud_other')`.execute(bank.database.app);
    await expect(renamed).rejects.toThrow(/no such batch/);
    expect(await again(tube)).toEqual(tube);
  });

  test('a tube of another biobank, seen or changed', async () => {
    const [foreign] = (await bank.register([{}], bank.other)) as [Specimen];
    const scope = await bank.scope('biobank.specimens.process');
    await expect(aliquotSpecimen(bank.deps, scope, foreign.id, [{ amount: 1 }])).rejects.toMatchObject({ status: 404 });
    const written = bank.deps.database.withActor(scope.actor, (trx) =>
      recordCustody(trx, scope, {
        ...{ biobankNo: bank.other.biobankNo, action: 'biobank.test', object: foreign.id, at: new Date() },
        events: [{ specimenNo: foreign.specimenNo, act: 'thaw', thawsChange: 1 }],
      }),
    );
    await expect(written).rejects.toThrow(/row-level security/);
    const [own] = (await bank.register([{}])) as [Specimen];
    const stolen = { lineage: 'pooled', id: 'spc_mix', barcode: 'MIX', type: 'serum', unit: 'ul', amount: 2 };
    const parents = [own, foreign].map(({ specimenNo }) => ({ no: specimenNo, taken: 1 }));
    await expect(record([{ act: 'create', to: 'available', facts: stolen, parents }])).rejects.toMatchObject({
      code: 'IDUN_SPECIMEN_TREE',
    });
  });
});

describe('a derivation tree', () => {
  test('takes from its parents what children get, and has one donor', async () => {
    const [tube] = (await bank.register([{ type: 'whole-blood', amount: 4000 }])) as [Specimen];
    const scope = await bank.scope('biobank.specimens.process');
    const [plasma] = await deriveSpecimen(bank.deps, scope, tube.barcode, {
      type: 'plasma',
      children: [{ barcode: 'PL-1', amount: 1800, taken: 4000 }],
    });
    expect(await again(tube)).toMatchObject({ amount: 0, given: 4000, state: 'depleted' });
    const aliquots = await aliquotSpecimen(bank.deps, scope, 'PL-1', [
      { amount: 600 },
      { amount: 600 },
      { amount: 600 },
    ]);
    expect(aliquots.map(({ donors }) => donors)).toEqual(Array(3).fill(plasma!.donors));
    expect(plasma!.donors).toEqual([bank.people[0]!.id]);
    await expect(aliquotSpecimen(bank.deps, scope, 'PL-1', [{ amount: 1 }])).rejects.toMatchObject({
      code: 'IDUN_SPECIMEN_STATE',
    });
    const big = aliquotSpecimen(bank.deps, scope, aliquots[0]!.id, [{ amount: 400, taken: 300 }]);
    await expect(big).rejects.toMatchObject({ code: 'IDUN_SPECIMEN_NOT_ENOUGH' });
    const log = await listAccess(bank.database.app, { subject: bank.people[0]!.id });
    expect(log.map(({ action }) => action)).toContain('biobank.aliquot');
  });

  test('of several people is a pool, whose donors are all of them', async () => {
    const [a, b, c] = (await bank.register([{}, {}, {}])) as [Specimen, Specimen, Specimen];
    const scope = await bank.scope('biobank.specimens.process');
    const parts = [a, b].map(({ barcode }) => ({ code: barcode, taken: 100 }));
    const pool = await poolSpecimens(bank.deps, scope, parts, { barcode: 'POOL-1', amount: 200 });
    expect(pool).toMatchObject({
      pooled: true,
      lineage: 'pooled',
      donors: [bank.people[0]!.id, bank.people[1]!.id].sort(),
    });
    const [part] = await aliquotSpecimen(bank.deps, scope, 'POOL-1', [{ amount: 50 }]);
    expect(part!.donors).toEqual(pool.donors);
    const more = poolSpecimens(
      bank.deps,
      scope,
      [
        { code: c.barcode, taken: 1 },
        { code: 'POOL-1', taken: 10 },
      ],
      { amount: 12 },
    );
    await expect(more).rejects.toMatchObject({ code: 'IDUN_SPECIMEN_NOT_ENOUGH' });
  });

  test('with twenty writers at once never gives more than there is, and nobody gets what nobody took', async () => {
    // Half a unit more than any sum of whole ones: the tube is never emptied, which would be refused in other words.
    const [tube] = (await bank.register([{ amount: 1000.5 }])) as [Specimen];
    const scope = await bank.scope('biobank.specimens.process');
    const outcomes = await Promise.allSettled(
      Array.from({ length: 20 }, (_, i) =>
        aliquotSpecimen(bank.deps, scope, tube.id, [{ amount: 70 + i, barcode: `C-${i}` }]),
      ),
    );
    const made = outcomes.flatMap((one) => (one.status === 'fulfilled' ? one.value : []));
    for (const one of outcomes) {
      if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'IDUN_SPECIMEN_NOT_ENOUGH' });
    }
    const now = await again(tube);
    expect(made.length).toBeGreaterThan(9);
    expect(now.given).toBe(made.reduce((sum, { amount }) => sum + amount, 0));
    expect(now.amount + now.given).toBe(1000.5);
  });

  test('poured together by two at once in opposite order: both, or one after the other, and no deadlock', async () => {
    const [a, b] = (await bank.register([{ amount: 1000 }, { amount: 1000 }])) as [Specimen, Specimen];
    const scope = await bank.scope('biobank.specimens.process');
    const pour = (first: Specimen, second: Specimen) =>
      poolSpecimens(
        bank.deps,
        scope,
        [first, second].map(({ id }) => ({ code: id, taken: 10 })),
        { amount: 20 },
      );
    await Promise.all(Array.from({ length: 8 }, (_, i) => (i % 2 === 0 ? pour(a, b) : pour(b, a))));
    expect([(await again(a)).amount, (await again(b)).amount]).toEqual([920, 920]);
  });
});

test('whatever happens, replaying the events gives exactly the state', async () => {
  const [tube] = (await bank.register([
    {
      amount: 5000,
      concentration: 12.5,
      sprec: ['SER', 'SST', 'A', 'B', 'N', 'A', 'A'],
      sprec_version: '2.0',
      collected_at: new Date('2024-05-01T09:30:00Z'),
    },
  ])) as [Specimen];
  const step = fc.record({
    act: fc.constantFrom<CustodyEvent['act']>(...new Set(transitions.map(({ act }) => act))),
    to: fc.constantFrom(...new Set(transitions.map(({ to }) => to)), undefined),
    amount: fc.integer({ min: -400_000, max: 50_000 }),
    thaws: fc.integer({ min: -1, max: 2 }),
    facts: fc.constantFrom(
      {},
      { barcode: 'NEW-1' },
      { condition: 'thawed' },
      { temperature: '-80' },
      { concentration: 3.25 },
    ),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 4 }), async (steps) => {
      for (const { act, to, amount, thaws, facts } of steps) {
        const changes = { amountChange: amount / 1000, thawsChange: thaws, facts };
        await record([{ specimenNo: tube.specimenNo, act, ...(to && { to }), ...changes }]).catch(
          (error: { code: string }) => {
            expect(error.code).toMatch(/^IDUN_SPECIMEN_/);
          },
        );
      }
    }),
    { numRuns: 60 },
  );
  const report = await replayBiobank(bank.deps, await bank.scope('biobank.specimens.read'), bank.bank);
  expect(report).toMatchObject({ different: [], broken: [] });
  expect(report.specimens).toBeGreaterThan(20);
  expect(report.events).toBeGreaterThan(60);
});

test('a replay finds a row, an event or a leaf that somebody changed behind its back', async () => {
  const [row, event, gone] = (await bank.register([{}, {}, {}], bank.other)) as [Specimen, Specimen, Specimen];
  const run = (query: ReturnType<typeof sql>) => query.execute(bank.database.owner);
  await run(sql`update biobank.specimens set amount = 999 where specimen_no = ${row.specimenNo}`);
  await run(
    sql`update biobank.custody_events set facts = facts || '{"barcode": "SWAPPED"}' where specimen_no = ${event.specimenNo}`,
  );
  await run(sql`update biobank.custody_batches set entry_id = (select min(id) from trust.audit_entries where id <> entry_id)
    where batch = (select batch from biobank.custody_events where specimen_no = ${gone.specimenNo})`);
  const report = await replayBiobank(bank.deps, bank.operator, bank.other);
  expect(report.different).toContainEqual({ specimen: row.id, columns: ['amount'] });
  expect(report.different).toContainEqual({ specimen: event.id, columns: ['barcode'] });
  expect(report.broken).toContainEqual({ specimen: event.id, seq: 1, why: 'hash' });
  expect(report.broken).toContainEqual({ specimen: gone.id, seq: 1, why: 'log' });
  expect((await requireSpecimen(bank.database.app, bank.operator, row.barcode)).id).toBe(row.id);
});
