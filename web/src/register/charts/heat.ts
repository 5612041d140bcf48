/** The step of a count among five, from 1; 0 for none. Steps are shares of the largest, so that a few large cells do not hide the rest. */
export function heatTone(value: number | null, most: number): number {
  if (value === null || value <= 0 || most <= 0) return 0;
  const share = value / most;
  return share > 0.5 ? 5 : share > 0.25 ? 4 : share > 0.1 ? 3 : share > 0.03 ? 2 : 1;
}

/** The counts at which the steps of colour begin. */
export function heatSteps(most: number): number[] {
  return [...new Set([1, ...[0.03, 0.1, 0.25, 0.5].map((share) => Math.ceil(share * most))])];
}
