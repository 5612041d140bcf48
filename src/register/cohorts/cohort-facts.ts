import type { Db } from '../../platform/database/index.ts';
import { limitedPersons, populationOf, ruleFor, type Scope } from '../../trust/scope/index.ts';
import type { Facts, GenomeFact, PersonFact } from './facts.ts';
import { type FactsVersion, loadFacts, readFactsVersion } from './load-facts.ts';
import type { World } from './model.ts';

/** Data sets a scope may count in, `dts_…`, and those of which it counts the people of some limits only. */
export interface Reach {
  datasets: readonly string[];
  limits: readonly (readonly [dataset: string, limitNos: readonly number[]])[];
}

/** The people a scope may count, in one world of data. */
export interface Universe extends FactsVersion {
  facts: Facts;
  /** What the scope is limited to; null for everybody. */
  reach: Reach | null;
}

/** How long facts are kept when nothing says that they changed: grants of datasets and the tree of organisations do not. */
const longestKept = 60_000;
/** Narrowed sets of facts that are kept: one for each project and world in use. */
const mostNarrowed = 20;

/** Where facts come from; kept until data, masks or people change. */
export interface FactSource {
  universe(scope: Scope, world: World): Promise<Universe>;
  /** The same for what was noted with a version. */
  narrowed(reach: Reach | null, world: World): Promise<Universe>;
}

/** @param db reaches everyone: what leaves is counts, under the rule of the scope that asks */
export function makeFactSource(db: Db): FactSource {
  let kept: { key: string; at: number; loaded: Promise<FactsVersion & { facts: Facts }> } | undefined;
  const narrow = new Map<string, Facts>();

  async function current(): Promise<FactsVersion & { facts: Facts }> {
    const version = await readFactsVersion(db);
    const key = `${version.dataVersion} ${version.maskEpoch} ${version.people}`;
    const now = Date.now();
    if (kept?.key !== key || now - kept.at > longestKept) {
      narrow.clear();
      const loaded = loadFacts(db);
      kept = { key, at: now, loaded };
      loaded.catch(() => {
        if (kept?.loaded === loaded) kept = undefined;
      });
    }
    return await kept.loaded;
  }

  async function narrowed(reach: Reach | null, world: World): Promise<Universe> {
    const { facts, dataVersion, maskEpoch } = await current();
    const key = `${world} ${reach === null ? '*' : JSON.stringify(sorted(reach))}`;
    let found = narrow.get(key);
    if (!found) {
      const reached = await reachedBy(db, reach);
      found = facts.narrowed((genome, person) => genome.world === world && reached(genome, person));
      if (narrow.size >= mostNarrowed) narrow.clear();
      narrow.set(key, found);
    }
    return { facts: found, dataVersion, maskEpoch, reach };
  }

  return {
    narrowed,
    universe: (scope, world) => narrowed(reachOfScope(scope), world),
  };
}

const sorted = ({ datasets, limits }: Reach): Reach => ({
  datasets: [...datasets].sort(),
  limits: [...limits].map(([id, nos]): Reach['limits'][number] => [id, [...nos].sort((a, b) => a - b)]).sort(),
});

async function reachedBy(
  db: Db,
  reach: Reach | null,
): Promise<(genome: Pick<GenomeFact, 'datasetId'>, person: Pick<PersonFact, 'personNo'>) => boolean> {
  if (reach === null) return () => true;
  const whole = new Set(reach.datasets);
  const limited = new Map<string, ReadonlySet<number>>();
  for (const [id, limitNos] of reach.limits) limited.set(id, await limitedPersons(db, limitNos));
  return ({ datasetId }, { personNo }) => whole.has(datasetId) || (limited.get(datasetId)?.has(personNo) ?? false);
}

/**
 * Whom a scope may count. Counts are of everybody, except in a project: those are of the datasets open to it, or of the
 * people of them that its permits name, and of none where the visit has no project. That a scope also reads single people limits that reading, not the counting.
 */
function reachOfScope(scope: Scope): Reach | null {
  const population = populationOf(scope);
  if (population.kind === 'datasets') {
    const limits = [...population.limits].map(([id, nos]): Reach['limits'][number] => [id, [...nos]]);
    return { datasets: [...population.datasets], limits };
  }
  const inProject = scope.role !== null && ruleFor('cohorts.use', scope.role)?.relation === 'own-project';
  return inProject ? { datasets: [], limits: [] } : null;
}
