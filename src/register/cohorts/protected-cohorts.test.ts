import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RequestSession } from '../../platform/http/index.ts';
import { mintPublicScope, mintRequestScope, researchMinimum, type Scope } from '../../trust/scope/index.ts';
import { readDefinition } from './definition-hash.ts';
import { protectCount } from './disclosure.ts';
import {
  type CohortService,
  type Condition,
  changeCohort,
  cohortFrequencies,
  countCohort,
  driftOf,
  freezeVersion,
  listCohorts,
  openCohorts,
  saveCohort,
  showCohort,
} from './index.ts';
import { openTestNation, slowCount, type TestNation } from './testing.ts';

let nation: TestNation;
let service: CohortService;
let project: number;
let researcher: Scope;
let colleague: Scope;
let stranger: Scope;
beforeAll(async () => {
  nation = await openTestNation();
  const { archive, variants } = nation;
  service = openCohorts({ database: archive.db, variants, clock: archive.clock });
  const { rows } = await sql<{ no: number }>`insert into trust.organisations (id, name, kind)
    values ('org_' || repeat('A', 22), 'Project A', 'project'), ('org_' || repeat('B', 22), 'Project B', 'project')
    returning organisation_no as no`.execute(archive.db.owner);
  project = rows[0]!.no;
  await sql`insert into trust.dataset_grants (dataset_id, organisation_no, kind, basis, valid_from, granted_by)
    select d.id, ${project}::int, 'project', 'permission 1', '2020-01-01', 'test' from genomes.datasets d where d.name in ('hospital', 'donors')`.execute(
    archive.db.owner,
  );
  researcher = await as('researcher', 'acc_1', project);
  colleague = await as('researcher', 'acc_2', project);
  stranger = await as('researcher', 'acc_3', rows[1]!.no);
});
afterAll(() => nation.close());

async function as(role: string, accountId: string, organisationNo: number | null): Promise<Scope> {
  const session: RequestSession = {
    id: 'ses_1',
    kind: 'person',
    accountId,
    accountName: null,
    personId: null,
    holdingId: null,
    role,
    organisationNo,
    organisationId: null,
    organisation: null,
    purpose: 'research',
    authentication: 'passkey',
    steppedUpUntil: null,
    tokenScopes: null,
    demo: false,
    expiresAt: new Date(Date.now() + 3_600_000),
  };
  return await mintRequestScope(nation.archive.db.app, { session, act: 'cohorts.use', minimumCount: 0 });
}

const count = (scope: Scope, conditions: Condition[], cohort?: string) =>
  countCohort(service, scope, readDefinition({ conditions }), cohort);
const samples = (numbers: readonly number[]): Condition => ({ field: 'feature', any: numbers.map((i) => `TEST:${i}`) });

// A feature of its own for everybody, so that any set can be written down.
beforeAll(async () => {
  await sql`insert into genomes.phenopackets (submission_no, genome_no, person_no, document)
    select submission_no, genome_no, person_no, jsonb_build_object('phenotypicFeatures', jsonb_build_array(
      jsonb_build_object('type', jsonb_build_object('id', 'TEST:' || substr(sample_name, 2)::int))))
    from genomes.genomes`.execute(nation.archive.db.owner);
});

const upTo = (n: number, but: readonly number[] = []) =>
  Array.from({ length: n }, (_, i) => i).filter((i) => !but.includes(i));

test('a researcher counts in the project’s datasets only, rounded, and never a few', async () => {
  const everybody = await count(researcher, []);
  expect(everybody).toMatchObject({ persons: 60, roundedTo: 5 });
  const today = nation.archive.clock.now().toISOString().slice(0, 10);
  const exact = await slowCount(
    nation.archive,
    [
      { field: 'dataset', any: ['hospital', 'donors'] },
      { field: 'affected', is: true },
    ],
    today,
  );
  expect(await count(researcher, [{ field: 'affected', is: true }])).toMatchObject(
    protectCount(exact, { minimumCount: 3 }),
  );
  expect(await count(researcher, [samples([1, 2])])).toMatchObject({ persons: null, protected: `<${researchMinimum}` });
  expect(await count(researcher, [{ field: 'dataset', any: ['clinic'] }])).toMatchObject({ persons: 0 });
  expect(await count(await as('researcher', 'acc_9', null), [])).toMatchObject({ persons: 0 });
});

test('no sum or difference of what is shown tells of fewer people than the rule allows', async () => {
  const answer = await count(researcher, [samples(upTo(23))]);
  const shown = [answer, ...answer.steps, ...Object.values(answer.facets).flat()].map(({ persons }) => persons);
  expect(shown.every((persons) => persons === null || persons % 5 === 0)).toBe(true);
  expect(shown.length).toBeGreaterThan(10);
});

