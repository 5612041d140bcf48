import { bitmapIndices } from '../../bits/index.ts';
import { recordAccess } from '../../trust/audit/index.ts';
import { optedOutPersons } from '../../trust/consent/index.ts';
import type { Scope } from '../../trust/scope/index.ts';
import { runDefinition } from './count-cohort.ts';
import { protectCount, tooAlike } from './disclosure.ts';
import { type Count, type Drift, type GoneReason, goneReasons } from './model.ts';
import { type CohortService, differenceOf, viewerOf } from './saved-cohorts.ts';
import * as store from './store.ts';

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
  const cohort = await store.readCohort(service.db, viewerOf(scope), id);
  const frozen = await store.readVersion(service.db, cohort.cohortNo, version);
  await recordAccess(service.db, scope, { action: 'cohorts.drift', object: id, detail: { version: frozen.version } });
  const universe = await service.source.narrowed(frozen.datasets, frozen.definition.data);
  const { members } = await runDefinition(service, scope, frozen.definition, universe);
  const now = new Set(bitmapIndices(members).map((row) => universe.facts.people[row]!.personNo));
  const before = new Set(await store.readMembers(service.db, cohort.cohortNo, frozen.version));
  const gone = await explain(
    service,
    [...before].filter((no) => !now.has(no)),
  );
  // Who was erased by law left the list of members too; only the number tells.
  gone.erased += frozen.persons - before.size;
  const rule = scope.disclosure;
  const shown = (persons: number): Count => protectCount(persons, rule);
  const frozenCount = shown(frozen.persons);
  const stayed = [...before].filter((no) => now.has(no)).length;
  const difference = differenceOf(before, now) + frozen.persons - before.size;
  return {
    version: frozen.version,
    frozen: frozenCount,
    now: tooAlike(difference, rule) ? frozenCount : shown(now.size),
    stayed: tooAlike(frozen.persons - stayed, rule) ? frozenCount : shown(stayed),
    gone: Object.fromEntries(goneReasons.map((reason) => [reason, shown(gone[reason])])) as Drift['gone'],
    added: shown(now.size - stayed),
    same: difference === 0,
    asOf: {
      dataVersion: universe.dataVersion,
      maskEpoch: universe.maskEpoch,
      at: service.clock.now().toISOString(),
    },
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
