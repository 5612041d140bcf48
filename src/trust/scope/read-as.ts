import { type RawBuilder, sql } from 'kysely';
import { type Clock, systemClock } from '../../platform/clock/index.ts';
import { bindDb, type Db, everyone } from '../../platform/database/index.ts';
import { type Act, acts, isAct, type Reading } from './acts.ts';
import { isLimitedTo } from './person-limits.ts';
import { bindingOf } from './population.ts';
import { assertScope, populationOf, type Scope } from './scope.ts';

/**
 * The database as a scope may read it: refuses as `assertScope` does, and binds connections to whom the scope reaches, so that a
 * query that forgets to ask still gets nothing of anybody else. Counts are of everybody: what asks for them gives out
 * aggregates only. A transaction stays bound as it is.
 * @throws Problem IDUN_SCOPE_FORGED, IDUN_SCOPE_EXPIRED, IDUN_SCOPE_ACT
 */
export function readAs(db: Db, scope: Scope, act: Reading | Act, clock: Clock = systemClock): Db {
  assertScope(scope, act, clock);
  const opens: readonly Reading[] = isAct(act) ? acts[act].opens : [act];
  const countsOnly = opens.length > 0 && opens.every((reading) => reading === 'counts');
  return bindDb(db, countsOnly ? everyone : bindingOf(populationOf(scope, clock)));
}

/** The condition that a row is of somebody the scope reaches, by its person and its data set’s id (SQL expressions). */
export function reaches(
  scope: Scope,
  personNo: RawBuilder<unknown>,
  datasetId?: RawBuilder<unknown>,
  clock: Clock = systemClock,
): RawBuilder<boolean> {
  const population = populationOf(scope, clock);
  if (population.kind === 'everyone') return sql`true`;
  if (population.kind === 'persons') return sql`${personNo} = any(${[...population.personNos]}::int[])`;
  if (datasetId === undefined) return sql`false`;
  const whole = sql<boolean>`${datasetId} = any(${[...population.datasets]}::text[])`;
  const limited = [...population.limits].map(
    ([id, limitNos]) => sql<boolean>`(${datasetId} = ${id} and ${isLimitedTo(limitNos, personNo)})`,
  );
  return sql`(${sql.join([whole, ...limited], sql` or `)})`;
}