test('who treats patients, and who has not signed in, has no cohorts; nobody but the operator asks for carriers', async () => {
  await expect(as('clinician', 'acc_1', project)).rejects.toMatchObject({ code: 'IDUN_ACCESS_ROLE' });
  const anybody = await mintPublicScope(nation.archive.db.app, { minimumCount: 5 });
  await expect(count(anybody, [])).rejects.toMatchObject({ status: 403 });
  const carriers = count(researcher, [{ field: 'variant', variant: '7-1000-A-G' }]);
  await expect(carriers).rejects.toMatchObject({ code: 'IDUN_COHORT_CARRIERS', status: 403 });
});

test('a cohort is its owner’s until it is shared, and then its organisation’s', async () => {
  const definition = readDefinition({ conditions: [{ field: 'assay', any: ['wgs'] }] });
  const { id } = await saveCohort(service, researcher, { name: 'Genomes', definition });
  await expect(showCohort(service, colleague, id)).rejects.toMatchObject({ code: 'IDUN_COHORT_NOT_FOUND' });
  await changeCohort(service, researcher, id, { sharing: 'organisation' });
  expect(await showCohort(service, colleague, id)).toMatchObject({ mine: false, persons: 40 });
  expect((await listCohorts(service, colleague)).map((one) => one.id)).toEqual([id]);
  await expect(showCohort(service, stranger, id)).rejects.toMatchObject({ code: 'IDUN_COHORT_NOT_FOUND' });
  await expect(freezeVersion(service, colleague, id, {})).rejects.toMatchObject({ code: 'IDUN_COHORT_NOT_OWNER' });
});

test('a version that differs by a single person is told with the count of the one before, also while it is edited', async () => {
  const before = readDefinition({ conditions: [samples(upTo(27))] });
  const { id, persons } = await saveCohort(service, researcher, { name: 'Twenty-seven', definition: before });
  expect(persons).toBe(25);
  const wider: Condition[] = [samples(upTo(28))];
  expect((await count(researcher, wider)).persons).toBe(30);
  expect(await count(researcher, wider, id)).toMatchObject({ persons: 25, heldFrom: 1 });
  const next = await freezeVersion(service, researcher, id, { definition: readDefinition({ conditions: wider }) });
  expect(next.versions.map((one) => one.persons)).toEqual([25, 25]);
  expect(await driftOf(service, researcher, id, 1)).toMatchObject({ same: true });
});

test('frequencies leave for large cohorts, and not for two that differ by a few people', async () => {
  const freeze = async (numbers: readonly number[]) =>
    (
      await saveCohort(service, researcher, {
        name: 'x',
        definition: readDefinition({ conditions: [samples(numbers)] }),
      })
    ).id;
  const read = async (id: string) => {
    const asked = await cohortFrequencies(service, researcher, id, {});
    let text = '';
    for await (const piece of nation.variants.frequencies(researcher, asked)) text += piece.toString();
    return text;
  };
  await expect(read(await freeze(upTo(19)))).rejects.toMatchObject({ code: 'IDUN_COHORT_TOO_SMALL' });
  const table = await read(await freeze(upTo(30)));
  const [head, first] = table.split('\n');
  expect(head).toBe('chrom\tpos\tref\talt\tac\tan\thom\themi\tmissing\taf');
  expect(first!.split('\t')[5]).toBe('60');
  expect(await read(await freeze(upTo(30)))).toBe(table);
  const refused = { code: 'IDUN_COHORT_DIFFERENCING', status: 403 };
  await expect(read(await freeze(upTo(31)))).rejects.toMatchObject(refused);
  await expect(read(await freeze(upTo(31, [0])))).rejects.toMatchObject(refused);
  expect(await read(await freeze(upTo(33)))).not.toBe(table);
  // Everybody of the dataset but one: beside the dataset's published frequencies it would tell of that one.
  await expect(read(await freeze(upTo(40, [7])))).rejects.toMatchObject(refused);
});

test('members are read by nobody whose connection does not reach everyone', async () => {
  const { guardDatabase } = await import('../../platform/database/index.ts');
  const { rows } = await sql`select 1 from register.cohort_members`.execute(guardDatabase(nation.archive.db).app);
  expect(rows).toEqual([]);
  expect((await sql`select 1 from register.cohort_members`.execute(service.db)).rows.length).toBeGreaterThan(20);
});
