import { type Binding, everyone } from '../../platform/database/index.ts';
import { Problem } from '../../platform/problem/index.ts';
import { errors } from './errors.ts';

/** Whose data a scope reaches. Person numbers stay inside the process. */
export type Population =
  | { readonly kind: 'everyone' }
  | { readonly kind: 'persons'; readonly personNos: ReadonlySet<number> }
  /** People by the data sets their genomes came with, `dts_…`. */
  | {
      readonly kind: 'datasets';
      /** Open as a whole. */
      readonly datasets: ReadonlySet<string>;
      /** Open for the people of these limits only (`person-limits.ts`), by data set; none of them is in `datasets`. */
      readonly limits: ReadonlyMap<string, ReadonlySet<number>>;
    };

/** Nobody’s: aggregates only. */
export const nobody: Population = { kind: 'persons', personNos: new Set() };

/** A population that shares no set with the one given. */
export function copyPopulation(population: Population): Population {
  if (population.kind === 'persons') return { kind: 'persons', personNos: new Set(population.personNos) };
  if (population.kind === 'datasets') {
    const limits = new Map([...population.limits].map(([id, limitNos]) => [id, new Set(limitNos)]));
    return { kind: 'datasets', datasets: new Set(population.datasets), limits };
  }
  return { kind: 'everyone' };
}

/** The same as row security understands it. */
export function bindingOf(population: Population): Binding {
  if (population.kind === 'persons') return { reach: 'persons', personNos: population.personNos };
  if (population.kind === 'datasets') {
    const limits = [...population.limits].flatMap(([id, limitNos]) => [...limitNos].map((no) => `${id}:${no}`));
    return { reach: 'datasets', datasets: population.datasets, limits };
  }
  return everyone;
}

/** The answer to whoever asks for what is not theirs: that it might exist is not said. */
export function notYours(): Problem {
  return new Problem(errors.notYours, 'Nothing here has this id, or it is not yours to see.', {
    action: 'A care relation or an emergency opening gives access to a patient; your administrator knows the others.',
  });
}
