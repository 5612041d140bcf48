import { sql } from 'kysely';
import type { Clock } from '../../platform/clock/index.ts';
import type { Db } from '../../platform/database/index.ts';
import { type Act, assertScope, type Scope } from '../../trust/scope/index.ts';
import { type Viewer, viewerOf } from './viewer.ts';

/** As whom a scope has to do with cases, once it was checked that it allows the act. @throws Problem IDUN_SCOPE_…, IDUN_CASE_NO_ORGANISATION */
export async function viewerFor(db: Db, scope: Scope, act: Act, clock: Clock): Promise<Viewer> {
  assertScope(scope, act, clock);
  if (scope.role !== 'coordinator') return viewerOf(scope, null);
  const { rows } = await sql<{ kind: string }>`select kind from trust.organisations
    where organisation_no = ${scope.organisationNo}`.execute(db);
  return viewerOf(scope, rows[0]?.kind ?? null);
}
