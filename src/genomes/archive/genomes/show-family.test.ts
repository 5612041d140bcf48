import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RequestSession } from '../../../platform/http/index.ts';
import { recordRelations, recordTwins } from '../../../trust/people/index.ts';
import { mintOperatorScope, mintRequestScope } from '../../../trust/scope/index.ts';
import { makeVcf, openTestArchive, type TestArchive } from '../testing.ts';
import { showFamily } from './show-family.ts';

let archive: TestArchive;
const nos = new Map<string, number>();
beforeAll(async () => {
  archive = await openTestArchive();
  const names = ['grandmother', 'father', 'mother', 'proband', 'sister', 'cousin', 'uncle', 'stranger'];
  const vcf = makeVcf(names.map((name) => ({ name, gt: () => '0/1' })));
  await archive.add([archive.save('family.vcf', vcf)], { sex: { proband: 'female', father: 'male' } });
  await sql`update genomes.genomes set state = 'current'`.execute(archive.db.owner);
  const { rows } = await sql<{
    name: string;
    no: number;
  }>`select sample_name as name, person_no as no from genomes.genomes`.execute(archive.db.owner);
  for (const { name, no } of rows) nos.set(name, no);
  const no = (name: string) => nos.get(name)!;
  const parent = (child: string, relation: 'mother' | 'father', relative: string) => ({
    personNo: no(child),
    relation,
    relativeNo: no(relative),
  });
  await recordRelations(archive.db.owner, [
    parent('father', 'mother', 'grandmother'),
    parent('uncle', 'mother', 'grandmother'),
    parent('cousin', 'father', 'uncle'),
    parent('proband', 'father', 'father'),
    parent('proband', 'mother', 'mother'),
    parent('sister', 'father', 'father'),
    parent('sister', 'mother', 'mother'),
  ]);
  await recordTwins(archive.db.owner, [{ personNo: no('sister'), firstNo: no('proband'), identical: true }]);
  await sql`update trust.people set died = '2020-01-01', died_precision = 'day' where person_no = ${no('grandmother')}`.execute(
    archive.db.owner,
  );
});
afterAll(() => archive.close());

test('a family is found through its ancestors, with who has died, and without strangers', async () => {
  const scope = await mintOperatorScope(archive.db.app, { actorId: 'test' });
  const family = await showFamily(archive.db.app, scope, 'proband');
  const bySample = new Map(family.members.map((one) => [one.sample, one]));
  expect([...bySample.keys()].sort()).toEqual([
    'cousin',
    'father',
    'grandmother',
    'mother',
    'proband',
    'sister',
    'uncle',
  ]);
  expect(bySample.get('sister')!.twins).toEqual({ group: expect.any(String), mono: true });
  expect(bySample.get('proband')!.twins).toEqual(bySample.get('sister')!.twins);
  expect(bySample.get('mother')!.twins).toBeNull();
  expect(bySample.get('grandmother')).toMatchObject({ deceased: true, hidden: false });
  expect(bySample.get('proband')).toMatchObject({
    id: family.proband,
    sex: 'female',
    mother: bySample.get('mother')!.id,
    father: bySample.get('father')!.id,
  });
  expect(family.more).toBe(false);
});

test('a clinician sees relatives who are not patients as nameless links only', async () => {
  const session: RequestSession = {
    id: 'ses_1',
    kind: 'person',
    accountId: 'acc_1',
    accountName: null,
    personId: null,
    holdingId: null,
    role: 'clinician',
    organisationNo: null,
    organisationId: null,
    organisation: null,
    purpose: 'care',
    authentication: 'passkey',
    steppedUpUntil: null,
    tokenScopes: null,
    demo: false,
    expiresAt: new Date(Date.now() + 3_600_000),
  };
  const { rows } = await sql<{ no: number }>`insert into trust.organisations (id, name, kind)
    values ('org_' || repeat('A', 22), 'Department', 'department') returning organisation_no as no`.execute(
    archive.db.owner,
  );
  const organisationNo = rows[0]!.no;
  for (const name of ['proband', 'cousin']) {
    await sql`insert into trust.care_relations (id, person_no, organisation_no, kind, valid_from, begun_by)
      values ('car_' || repeat(${name === 'cousin' ? 'B' : 'A'}, 22), ${nos.get(name)!}, ${organisationNo}, 'referral', now() - interval '1 day', 'test')`.execute(
      archive.db.owner,
    );
  }
  const scope = await mintRequestScope(archive.db.app, {
    session: { ...session, organisationNo },
    act: 'genomes.metadata.read',
    minimumCount: 0,
  });
  const family = await showFamily(archive.db.app, scope, 'proband');
  const told = family.members.filter((one) => !one.hidden);
  expect(told.map((one) => one.sample).sort()).toEqual(['cousin', 'proband']);
  const hidden = family.members.filter((one) => one.hidden);
  // The sister is no link between the two and is not told of at all.
  expect(hidden).toHaveLength(4);
  for (const one of hidden) {
    expect(one).toMatchObject({ genome: null, sample: null, affected: null, deceased: false, bornYear: null });
    expect(one.id).toMatch(/^relative-\d+$/);
  }
  await expect(showFamily(archive.db.app, scope, 'stranger')).rejects.toMatchObject({ code: 'IDUN_GENOME_NOT_FOUND' });
});
