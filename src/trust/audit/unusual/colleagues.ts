import type { BothLanguages } from '../words/both.ts';

/** What somebody did in a day or another time, as a number. */
export interface Doing {
  actor: string;
  /** '' when there is none. */
  role: string;
  organisation: string | null;
  day: string;
  at: Date;
  value: number;
  entries: string[] | null;
}

/** Somebody beside their colleagues. */
export interface Compared {
  doing: Doing;
  /** null when there are too few to compare with. */
  median: number | null;
  /** Colleagues compared with. */
  among: number;
  where: BothLanguages;
}

const here: BothLanguages = { da: 'i samme organisation', en: 'in the same organisation' };
const everywhere: BothLanguages = { da: 'med samme rolle i landet', en: 'with the same role in the country' };

function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** Puts each beside the median of the others with the same role: of the same organisation, or of all when those are too few. */
export function compareWithColleagues(doings: readonly Doing[], { colleagues }: { colleagues: number }): Compared[] {
  // A colleague counts once, with what is usual for them.
  const usual = new Map<string, { role: string; organisation: string | null; actor: string; values: number[] }>();
  for (const { actor, role, organisation, value } of doings) {
    const key = JSON.stringify([actor, role, organisation]);
    const known = usual.get(key) ?? { actor, role, organisation, values: [] };
    known.values.push(value);
    usual.set(key, known);
  }
  const byRole = new Map<string, { actor: string; organisation: string | null; value: number }[]>();
  for (const { actor, role, organisation, values } of usual.values()) {
    const list = byRole.get(role) ?? [];
    list.push({ actor, organisation, value: medianOf(values) });
    byRole.set(role, list);
  }
  return doings.map((doing): Compared => {
    const all = (byRole.get(doing.role) ?? []).filter(({ actor }) => actor !== doing.actor);
    const near = all.filter(({ organisation }) => organisation === doing.organisation);
    const group = near.length >= colleagues ? near : all;
    const enough = group.length >= colleagues;
    return {
      doing,
      median: enough ? medianOf(group.map(({ value }) => value)) : null,
      among: enough ? group.length : 0,
      where: group === near ? here : everywhere,
    };
  });
}
