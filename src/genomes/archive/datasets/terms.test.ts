import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeManualClock } from '../../../platform/clock/index.ts';
import { guardDatabase } from '../../../platform/database/index.ts';
import { listAccess } from '../../../trust/audit/index.ts';
import { ensureOrganisation, type Organisation } from '../../../trust/organisations/index.ts';
import { type Act, mintRequestScope, type Scope } from '../../../trust/scope/index.ts';
import { steppedUp, testSession } from '../../../trust/scope/testing.ts';
import { listGenomes, listSubmissions } from '../index.ts';
import { makeVcf, openTestArchive, type TestArchive } from '../testing.ts';
import { changeController, closeDataset, describeDataset, openDataset, stateTerms } from './terms.ts';

let archive: TestArchive;
let centre: Organisation;
let region: Organisation;
let project: Organisation;
const clock = makeManualClock(new Date());
beforeAll(async () => {
  archive = await openTestArchive();
  await archive.add([archive.save('a.vcf', makeVcf([{ name: 'A1', gt: () => '0/1' }]))], { dataset: 'clinic' });
  await archive.add([archive.save('b.vcf', makeVcf([{ name: 'B1', gt: () => '1/1' }]))], { dataset: 'other' });
  const { app } = archive.db;
  centre = await ensureOrganisation(app, { name: 'Sequencing centre', kind: 'facility' });
  region = await ensureOrganisation(app, { name: 'Region', kind: 'region' });
  project = await ensureOrganisation(app, { name: 'Project', kind: 'project' });
});
afterAll(() => archive.close());

const deps = () => ({ db: guardDatabase(archive.db), clock });
const officer = (act: Act): Promise<Scope> =>
  mintRequestScope(archive.db.app, {
    session: steppedUp(testSession({ role: 'data-protection-officer' })),
    act,
    minimumCount: 5,
  });
const managerOf = (organisation: Organisation, act: Act): Promise<Scope> =>
  mintRequestScope(
    archive.db.app,
    {
      session: testSession({ role: 'quality-manager', organisationNo: organisation.organisationNo }),
      act,
      minimumCount: 5,
    },
    { clock },
  );
const samplesOf = async (organisation: Organisation): Promise<(string | null)[]> => {
  const scope = await managerOf(organisation, 'genomes.metadata.read');
  return (await listGenomes(deps().db.app, scope)).items.map(({ sample }) => sample);
};

test('a data set names its terms and parties, and keeps those before', async () => {
  const terms = {
    purpose: 'Diagnosis and treatment',
    article6: '6(1)(e)',
    article9: '9(2)(h)',
    nationalLaw: 'Health Act § 223 a',
    retention: '30 years after the patient’s death',
    agreement: 'DPA-2024-7',
  };
  await stateTerms(deps(), await officer('datasets.terms.change'), { dataset: 'clinic', terms, reason: 'entered' });
  clock.advance(1000);
  const later = { ...terms, retention: 'As long as the record is kept' };
  const told = await stateTerms(deps(), await officer('datasets.terms.change'), {
    dataset: 'clinic',
    terms: later,
    reason: 'new rule',
  });
  expect(told.terms).toMatchObject({ retention: later.retention, reason: 'new rule' });
  expect(told.earlier.terms).toMatchObject([{ retention: terms.retention, reason: 'entered' }]);
  expect(told.controller).toBeNull();
  const shown = await describeDataset(deps().db.app, await officer('datasets.read'), 'clinic', clock.now());
  expect(shown).toEqual(told);
});

test('a change of controller passes the data set on: the former organisation loses it, the new one has it', async () => {
  const first = { dataset: 'clinic', organisation: centre.id, agreement: 'Order of 2019', reason: 'as it was' };
  await changeController(deps(), await officer('datasets.controller.change'), first);
  clock.advance(1000);
  expect([await samplesOf(centre), await samplesOf(region)]).toEqual([['A1'], []]);
  const passed = await changeController(deps(), await officer('datasets.controller.change'), {
    ...first,
    organisation: 'Region',
    agreement: 'Transfer agreement 2026-14',
    reason: 'sequencing passes to the regions',
  });
  clock.advance(1000);
  expect([await samplesOf(centre), await samplesOf(region)]).toEqual([[], ['A1']]);
  expect(passed.controller).toMatchObject({ organisation: 'Region', basis: 'Transfer agreement 2026-14', until: null });
  expect(passed.earlier.parties).toMatchObject([{ organisation: 'Sequencing centre', kind: 'controller' }]);
  const submissions = await listSubmissions(deps().db.app, await managerOf(region, 'genomes.submissions.read'));
  expect(submissions.items.map(({ dataset }) => dataset)).toEqual(['clinic']);
  const log = await listAccess(archive.db.app);
  expect(log.find(({ action }) => action === 'datasets.controller.change')).toMatchObject({
    role: 'data-protection-officer',
  });
});

test('a data set is open to a processor until it is closed, and to a project by another act', async () => {
  const processor = {
    dataset: 'other',
    organisation: 'Sequencing centre',
    kind: 'processor' as const,
    basis: 'DPA 3',
    reason: 'runs it',
  };
  await openDataset(deps(), await officer('datasets.terms.change'), processor);
  clock.advance(1000);
  expect(await samplesOf(centre)).toEqual(['B1']);
  await closeDataset(deps(), await officer('datasets.terms.change'), processor);
  clock.advance(1000);
  expect(await samplesOf(centre)).toEqual([]);
  const opening = { ...processor, organisation: project.id, kind: 'project' as const };
  await expect(openDataset(deps(), await officer('datasets.terms.change'), opening)).rejects.toMatchObject({
    code: 'IDUN_SCOPE_ACT',
  });
});
