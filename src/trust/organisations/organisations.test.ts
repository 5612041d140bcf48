import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DatabaseHandle } from '../../platform/database/index.ts';
import { openTestDatabase } from '../../platform/database/testing.ts';
import { trustMigrations } from '../migrations/index.ts';
import { addOrganisation, changeOrganisation, findOrganisation, isWithin, numbersWithin, regionOf } from './index.ts';

let db: DatabaseHandle;
beforeAll(async () => {
  db = await openTestDatabase(trustMigrations);
});
afterAll(() => db.close());

test('organisations are a tree: within, region, moves without a circle, names and codes once', async () => {
  const { app } = db;
  const region = await addOrganisation(app, { name: 'Region', kind: 'region', code: '1084' });
  const hospital = await addOrganisation(app, { name: 'Hospital', kind: 'hospital', partOfNo: region.organisationNo });
  const clinic = await addOrganisation(app, {
    ...{ name: 'Clinic', kind: 'department' as const, code: '440861000016001' },
    partOfNo: hospital.organisationNo,
  });
  const ward = await addOrganisation(app, { name: 'Ward', kind: 'department', partOfNo: clinic.organisationNo });
  const other = await addOrganisation(app, { name: 'Other', kind: 'region' });
  expect(await isWithin(app, ward.organisationNo, region.organisationNo)).toBe(true);
  expect(await isWithin(app, ward.organisationNo, ward.organisationNo)).toBe(true);
  expect(await isWithin(app, region.organisationNo, ward.organisationNo)).toBe(false);
  expect(await isWithin(app, ward.organisationNo, other.organisationNo)).toBe(false);
  expect(await regionOf(app, ward.organisationNo)).toBe(region.organisationNo);
  expect((await numbersWithin(app, hospital.organisationNo)).size).toBe(3);
  expect((await findOrganisation(app, '440861000016001')).name).toBe('Clinic');
  await expect(changeOrganisation(app, clinic, { partOfNo: ward.organisationNo })).rejects.toMatchObject({
    code: 'IDUN_ORGANISATION_MISPLACED',
  });
  await expect(changeOrganisation(app, hospital, { partOfNo: ward.organisationNo })).rejects.toMatchObject({
    code: 'IDUN_ORGANISATION_MISPLACED',
  });
  await changeOrganisation(app, hospital, { partOfNo: other.organisationNo });
  expect(await regionOf(app, ward.organisationNo)).toBe(other.organisationNo);
  for (const again of [{ name: 'Ward' }, { name: 'New', code: '1084' }]) {
    await expect(addOrganisation(app, { ...again, kind: 'region' })).rejects.toMatchObject({
      code: 'IDUN_ORGANISATION_TAKEN',
    });
  }
  const closed = await changeOrganisation(app, ward, { closed: true });
  expect(closed.closedAt).not.toBeNull();
  expect((await changeOrganisation(app, closed, { closed: false })).closedAt).toBeNull();
});
