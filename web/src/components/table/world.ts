import type { Dataset } from '../../api/answers.ts';
import type { World } from './world-switch.tsx';

/** Which data a list shows, and whether there are others. */
export interface Worlds {
  world: World | undefined;
  both: boolean;
}

/**
 * The world a list shows: the one asked for; else that of the datasets it is narrowed to; else the real one, where there is
 * any real dataset; else the made-up one. Undefined when there is nothing at all.
 */
export function worldOf(
  datasets: readonly Dataset[],
  asked: World | undefined,
  narrowedTo: readonly string[] | undefined,
): Worlds {
  const made = datasets.filter((one) => one.demo);
  const both = made.length > 0 && made.length < datasets.length;
  if (asked !== undefined) return { world: asked, both };
  if (datasets.length === 0) return { world: undefined, both };
  const named = datasets.filter((one) => narrowedTo?.includes(one.name));
  const among = named.length > 0 ? named : datasets;
  return { world: among.some((one) => !one.demo) ? 'exclude' : 'only', both };
}
