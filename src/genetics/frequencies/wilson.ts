/**
 * Wilson's score interval for a proportion (1927): the interval that stays inside 0–1 and is right for rare alleles.
 * @param count successes, for instance AC
 * @param total trials, for instance AN
 * @param z standard normal quantile; 1.96 for 95 %
 * @returns null when total is 0
 */
export function wilsonInterval(
  count: number,
  total: number,
  z = 1.959963984540054,
): { lower: number; upper: number } | null {
  if (total <= 0) return null;
  const p = count / total;
  const z2 = z * z;
  const centre = p + z2 / (2 * total);
  const margin = z * Math.sqrt((p * (1 - p) + z2 / (4 * total)) / total);
  const scale = 1 + z2 / total;
  return {
    lower: count === 0 ? 0 : Math.max(0, (centre - margin) / scale),
    upper: count === total ? 1 : Math.min(1, (centre + margin) / scale),
  };
}
