import type { Clock } from '../platform/clock/index.ts';
import type { DatabaseHandle } from '../platform/database/index.ts';
import { mintRequestScope, type Scope } from '../trust/scope/index.ts';
import { testSession } from '../trust/scope/testing.ts';
import { showApplication } from './applications/index.ts';
import { daysPerStep, listCases, listNotices, viewerFor } from './cases/index.ts';
import { listProjects, type PermitDeps } from './permits/index.ts';
import type { Filled } from './testing-scale.ts';

const act = 'access.applications.read';

/** Everything a page of the coordinating centre asks the server for, by its name. */
export function pagesOf(
  database: DatabaseHandle,
  clock: Clock,
  { projectNo, biobankNo, authorityNo, application }: Filled,
): Record<string, () => Promise<unknown>> {
  const db = database.app;
  // Pages read; nothing here runs a cohort or a question, or signs.
  const none = undefined as never;
  const deps = { database, clock, dataDir: '', cohorts: none, register: none } satisfies PermitDeps;
  const as = (role: 'researcher' | 'coordinator' | 'register-owner', organisationNo: number): Promise<Scope> =>
    mintRequestScope(db, { session: testSession({ role, organisationNo }), act, minimumCount: 0 });
  const list = async (role: Parameters<typeof as>[0], no: number, filter: Parameters<typeof listCases>[2]) =>
    await listCases(db, await viewerFor(db, await as(role, no), act, clock), filter, clock.now());
  const facets = ['kind', 'state', 'waitsFor', 'organisation'];
  return {
    'coordinator: work queue': () => list('coordinator', authorityNo, { mine: true, facets }),
    'coordinator: all cases with facets': () => list('coordinator', authorityNo, { facets }),
    'coordinator: search by a word': () => list('coordinator', authorityNo, { text: 'c4ca', facets }),
    'coordinator: late, by day': () => list('coordinator', authorityNo, { late: true, sort: 'due', limit: 1000 }),
    'custodian: work queue': () => list('register-owner', biobankNo, { mine: true, facets }),
    'custodian: everything with a part': () => list('register-owner', biobankNo, { facets }),
    'researcher: own applications': () => list('researcher', projectNo, { facets }),
    'custodian: notices': async () =>
      await listNotices(db, await viewerFor(db, await as('register-owner', biobankNo), act, clock), 100),
    'one application': async () => await showApplication(deps, await as('coordinator', authorityNo), application, 'da'),
    'public list of projects': () => listProjects(db, { text: 'study', facets: ['state', 'payer'] }),
    'days per step': () => daysPerStep(db, { since: new Date(0) }),
  };
}
