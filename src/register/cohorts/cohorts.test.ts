import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listAccess } from '../../trust/audit/index.ts';
import { recordOptOut } from '../../trust/consent/index.ts';
import { mintOperatorScope, type Scope } from '../../trust/scope/index.ts';
import { readDefinition } from './definition-hash.ts';
import {
  type CohortService,
  type Condition,
  countCohort,
  driftOf,
  freezeVersion,
  openCohorts,
  saveCohort,
} from './index.ts';
import { openTestNation, people, slowCount, type TestNation } from './testing.ts';

let nation: TestNation;
let service: CohortService;
let operator: Scope;
beforeAll(async () => {
  nation = await openTestNation();
  const { archive, variants } = nation;
  service = openCohorts({ database: archive.db, variants, clock: archive.clock });
  operator = await mintOperatorScope(archive.db.app, { actorId: 'test' });
});
afterAll(() => nation.close());

const count = (conditions: Condition[], scope = operator) =>
  countCohort(service, scope, readDefinition({ conditions }));

// A small generator with a seed: the same conditions every time.
function makeRandom(seed: number) {
  let state = seed;
  return (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

function randomCondition(random: (below: number) => number, depth: number): Condition {
  const some = (values: string[]) => values.filter(() => random(2) === 0).concat(values[random(values.length)]!);
  const simple: (() => Condition)[] = [
    () => ({ field: 'sex', any: some(['male', 'female', 'unknown']) }),
    () => ({ field: 'dataset', any: some(['hospital', 'donors', 'clinic', 'nowhere']) }),
    () => ({ field: 'patientGroup', any: some(['rare-paediatric', 'cancer']) }),
    () => ({ field: 'assay', any: some(['wgs', 'wes', 'panel']) }),
    () => ({ field: 'source', any: some(['research', 'facility']) }),
    () => ({ field: 'municipality', any: some(['Nordby', 'Sydby', 'Østby']) }),
    () => ({ field: 'feature', any: some(['HP:0000001', 'HP:0000002', 'HP:0000009']) }),
    () => ({ field: 'birthYear', from: 1930 + random(60), to: 1990 + random(30) }),
    () => ({ field: 'age', from: random(60) }),
    () => ({ field: 'affected', is: random(2) === 0 }),
    () => ({ field: 'unrelated', is: random(2) === 0 }),
    () => ({ field: 'family', is: random(2) === 0 }),
  ];
  if (depth === 0 || random(3) > 0) return simple[random(simple.length)]!();
  const inner = () => Array.from({ length: 1 + random(3) }, () => randomCondition(random, depth - 1));
  return [
    (): Condition => ({ all: inner() }),
    (): Condition => ({ any: inner() }),
    (): Condition => ({ not: randomCondition(random, depth - 1) }),
  ][random(3)]!();
}

test('counts are those of the slow and obvious SQL, for conditions of any form', async () => {
  const random = makeRandom(20_261_122);
  const today = nation.archive.clock.now().toISOString().slice(0, 10);
  const seen = new Set<number>();
  for (let run = 0; run < 60; run++) {
    const conditions = Array.from({ length: random(4) }, () => randomCondition(random, 3));
    const expected = await slowCount(nation.archive, conditions, today);
    const answer = await count(conditions);
    expect([answer.persons, JSON.stringify(conditions)]).toEqual([expected, JSON.stringify(conditions)]);
    if (conditions.length > 0) expect(answer.steps.at(-1)!.persons).toBe(expected);
    seen.add(expected);
  }
  expect(seen.size).toBeGreaterThan(12);
});

test('a funnel tells what each condition takes away, and facets what is left', async () => {
  const answer = await count([
    { field: 'dataset', any: ['hospital'] },
    { field: 'sex', any: ['female'] },
  ]);
  expect(answer.everybody.persons).toBe(people);
  expect(answer.steps).toEqual([
    { persons: 40, lost: 32, alone: { persons: 40 } },
    { persons: 20, lost: 20, alone: { persons: 36 } },
  ]);
  expect(answer.facets['dataset']).toEqual([{ value: 'hospital', persons: 20 }]);
  expect(answer.facets['affected']!.map(({ value }) => value).sort()).toEqual(['no', 'yes']);
});

test('carriers are those of the variant store, for one variant and for the scope that may ask', async () => {
  const { variants } = nation;
  const { items, reference } = await variants.region(operator, {
    reference: (await someReference())!,
    region: '7',
    limit: 5,
  });
  const { chrom, pos, ref, alt } = items[0]!;
  const key = `${chrom}-${pos}-${ref}-${alt}`;
  const [answer] = await variants.carriers(operator, { reference, variant: key });
  expect((await count([{ field: 'variant', variant: key }])).persons).toBe(answer!.carriers.length);
  const mask = await variants.carrierMask(operator, { reference, region: '7:1-2000' });
  expect(mask.some((word) => word !== 0)).toBe(true);
  await expect(count([{ field: 'gene', gene: 'NOSUCH' }])).rejects.toMatchObject({ code: 'IDUN_COHORT_GENE' });
});

async function someReference(): Promise<string | undefined> {
  const { rows } = await sql<{
    name: string;
  }>`select r.name from genomes.refs r join genomes.genomes using (reference_no) limit 1`.execute(
    nation.archive.db.owner,
  );
  return rows[0]?.name;
}

test('a definition that is none is refused with its place', async () => {
  for (const bad of [{ conditions: [{ field: 'cpr', any: ['x'] }] }, { conditions: [{ field: 'age' }] }, 7]) {
    expect(() => readDefinition(bad)).toThrowError(expect.objectContaining({ code: 'IDUN_COHORT_DEFINITION' }));
  }
  let deep: Condition = { field: 'affected', is: true };
  for (let i = 0; i < 8; i++) deep = { not: deep };
  expect(() => readDefinition({ conditions: [deep] })).toThrowError(/8 deep|9 deep/);
});

test('a frozen version stays, and running it again explains who is gone and who is new', async () => {
  const { archive } = nation;
  const definition = readDefinition({ conditions: [{ field: 'dataset', any: ['clinic', 'donors'] }] });
  const saved = await saveCohort(service, operator, { name: 'Adults', definition });
  expect(saved).toMatchObject({ version: 1, persons: 32, mine: true, sharing: 'private' });
  const [version] = saved.versions;
  expect(version!.definitionHash).toMatch(/^[0-9a-f]{64}$/);
  expect(await driftOf(service, operator, saved.id, 1)).toMatchObject({ same: true, now: { persons: 32 } });

  const { rows } = await sql<{
    no: number;
    genome: number;
  }>`select person_no as no, genome_no as genome from genomes.genomes
    where sample_name in ('P40', 'P41', 'P60', 'P61') order by sample_name`.execute(archive.db.owner);
  await archive.db.withActor({ kind: 'operator', id: 'test' }, (trx) =>
    recordOptOut(trx, rows[0]!.no, { kind: 'operator', id: 'test' }),
  );
  await sql`update genomes.genomes set state = 'erased', person_no = null, sample_name = null, family = null, qc = null
    where genome_no = ${rows[1]!.genome}`.execute(archive.db.owner);
  await sql`update genomes.genomes set state = 'retracted' where genome_no = ${rows[2]!.genome}`.execute(
    archive.db.owner,
  );
  await sql`update genomes.genomes set dataset_no = (select dataset_no from genomes.datasets where name = 'hospital')
    where genome_no = ${rows[3]!.genome}`.execute(archive.db.owner);
  await sql`update genomes.genomes set dataset_no = (select dataset_no from genomes.datasets where name = 'clinic')
    where sample_name = 'P02'`.execute(archive.db.owner);
  await sql`update genomes.manifest set version = version + 1`.execute(archive.db.owner);

  const drift = await driftOf(service, operator, saved.id, 1);
  expect(drift).toMatchObject({
    same: false,
    frozen: { persons: 32 },
    stayed: { persons: 28 },
    now: { persons: 29 },
    added: { persons: 1 },
    gone: {
      'opted-out': { persons: 1 },
      erased: { persons: 1 },
      withdrawn: { persons: 1 },
      changed: { persons: 1 },
      'left-dataset': { persons: 0 },
    },
  });
  const again = await freezeVersion(service, operator, saved.id, { note: 'after withdrawals' });
  expect(again.versions.map(({ version: v, persons }) => [v, persons])).toEqual([
    [2, 29],
    [1, 32],
  ]);
  expect(again.versions[0]!.definitionHash).toBe(again.versions[1]!.definitionHash);
  expect(again.versions[0]!.membersHash).not.toBe(again.versions[1]!.membersHash);
});

test('each use leaves one audit entry', async () => {
  const { archive } = nation;
  const before = (await listAccess(archive.db.owner, { limit: 1000 })).length;
  await count([]);
  const saved = await saveCohort(service, operator, { name: 'All', definition: readDefinition({}) });
  await driftOf(service, operator, saved.id, undefined);
  const entries = await listAccess(archive.db.owner, { limit: 1000 });
  expect(entries.slice(0, entries.length - before).map(({ action }) => action)).toEqual([
    'cohorts.drift',
    'cohorts.freeze',
    'cohorts.count',
  ]);
});
