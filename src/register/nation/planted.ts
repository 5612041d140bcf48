import { dayOf, noDay } from '../columns/index.ts';

/**
 * People whose answers are known because they were put there: they have the last numbers, a code of their own, and nothing that
 * was drawn. Searching for the code gives exactly these counts at every scale.
 */
export const planted = {
  people: 1000,
  code: 'DP99X',
  parent: 'DP99',
  biobank: 'Planted biobank',
  region: 'Nordjylland',
} as const;

export interface PlantedPerson {
  born: number;
  died: number;
  female: boolean;
  /** Days of the planted diagnosis, first first. */
  diagnoses: number[];
  /** Days of plasma samples. */
  samples: number[];
  optedOut: boolean;
  genome: boolean;
}

const first = dayOf('2010-06-15');

/** The planted person of this order, 0 … 999. */
export function plantedPerson(k: number): PlantedPerson {
  const isCase = k < 412;
  return {
    born: dayOf('1950-01-01') + (k % 365),
    died: k % 10 === 9 ? dayOf('2020-01-01') : noDay,
    female: k % 2 === 0,
    diagnoses: isCase ? [first, first + 500] : [],
    samples: samplesOf(k, isCase),
    optedOut: isCase && k >= 403,
    genome: k % 4 === 0,
  };
}

// Cases 0–136 were sampled 400 days before the diagnosis, 137–199 of those after it, the next 50 twice, 90 days apart.
function samplesOf(k: number, isCase: boolean): number[] {
  if (!isCase) return [first - 30];
  if (k < 137) return [first - 400];
  if (k < 200) return [first + 40];
  return k < 250 ? [first - 1000, first - 910] : [];
}

/** What searching must answer about the planted people, after opt-outs. */
export const plantedAnswers = {
  /** Cases: 412, of whom 9 opted out. */
  cases: 403,
  /** Sampled one to two years before their first diagnosis. */
  sampledBefore: 137,
  sampledAfter: 63,
  /** At least two samples, 60 to 120 days apart. */
  serial: 50,
  casesWithGenome: 101,
  women: 202,
  deadCases: 40,
} as const;
