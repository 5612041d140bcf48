import type { Db } from '../../platform/database/index.ts';
import { populationOf, ruleFor, type Scope } from '../../trust/scope/index.ts';
import type { Facts } from './facts.ts';
import { type FactsVersion, loadFacts, readFactsVersion } from './load-facts.ts';
import type { World } from './model.ts';

/** The people a scope may count, in one world of data. */
export interface Universe extends FactsVersion {
  facts: Facts;
  /** Datasets the scope is limited to, `dts_…`; null for all. */
  datasets: readonly string[] | null;
}

/** How long facts are kept when nothing says that they changed: grants of datasets and the tree of organisations do not. */
const longestKept = 60_000;
/** Narrowed sets of facts that are kept: one for each project and world in use. */
const mostNarrowed = 20;

/** Where facts come from; kept until data, masks or people change. */
export interface FactSource {
  universe(scope: Scope, world: World): Promise<Universe>;
  /** The same for datasets noted with a version. */
  narrowed(datasets: readonly string[] | null, world: World): Promise<Universe>;
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

  async function narrowed(datasets: readonly string[] | null, world: World): Promise<Universe> {
    const { facts, dataVersion, maskEpoch } = await current();
    const key = `${world} ${datasets === null ? '*' : [...datasets].sort().join(' ')}`;
    let found = narrow.get(key);
    if (!found) {
      const reached = datasets === null ? null : new Set(datasets);
      found = facts.narrowed((genome) => genome.world === world && (reached?.has(genome.datasetId) ?? true));
      if (narrow.size >= mostNarrowed) narrow.clear();
      narrow.set(key, found);
    }
    return { facts: found, dataVersion, maskEpoch, datasets };
  }

  return {
    narrowed,
    universe: (scope, world) => narrowed(datasetsOfScope(scope), world),
  };
}

/**
 * The datasets a scope may count in. Counts are of everybody, except in a project: those are of the datasets open to it, and of
 * none where the visit has no project. That a scope also reads single people limits that reading, not the counting.
 */
function datasetsOfScope(scope: Scope): readonly string[] | null {
  const population = populationOf(scope);
  if (population.kind === 'datasets') return [...population.datasets];
  const inProject = scope.role !== null && ruleFor('cohorts.use', scope.role)?.relation === 'own-project';
  return inProject ? [] : null;
}
