/** A study of cases and controls whose power is asked. */
export interface Study {
  cases: number;
  controls: number;
  /** Share of controls that are exposed; for an allele its frequency, counted twice a person. */
  exposure: number;
  allele: boolean;
  alpha: number;
  power: number;
}

/** Standard normal distribution function (Abramowitz and Stegun 26.2.17; error below 7.5e-8). */
export function normalBelow(z: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(z));
  const poly = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  const tail = (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * poly;
  return z >= 0 ? 1 - tail : tail;
}

/** The z below which a share lies, by halving. */
export function normalQuantile(share: number): number {
  return halve(-9, 9, (z) => normalBelow(z) < share);
}

function halve(low: number, high: number, below: (value: number) => boolean): number {
  for (let i = 0; i < 80; i++) {
    const middle = (low + high) / 2;
    if (below(middle)) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Power to see an odds ratio: two-sided comparison of two proportions, normal approximation. */
export function powerFor(study: Omit<Study, 'power'>, oddsRatio: number): number {
  const { exposure, alpha } = study;
  const copies = study.allele ? 2 : 1;
  const [cases, controls] = [study.cases * copies, study.controls * copies];
  const inCases = (oddsRatio * exposure) / (1 + exposure * (oddsRatio - 1));
  const pooled = (inCases * cases + exposure * controls) / (cases + controls);
  const underNull = Math.sqrt(pooled * (1 - pooled) * (1 / cases + 1 / controls));
  const underOther = Math.sqrt((inCases * (1 - inCases)) / cases + (exposure * (1 - exposure)) / controls);
  if (underOther === 0) return 0;
  return normalBelow((Math.abs(inCases - exposure) - normalQuantile(1 - alpha / 2) * underNull) / underOther);
}

/** The smallest odds ratio above 1 that the study sees with its power; null when not even 100. */
export function detectableOddsRatio(study: Study): number | null {
  if (study.cases === 0 || study.controls === 0 || powerFor(study, 100) < study.power) return null;
  return halve(1, 100, (ratio) => powerFor(study, ratio) < study.power);
}

/** What a study needs of a biobank. Prices are the operator's, in whole units of its currency. */
export interface CostInput {
  tubes: number;
  perTube: number;
  perSample: number;
  fixed: number;
  /** Tubes that are picked in a week. */
  picksPerWeek: number;
}

/** Tubes, plates of 96, weeks and money. */
export function costOf({ tubes, perTube, perSample, fixed, picksPerWeek }: CostInput): {
  tubes: number;
  plates: number;
  weeks: number;
  cost: number;
} {
  return {
    tubes,
    plates: Math.ceil(tubes / 96),
    weeks: tubes === 0 ? 0 : Math.ceil(tubes / picksPerWeek),
    cost: tubes === 0 ? 0 : fixed + tubes * (perTube + perSample),
  };
}
