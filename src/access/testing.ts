import { type ManualClock, makeManualClock } from '../platform/clock/index.ts';
import { openTestNation, type TestNation } from '../register/cohorts/testing.ts';
import { columnMigrations } from '../register/columns/index.ts';
import { openRegister } from '../register/search/index.ts';
import { createAccount, type Role } from '../trust/identity/index.ts';
import { ensureOrganisation, type Organisation, type OrganisationKind } from '../trust/organisations/index.ts';
import { type Act, mintRequestScope, type Scope } from '../trust/scope/index.ts';
import { steppedUp, testSession } from '../trust/scope/testing.ts';
import { accessMigrations } from './migrations.ts';
import { openAccess } from './open-access.ts';
import type { PermitDeps } from './permits/index.ts';

/** Somebody of the coordinating centre's world, as tests act. */
export type Who =
  | 'researcher'
  | 'other researcher'
  | 'coordinator'
  | 'secretary'
  | 'committee'
  | 'national committee'
  | 'officer'
  | 'biobank'
  | 'other biobank'
  | 'register'
  | 'company researcher';

const places: Record<Who, { role: Role; name: string; kind: OrganisationKind }> = {
  researcher: { role: 'researcher', name: 'Project Heart', kind: 'project' },
  'other researcher': { role: 'researcher', name: 'Project Lung', kind: 'project' },
  'company researcher': { role: 'researcher', name: 'Project Marker', kind: 'project' },
  coordinator: { role: 'coordinator', name: 'Coordinating Centre', kind: 'authority' },
  secretary: { role: 'coordinator', name: 'Regional Secretariat', kind: 'region' },
  committee: { role: 'committee-member', name: 'Regional Committee', kind: 'region' },
  'national committee': { role: 'committee-member', name: 'National Committee', kind: 'authority' },
  officer: { role: 'data-protection-officer', name: 'Health Authority', kind: 'authority' },
  biobank: { role: 'register-owner', name: 'Cancer Biobank', kind: 'biobank' },
  'other biobank': { role: 'register-owner', name: 'Blood Biobank', kind: 'biobank' },
  register: { role: 'register-owner', name: 'Patient Register', kind: 'authority' },
};

/** A small nation with projects, committees, biobanks and registers. */
export interface TestCentre {
  nation: TestNation;
  deps: PermitDeps;
  clock: ManualClock;
  organisations: Record<Who, Organisation>;
  /** The scope of somebody for an act, freshly signed in. */
  as(who: Who, act: Act): Promise<Scope>;
  close(): Promise<void>;
}

/** Opens the world of the coordinating centre for one test file. @param clock begins now, so that sessions hold */
export async function openTestCentre(): Promise<TestCentre> {
  const nation = await openTestNation([...columnMigrations, ...accessMigrations]);
  const { archive, variants } = nation;
  const clock = makeManualClock(new Date());
  const register = openRegister({ database: archive.db, dataDir: archive.dataDir, clock });
  const deps = openAccess({ database: archive.db, variants, register, dataDir: archive.dataDir, clock });
  const organisations = {} as TestCentre['organisations'];
  const accounts = {} as Record<Who, string>;
  for (const [who, { role, name, kind }] of Object.entries(places) as [Who, (typeof places)[Who]][]) {
    organisations[who] = await ensureOrganisation(archive.db.app, { name, kind });
    accounts[who] = (await createAccount(archive.db.app, { name: `A ${role} of ${name}`, by: 'test' })).id;
  }
  return {
    ...{ nation, deps, clock, organisations },
    async as(who, act) {
      const { role } = places[who];
      const { organisationNo, id: organisationId, name: organisation } = organisations[who];
      const given = { role, organisationNo, organisationId, organisation, accountId: accounts[who] };
      // While a test moves its clock.
      const lifetime = 1000 * 86_400_000;
      const expiresAt = new Date(clock.now().getTime() + lifetime);
      const session = steppedUp({ ...testSession({ ...given, expiresAt }) });
      const fresh = { ...session, steppedUpUntil: expiresAt };
      return await mintRequestScope(archive.db.app, { session: fresh, act, minimumCount: 0 }, { clock, lifetime });
    },
    async close() {
      await register.close();
      await nation.close();
    },
  };
}
