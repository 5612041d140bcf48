import type { CopySource } from '../../../platform/database/index.ts';
import type { Findings } from './report.ts';
import { int8, type Run } from './runs.ts';

/** Longest wait for the sequencer that is no finding, in seconds. */
const patience = 60;
/** Gaps between runs asked for in one query. */
const gapsAtOnce = 200;

/**
 * Entries that are in no run of the tree must be waiting for it, and those that wait must be there.
 * @returns how many wait
 */
export async function checkStrays(source: CopySource, runs: readonly Run[], findings: Findings): Promise<number> {
  let pending = 0;
  let late = 0;
  await source.copyOut(
    `select p.entry_no, e.id, coalesce(e.recorded_at < now() - interval '${patience} seconds', false)
      from trust.audit_pending p left join trust.audit_entries e using (entry_no) order by 1`,
    3,
    ([number, id, old]) => {
      pending++;
      if (id === null || id === undefined) {
        const text = `Entry number ${int8(number!)} was removed while it waited for the tree.`;
        findings.add({ kind: 'removed', leaf: null, number: int8(number!), entry: null, text });
      } else if (old![0] === 1) late++;
    },
  );
  if (late > 0) {
    const text = `${late} entries have waited for the tree for more than a minute: no server appends them.`;
    findings.add({ kind: 'waiting', leaf: null, number: null, entry: null, text });
  }
  let stray = 0;
  const gaps = gapsOf(runs);
  for (let at = 0; at < gaps.length && stray === 0; at += gapsAtOnce) {
    const within = gaps
      .slice(at, at + gapsAtOnce)
      .map(({ first, after }) => `e.entry_no >= ${first}${after === undefined ? '' : ` and e.entry_no < ${after}`}`)
      .join(' or ');
    await source.copyOut(
      `select e.entry_no, e.id from trust.audit_entries e where (${within})
        and not exists (select from trust.audit_pending p where p.entry_no = e.entry_no) order by 1 limit 5`,
      2,
      ([number, id]) => {
        stray++;
        const name = id!.toString('utf8');
        const text = `Entry ${name} (number ${int8(number!)}) was inserted: it is in the table, but neither in the tree nor waiting for it.`;
        findings.add({ kind: 'inserted', leaf: null, number: int8(number!), entry: name, text });
      },
    );
  }
  return pending;
}

/** Entry numbers in no run. */
function gapsOf(runs: readonly Run[]): { first: number; after?: number }[] {
  const gaps: { first: number; after?: number }[] = [];
  let next = 0;
  for (const { firstEntry, length } of [...runs].sort((a, b) => a.firstEntry - b.firstEntry)) {
    if (firstEntry > next) gaps.push({ first: next, after: firstEntry });
    next = Math.max(next, firstEntry + length);
  }
  return [...gaps, { first: next }];
}
