/** Expected counts per AC at 95 %: the answer depends on AC alone before it is divided by AN. */
const expected95 = new Float64Array(1 << 16);

/**
 * The filtering allele frequency FAF95: lower bound of the one-sided 95 % confidence interval of the allele frequency.
 * 0 for AC ≤ 1, as gnomAD has it. null when AN is 0.
 */
export function faf95(ac: number, an: number): number | null {
  if (an <= 0) return null;
  if (ac <= 1) return 0;
  if (ac >= expected95.length) return expectedCount(ac, 0.95) / an;
  let expected = expected95[ac]!;
  if (expected === 0) {
    expected = expectedCount(ac, 0.95);
    expected95[ac] = expected;
  }
  return expected / an;
}

/**
 * Filtering allele frequency at any confidence (Whiffin et al. 2017): the largest frequency at which AC or more copies among AN
 * would be seen with a probability of at most 1 − confidence, copies being Poisson. Computed exactly; Hail's
 * `filtering_allele_frequency` walks a grid of 10⁻⁶ and gives a value at most 10⁻⁶ lower. 0 for AC ≤ 1, null when AN is 0.
 */
export function filteringAlleleFrequency(ac: number, an: number, confidence: number): number | null {
  if (an <= 0) return null;
  return ac <= 1 ? 0 : expectedCount(ac, confidence) / an;
}

/** The Poisson mean λ with P(X ≥ count | λ) = 1 − confidence, by Newton's method inside a shrinking bracket. */
function expectedCount(count: number, confidence: number): number {
  const tail = 1 - confidence;
  let low = 0;
  let high = count;
  let mean = wilsonHilferty(count, tail);
  for (let step = 0; step < 100; step++) {
    if (!(mean > low && mean < high)) mean = (low + high) / 2;
    const density = poissonDensity(count, mean);
    const error = atLeast(count, mean, density) - tail;
    if (error > 0) high = mean;
    else low = mean;
    const next = mean - (error * mean) / (density * count);
    if (Math.abs(next - mean) <= 1e-14 * mean) return next;
    mean = next;
  }
  return mean;
}

/** P(X = count) of a Poisson variable, without overflow or cancellation for large counts (Loader 2000). */
function poissonDensity(count: number, mean: number): number {
  const ratio = mean / count;
  const exponent = count * (Math.log(ratio) + 1 - ratio) - stirlingError(count);
  return Math.exp(exponent) / Math.sqrt(2 * Math.PI * count);
}

/** P(X ≥ count) of a Poisson variable with a mean below `count`: the regularised lower incomplete gamma function as a series. */
function atLeast(count: number, mean: number, density: number): number {
  let term = 1;
  let sum = 1;
  for (let n = count + 1; term > sum * 1e-17; n++) {
    term *= mean / n;
    sum += term;
  }
  return density * sum;
}

/** ln n! − ln(√(2πn) (n/e)ⁿ). */
function stirlingError(n: number): number {
  if (n < 16) {
    let factorial = 1;
    for (let i = 2; i <= n; i++) factorial *= i;
    return Math.log(factorial) - (0.5 * Math.log(2 * Math.PI * n) + n * Math.log(n) - n);
  }
  const n2 = n * n;
  return (1 / 12 - (1 / 360 - (1 / 1260 - 1 / (1680 * n2)) / n2) / n2) / n;
}

/** A first guess of the gamma quantile (Wilson and Hilferty 1931). */
function wilsonHilferty(shape: number, tail: number): number {
  const z = normalQuantile(tail);
  const spread = 1 / (9 * shape);
  return shape * Math.max(0.02, 1 - spread + z * Math.sqrt(spread)) ** 3;
}

/** Standard normal quantile for 0 < p < 0.5 to about 4.5e-4 (Abramowitz and Stegun 26.2.23): enough for a first guess. */
function normalQuantile(p: number): number {
  const t = Math.sqrt(-2 * Math.log(p));
  const above = 2.515517 + t * (0.802853 + t * 0.010328);
  return above / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308))) - t;
}
