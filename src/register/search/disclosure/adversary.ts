/**
 * The adversary of the tests: everything it was told is a range for the sum of some unknown counts; it asks how large and how small another sum
 * of them may be. A linear programme, solved by the simplex method with Bland's rule.
 */
export interface KnownSum {
  /** Places of the unknown counts. */
  of: readonly number[];
  low: number;
  /** Infinity where nothing is known. */
  high: number;
}

const tiny = 1e-9;

/** The smallest and largest whole number that a sum may be, given what is known. Counts are never negative. */
export function possibleRange(
  unknowns: number,
  known: readonly KnownSum[],
  asked: readonly number[],
): { low: number; high: number } {
  const objective = new Float64Array(unknowns);
  for (const at of asked) objective[at] = 1;
  const high = maximise(unknowns, known, objective);
  const low = -maximise(
    unknowns,
    known,
    objective.map((value) => -value),
  );
  return { low: Math.ceil(low - 1e-6), high: Math.floor(high + 1e-6) };
}

// Rows are a·x ≤ b; those whose b is negative get an artificial unknown, driven out first.
function maximise(unknowns: number, known: readonly KnownSum[], objective: Float64Array): number {
  const rows: { a: Float64Array; b: number }[] = [];
  for (const { of, low, high } of known) {
    const a = new Float64Array(unknowns);
    for (const at of of) a[at] = 1;
    if (high !== Infinity) rows.push({ a, b: high });
    if (low > 0) rows.push({ a: a.map((value) => -value), b: -low });
  }
  const slack = rows.length;
  const artificial = rows.filter(({ b }) => b < 0).length;
  const width = unknowns + slack + artificial + 1;
  let next = unknowns + slack;
  const basis: number[] = [];
  const table = rows.map(({ a, b }, at) => {
    const row = new Float64Array(width);
    const sign = b < 0 ? -1 : 1;
    for (let i = 0; i < unknowns; i++) row[i] = a[i]! * sign;
    row[unknowns + at] = sign;
    row[width - 1] = b * sign;
    if (b < 0) {
      row[next] = 1;
      basis.push(next++);
    } else basis.push(unknowns + at);
    return row;
  });
  const first = new Float64Array(width);
  for (let at = unknowns + slack; at < width - 1; at++) first[at] = -1;
  if (artificial > 0 && run(table, basis, first, width - 1) < -1e-6)
    throw new RangeError('what is known contradicts itself');
  driveOut(table, basis, unknowns + slack);
  const second = new Float64Array(width);
  second.set(objective);
  return run(table, basis, second, unknowns + slack);
}

// An artificial unknown that stayed behind, at nought, would be free to grow.
function driveOut(table: Float64Array[], basis: number[], real: number): void {
  for (const [at, row] of table.entries()) {
    if (basis[at]! < real) continue;
    const enter = row.findIndex((value, column) => column < real && Math.abs(value) > tiny);
    if (enter < 0) continue;
    pivot(table, new Float64Array(row.length), at, enter);
    basis[at] = enter;
  }
}

/** @param columns unknowns that may enter the basis */
function run(table: Float64Array[], basis: number[], objective: Float64Array, columns: number): number {
  const width = objective.length;
  const cost = Float64Array.from(objective);
  for (const [at, row] of table.entries()) {
    const factor = cost[basis[at]!]!;
    if (factor !== 0) for (let i = 0; i < width; i++) cost[i]! -= factor * row[i]!;
  }
  for (;;) {
    let enter = 0;
    while (enter < columns && cost[enter]! <= tiny) enter++;
    if (enter === columns) return -cost[width - 1]!;
    let leave = -1;
    let least = Infinity;
    for (const [at, row] of table.entries()) {
      if (row[enter]! <= tiny) continue;
      const ratio = row[width - 1]! / row[enter]!;
      if (ratio < least - tiny || (Math.abs(ratio - least) <= tiny && basis[at]! < basis[leave]!)) {
        least = ratio;
        leave = at;
      }
    }
    if (leave < 0) return Infinity;
    pivot(table, cost, leave, enter);
    basis[leave] = enter;
  }
}

function pivot(table: Float64Array[], cost: Float64Array, leave: number, enter: number): void {
  const row = table[leave]!;
  const by = row[enter]!;
  for (let i = 0; i < row.length; i++) row[i]! /= by;
  for (const other of [...table, cost]) {
    const factor = other === row ? 0 : other[enter]!;
    if (factor !== 0) for (let i = 0; i < row.length; i++) other[i]! -= factor * row[i]!;
  }
}
