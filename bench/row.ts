/** One line of the benchmark table: our figure beside a peer's, measured on the same data in the same run. */
export interface BenchRow {
  name: string;
  ours: number;
  /** The peer's figure; null when the tool is not installed, or when the goal is absolute. */
  peer: number | null;
  peerName: string | null;
  unit: 's' | 'ms' | 'µs' | 'MB' | 'requests';
  /** How many times better than the peer is asked for (`ratio`), or the limit in `unit` (`limit`). */
  goal: { ratio: number } | { limit: number } | null;
}

/** A finished row as `--json` prints it. `ratio` is peer ÷ ours: above 1 we are faster. */
export interface ReportedRow {
  name: string;
  ours: number;
  peer: number | null;
  peerName: string | null;
  unit: string;
  ratio: number | null;
  goal: string | null;
  met: boolean | null;
}

/** Adds the ratio and whether the goal was met. */
export function report(row: BenchRow): ReportedRow {
  const ratio = row.peer === null ? null : row.peer / row.ours;
  const { goal } = row;
  const met =
    goal === null ? null : 'limit' in goal ? row.ours <= goal.limit : ratio === null ? null : ratio >= goal.ratio;
  return {
    name: row.name,
    ours: round(row.ours),
    peer: row.peer === null ? null : round(row.peer),
    peerName: row.peerName,
    unit: row.unit,
    ratio: ratio === null ? null : round(ratio),
    goal: goal === null ? null : 'limit' in goal ? `≤ ${goal.limit} ${row.unit}` : `≥ ${goal.ratio}×`,
    met,
  };
}

/** Middle value; of an even number the mean of the two. */
export function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** Value below which a share of the sorted values lies. */
export function percentile(values: number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!;
}

function round(value: number): number {
  return Number(value.toPrecision(4));
}

/** How an area measures. */
export interface BenchOptions {
  /** A quick run on a tenth of the data. */
  small: boolean;
  say: (line: string) => void;
  /** Whether a part of the area is wanted. */
  wants: (part: string) => boolean;
  /** Share of a nation, where the data are one; all of it without. */
  scale?: number;
  /** Names of the peers that are asked; all without it. */
  peers?: readonly string[];
}
