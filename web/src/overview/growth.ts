import type { GrowthRow } from '../api/answers.ts';

/** Genomes held at the end of each month, in layers. */
export interface Growth {
  layers: string[];
  months: { month: string; values: number[]; added: number }[];
}

function nextMonth(month: string): string {
  const [year, number] = month.split('-').map(Number) as [number, number];
  return number === 12 ? `${year + 1}-01` : `${year}-${String(number + 1).padStart(2, '0')}`;
}

/** The months from the first to the last, none left out. */
export function monthsBetween(first: string, last: string): string[] {
  const months: string[] = [];
  for (let month = first; month <= last && months.length < 1200; month = nextMonth(month)) months.push(month);
  return months;
}

/**
 * Adds up what each month brought into what the database held when it ended, by dataset or source. The largest five
 * layers keep their names; smaller ones become `rest`.
 */
export function growthOf(rows: GrowthRow[], by: 'dataset' | 'source', rest: string): Growth {
  if (rows.length === 0) return { layers: [], months: [] };
  const sums = new Map<string, number>();
  for (const row of rows) sums.set(row[by], (sums.get(row[by]) ?? 0) + row.genomes);
  const ordered = [...sums].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0])).map(([name]) => name);
  const named = ordered.length > 6 ? ordered.slice(0, 5) : ordered;
  const layers = ordered.length > 6 ? [...named, rest] : named;
  const sorted = [...rows].sort((a, b) => a.month.localeCompare(b.month));
  const months = monthsBetween(sorted[0]!.month, sorted.at(-1)!.month);
  const held = layers.map(() => 0);
  return {
    layers,
    months: months.map((month) => {
      let added = 0;
      for (const row of sorted) {
        if (row.month !== month) continue;
        const layer = named.indexOf(row[by]);
        const at = layer >= 0 ? layer : layers.length - 1;
        held[at] = held[at]! + row.genomes;
        added += row.genomes;
      }
      return { month, values: [...held], added };
    }),
  };
}
