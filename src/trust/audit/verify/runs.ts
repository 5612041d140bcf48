import type { CopySource } from '../../../platform/database/index.ts';
import type { Findings } from './report.ts';

/** Neighbouring leaves that are neighbouring entries. */
export interface Run {
  firstLeaf: number;
  firstEntry: number;
  length: number;
}

export const int8 = (value: Buffer): number => Number(value.readBigInt64BE(0));

/** Reads which entries the leaves are, neighbours joined, and checks that each leaf is there once. */
export async function readRuns(source: CopySource, findings: Findings): Promise<{ runs: Run[]; size: number }> {
  const runs: Run[] = [];
  let size = 0;
  await source.copyOut(
    'select first_leaf, first_entry, length from trust.audit_runs order by first_leaf',
    3,
    ([firstLeaf, firstEntry, length]) => {
      const run = { firstLeaf: int8(firstLeaf!), firstEntry: int8(firstEntry!), length: int8(length!) };
      if (run.firstLeaf !== size) {
        const text = `The order of the log was rewritten: after leaf ${size - 1} comes leaf ${run.firstLeaf}.`;
        const kind = run.firstLeaf > size ? 'removed' : 'inserted';
        findings.add({ kind, leaf: Math.min(size, run.firstLeaf), number: run.firstEntry, entry: null, text });
      }
      const last = runs.at(-1);
      const joins =
        last !== undefined &&
        last.firstLeaf + last.length === run.firstLeaf &&
        last.firstEntry + last.length === run.firstEntry;
      if (joins) last.length += run.length;
      else runs.push(run);
      size = Math.max(size, run.firstLeaf + run.length);
    },
  );
  return { runs, size };
}

/** The parts of the runs in leaves [from, to). @param runs ascending */
export function runsWithin(runs: readonly Run[], from: number, to: number): Run[] {
  let low = 0;
  let high = runs.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (runs[middle]!.firstLeaf + runs[middle]!.length <= from) low = middle + 1;
    else high = middle;
  }
  const found: Run[] = [];
  for (let i = low; i < runs.length && runs[i]!.firstLeaf < to; i++) {
    const { firstLeaf, firstEntry, length } = runs[i]!;
    const start = Math.max(firstLeaf, from);
    const end = Math.min(firstLeaf + length, to);
    found.push({ firstLeaf: start, firstEntry: firstEntry + start - firstLeaf, length: end - start });
  }
  return found;
}

/** The entry at a leaf. */
export function entryAt(runs: readonly Run[], leaf: number): number | null {
  const [run] = runsWithin(runs, leaf, leaf + 1);
  return run?.firstEntry ?? null;
}
