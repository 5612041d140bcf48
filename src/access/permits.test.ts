import { afterAll, beforeAll, expect, test } from 'vitest';
import { signAgreement } from './applications/agreement.ts';
import { acceptComplete, beginApplication, submitApplication } from './applications/index.ts';
import {
  basisOfChange,
  changePermit,
  endPermit,
  issuePermit,
  listProjects,
  revokePart,
  showPermit,
} from './permits/index.ts';
import type { TestCentre } from './testing.ts';
import { day, type Journey, openJourney } from './testing-journey.ts';

let journey: Journey;
let centre: TestCentre;
beforeAll(async () => {
  journey = await openJourney();
  centre = journey.centre;
}, 180_000);
afterAll(() => journey.close());

test('a permit is a version longer by a renewal, closes at once when it is suspended or a body takes its yes back', async () => {
  const { deps } = centre;
  const { permit, application } = await journey.permitted('other researcher');
  expect(await journey.reaches('other researcher', journey.donors)).toBe(true);
  const manage = await centre.as('coordinator', 'access.permits.manage');
  await changePermit(deps, manage, permit, { to: 'suspended', reason: 'A question about the staff.' });
  expect(await journey.reaches('other researcher', journey.donors)).toBe(false);
  await changePermit(deps, manage, permit, { to: 'active', reason: 'It was answered.' });
  expect(await journey.reaches('other researcher', journey.donors)).toBe(true);
  const first = await showPermit(deps, await centre.as('other researcher', 'access.permits.read'), permit);

  centre.clock.advance(300 * day);
  const write = await centre.as('other researcher', 'access.applications.write');
  const { permit: id, ...basis } = await basisOfChange(deps, write, permit);
  const renewal = await beginApplication(deps, write, { ...basis, permit: id, kind: 'renewal' });
  await submitApplication(deps, write, renewal.id);
  await acceptComplete(deps, await centre.as('coordinator', 'access.applications.process'), renewal.id);
  await journey.say(renewal.id, 'officer', { recordOfProcessing: 'record 8' });
  await journey.say(renewal.id, 'biobank', {});
  const { agreement } = await journey.stateOf(renewal.id);
  await signAgreement(
    deps,
    await centre.as('other researcher', 'access.applications.write'),
    renewal.id,
    agreement!.hash,
  );
  const renewed = await issuePermit(deps, await centre.as('coordinator', 'access.permits.manage'), renewal.id, {
    hash: agreement!.hash,
  });
  expect(renewed).toMatchObject({ id: permit, version: 2 });
  expect(renewed.until.getTime()).toBeGreaterThan(first.until.getTime());
  expect(await journey.reaches('other researcher', journey.donors)).toBe(true);

  const part = (await journey.stateOf(application)).approvals.find((one) => one.body === journey.bodies.biobank.id)!;
  const { revoked } = await revokePart(
    deps,
    await centre.as('biobank', 'access.approvals.decide'),
    part.id,
    'The consent form was withdrawn.',
  );
  expect(revoked).toEqual([permit]);
  expect(await journey.reaches('other researcher', journey.donors)).toBe(false);
  await expect(
    changePermit(deps, await centre.as('coordinator', 'access.permits.manage'), permit, {
      to: 'active',
      reason: 'Please once more.',
    }),
  ).rejects.toMatchObject({ code: 'IDUN_CASE_STATE' });
}, 120_000);

test('a company states its purpose, pays its own price and has a contract', async () => {
  const { deps } = centre;
  const company = {
    applicant: 'company',
    commercial: false,
    publicStatement: 'A test for heart disease.',
    partner: 'Hospital',
    feeAccepted: true,
  };
  await expect(journey.permitted('company researcher', { ...company, publicStatement: null })).rejects.toMatchObject({
    code: 'IDUN_APPLICATION_INCOMPLETE',
  });
  await expect(journey.permitted('company researcher', company)).rejects.toMatchObject({
    code: 'IDUN_AGREEMENT_NOT_SIGNED',
  });
  const { permit } = await journey.permitted('company researcher', company, 'K-2026-17');
  const { content } = await showPermit(deps, await centre.as('coordinator', 'access.permits.read'), permit);
  expect(content).toMatchObject({
    payer: 'company',
    contract: 'K-2026-17',
    publicStatement: 'A test for heart disease.',
  });
  expect(content.fees[0]!.fee.total).toBe(5_000_00);
  const projects = await listProjects(deps.database.app, { text: 'heart disease', running: true });
  expect(projects.items[0]).toMatchObject({ permit, statement: 'A test for heart disease.', payer: 'company' });
  expect(JSON.stringify(projects)).not.toContain('Freja');
}, 60_000);

test('a permit that names accounts opens data to those of its project and to nobody else of it', async () => {
  const mine = (await centre.as('other researcher', 'variants.counts.read')).actor.id;
  const people = (account: string) => [{ name: 'Freja Sølvsten', organisation: 'University', task: 'lead', account }];
  const named = await journey.permitted('other researcher', { people: people('acc_somebody-else') });
  expect(await journey.reaches('other researcher', journey.donors)).toBe(false);
  await endPermit(
    centre.deps,
    await centre.as('other researcher', 'access.applications.write'),
    named.permit,
    'Wrong name.',
  );
  await journey.permitted('other researcher', { people: people(mine) });
  expect(await journey.reaches('other researcher', journey.donors)).toBe(true);
}, 60_000);
