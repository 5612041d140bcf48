import { bitmapIndices } from '../../bits/index.ts';
import { recordAccess } from '../../trust/audit/index.ts';
import { optedOutPersons } from '../../trust/consent/index.ts';
import { type DisclosureRule, type Scope, tooAlike } from '../../trust/scope/index.ts';
import { runDefinition } from './count-cohort.ts';
import { protectCount } from './disclosure.ts';
import { type Count, type Drift, type GoneReason, goneReasons } from './model.ts';
import { type CohortService, differenceOf, viewerOf } from './saved-cohorts.ts';
import * as store from './store.ts';

/** What became of a frozen set, in exact numbers: for those who may count exactly, and to be shown under a rule. */
export interface ExactDrift {
  version: number;
  frozen: number;
  now: number;
  stayed: number;
  gone: Record<GoneReason, number>;
  added: number;
  /** People in one of the sets and not in the other. */
  difference: number;
  asOf: Drift['asOf'];
}

/**
 * Runs a frozen definition again on today's data, in the datasets it was frozen in, and says what became of its people: opted
 * out, erased, left the dataset, withdrawn, or no longer as the conditions ask; and who is new. One audit entry.
 */
export async function driftOf(
  service: CohortService,
  scope: Scope,
  id: string,
  version: number | undefined,
): Promise<Drift> {
  return showDrift(await measureDrift(service, scope, id, version), scope.disclosure);
}

/** As {@link driftOf}, in exact numbers; what leaves goes through {@link showDrift}. One audit entry. */
export async function measureDrift(
  service: CohortService,
  scope: Scope,
  id: string,
  version: number | undefined,
): Promise<ExactDrift> {
  const cohort = await store.readCohort(service.db, viewerOf(scope), id);
  const frozen = await store.readVersion(service.db, cohort.cohortNo, version);
  await recordAccess(service.db, scope, { action: 'cohorts.drift', object: id, detail: { version: frozen.version } });
  const universe = await service.source.narrowed(frozen.reach, frozen.definition.data);
  const { members } = await runDefinition(service, scope, frozen.definition, universe);
  const now = new Set(bitmapIndices(members).map((row) => universe.facts.people[row]!.personNo));
  const before = new Set(await store.readMembers(service.db, cohort.cohortNo, frozen.version));
  const gone = await explain(
    service,
    [...before].filter((no) => !now.has(no)),
  );
  // Who was erased by law left the list of members too; only the number tells.
  gone.erased += frozen.persons - before.size;
  const stayed = [...before].filter((no) => now.has(no)).length;
  return {
    version: frozen.version,
    frozen: frozen.persons,
    now: now.size,
    stayed,
    gone,
    added: now.size - stayed,
    difference: differenceOf(before, now) + frozen.persons - before.size,
    asOf: {
      dataVersion: universe.dataVersion,
      maskEpoch: universe.maskEpoch,
      at: service.clock.now().toISOString(),
    },
  };
}

/** A drift as a disclosure rule lets it leave. */
export function showDrift(exact: ExactDrift, rule: DisclosureRule): Drift {
  const shown = (persons: number): Count => protectCount(persons, rule);
  const frozen = shown(exact.frozen);
  return {
    version: exact.version,
    frozen,
    now: tooAlike(exact.difference, rule) ? frozen : shown(exact.now),
    stayed: tooAlike(exact.frozen - exact.stayed, rule) ? frozen : shown(exact.stayed),
    gone: Object.fromEntries(goneReasons.map((reason) => [reason, shown(exact.gone[reason])])) as Drift['gone'],
    added: shown(exact.added),
    same: exact.difference === 0,
    asOf: exact.asOf,
  };
}

async function explain(service: CohortService, personNos: readonly number[]): Promise<Record<GoneReason, number>> {
  const counts: Record<GoneReason, number> = {
    'opted-out': 0,
    erased: 0,
    'left-dataset': 0,
    withdrawn: 0,
    changed: 0,
  };
  if (personNos.length === 0) return counts;
  const optedOut = new Set((await optedOutPersons(service.db)).persons);
  const whereabouts = await store.readWhereabouts(service.db, personNos);
  for (const no of personNos) {
    const found = whereabouts.get(no);
    if (optedOut.has(no)) counts['opted-out']++;
    // An erased genome forgets whose it was.
    else if (!found?.stored) counts.erased++;
    else if (!found.current) counts.withdrawn++;
    else if (found.departed) counts['left-dataset']++;
    else counts.changed++;
  }
  return counts;
}
