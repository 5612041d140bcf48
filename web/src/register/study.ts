import { useQueries, useQuery } from '@tanstack/react-query';
import { type Estimate, estimateQuery, placesQuery, resourcesQuery } from '../catalogue/catalogue-api.ts';
import { useSettled } from '../components/use-settled.ts';
import { useText } from '../formatting/use-text.ts';
import type { PowerAnswer, Shown } from './answers.ts';
import type { Question } from './model.ts';
import { crossQuery, powerQuery } from './queries.ts';
import { useRegister } from './register-context.ts';
import type { Matching } from './views/controls-view.tsx';

/** What a study of the people found is thought to be; the page reckons power, price and time from it while one filters. */
export interface Study {
  /** Cases where they are not all who were found. */
  cases: number | undefined;
  allele: boolean;
  alpha: number;
  power: number;
  tubesEach: number;
  months: number;
  payer: 'public' | 'company';
  mapping: 'none' | 'targeted' | 'extensive';
  /** Collections that are not asked. */
  left: readonly string[];
}

export const usualStudy: Study = {
  ...{ cases: undefined, allele: true, alpha: 5e-8, power: 0.8 },
  ...{ tubesEach: 1, months: 24, payer: 'public', mapping: 'none', left: [] },
};

/** Shares of exposed or allele frequencies that power is told for. */
export const exposures = [0.3, 0.1, 0.03] as const;
/** Odds ratios of the curves. */
export const ratios = Array.from({ length: 60 }, (_, n) => Number((1.05 + n * 0.05).toFixed(2)));

/** Cases and controls as they are now; null where too few to be told. */
export function useSize(study: Study, matching: Matching): { cases: number | null; controls: number } {
  const { funnel } = useRegister();
  const found = funnel?.steps.at(-1)?.left ?? funnel?.everybody;
  const cases = study.cases ?? found?.persons ?? null;
  return { cases, controls: (cases ?? 0) * matching.perCase };
}

/** The power of the study at each exposure. */
export function usePower(study: Study, matching: Matching): { exposure: number; data: PowerAnswer | undefined }[] {
  const { cases, controls } = useSize(study, matching);
  const { allele, alpha, power } = study;
  const answers = useQueries({
    queries: exposures.map((exposure) => ({
      ...powerQuery({ cases: cases ?? 0, controls, allele, alpha, power, exposure, oddsRatios: ratios }),
      enabled: (cases ?? 0) > 0,
    })),
  });
  return exposures.map((exposure, at) => ({ exposure, data: answers[at]?.data }));
}

/** A collection that has specimens of the people found. */
export interface Held extends Shown {
  collection: string;
  name: string;
  /** What is applied for, where the collection can be. */
  resource: string | undefined;
  type: string;
}

// The register's words for types, by the words of price lists.
const materials: Readonly<Record<string, string>> = {
  ...{ 'whole-blood': 'blood', 'dried-blood-spot': 'blood', 'frozen-tissue': 'tissue-frozen' },
  ...{ 'ffpe-block': 'tissue-ffpe', 'tissue-slide': 'tissue-ffpe', stool: 'faeces' },
};

/** Collections with specimens of the people found, the type most of them have there, and what each is to an application. */
export function useHeld(asked: Question): Held[] {
  const text = useText();
  const { data: cross } = useQuery(crossQuery(asked, 'collection', 'type'));
  const { data: places } = useQuery(placesQuery(asked.data));
  const { data: resources } = useQuery(resourcesQuery);
  const most = new Map<string, Shown & { type: string }>();
  for (const { row, column, specimens: _, ...shown } of cross?.cells ?? []) {
    if (row === '' || column === '') continue;
    const known = most.get(row);
    if (!known || (shown.persons ?? -1) > (known.persons ?? -1)) most.set(row, { type: column, ...shown });
  }
  return [...most]
    .map(([collection, top]): Held => {
      const entries = (places ?? []).filter((one) => one.kind === 'collection' && one.collection === collection);
      const found = (resources ?? []).find(({ ref }) => entries.some(({ id }) => id === ref));
      return { collection, name: found ? text(found.name) : collection, resource: found?.id, ...top };
    })
    .sort((a, b) => (b.persons ?? -1) - (a.persons ?? -1));
}

/** What the bodies would charge and how long they would take, by their own price lists and the days they took before. */
export function useEstimate(study: Study, held: readonly Held[], people: number | null): Estimate | undefined {
  const { months, payer, mapping, tubesEach, left } = study;
  const tubes = held.flatMap(({ collection, resource, type, persons }) =>
    resource === undefined || persons === null || left.includes(collection)
      ? []
      : [`${resource}:${materials[type] ?? type}:${persons * tubesEach}`],
  );
  const asked = useSettled(JSON.stringify({ tubes, months, payer, mapping, persons: people ?? 0 }), 200);
  const { data } = useQuery({ ...estimateQuery({ resources: [], ...JSON.parse(asked) }), enabled: tubes.length > 0 });
  return tubes.length > 0 ? data : undefined;
}
