import { faf95 } from '../../../genetics/frequencies/index.ts';
import type { DisclosureRule } from '../../../trust/scope/index.ts';
import type { AlleleCounts } from '../counts/index.ts';
import type { GroupAnswer } from './model.ts';

/** Counts of a group as an answer, nothing protected. */
export function groupAnswer(group: string, counts: AlleleCounts): GroupAnswer {
  return {
    group,
    ac: counts.ac,
    an: counts.an,
    af: counts.an === 0 ? null : counts.ac / counts.an,
    hom: counts.hom,
    hemi: counts.hemi,
    het: counts.het,
    missing: counts.missing,
    unknown: counts.unknown,
    faf95: faf95(counts.ac, counts.an),
  };
}

/** Whether a rule protects an allele count. */
export function isProtected(ac: number, rule: DisclosureRule): boolean {
  return ac > 0 && ac < rule.minimumCount;
}

/**
 * Applies the rule to the groups of one answer. A count above zero and below the minimum is hidden with everything derived
 * from it. Where the groups of one kind (`sex:`, `dataset:`, …) and `all` would give a hidden count away as a difference,
 * the smallest other count above zero is hidden too. Carriers in no group of the kind count as one more, unpublished group.
 */
export function applyDisclosure(groups: readonly GroupAnswer[], rule: DisclosureRule): GroupAnswer[] {
  if (rule.minimumCount <= 0) return [...groups];
  const hidden = new Set(groups.filter((g) => isProtected(g.ac ?? 0, rule)).map((g) => g.group));
  const all = groups.find((g) => g.group === 'all')?.ac ?? 0;
  for (const partition of partitions(groups)) protectComplement(partition, all, hidden, rule);
  return groups.map((group) => (hidden.has(group.group) ? protect(group, rule) : group));
}

function protect(group: GroupAnswer, rule: DisclosureRule): GroupAnswer {
  const below = (group.ac ?? 0) < rule.minimumCount;
  return {
    ...group,
    ac: null,
    af: null,
    hom: null,
    hemi: null,
    het: null,
    faf95: null,
    protected: below ? `<${rule.minimumCount}` : 'complement',
  };
}

/** Groups of one kind: those with the same word before the colon. */
function partitions(groups: readonly GroupAnswer[]): GroupAnswer[][] {
  const byKind = new Map<string, GroupAnswer[]>();
  for (const group of groups) {
    if (group.group === 'all') continue;
    const kind = group.group.split(':', 1)[0]!;
    const known = byKind.get(kind);
    if (known) known.push(group);
    else byKind.set(kind, [group]);
  }
  return [...byKind.values()];
}

function protectComplement(
  partition: readonly GroupAnswer[],
  all: number,
  hidden: Set<string>,
  rule: DisclosureRule,
): void {
  const remainder = Math.max(0, all - partition.reduce((sum, g) => sum + (g.ac ?? 0), 0));
  const hiddenHere = partition.filter((g) => hidden.has(g.group)).length;
  const atRisk = hiddenHere > 0 || isProtected(remainder, rule);
  if (!atRisk || hiddenHere + (remainder > 0 ? 1 : 0) !== 1) return;
  const others = partition.filter((g) => !hidden.has(g.group) && (g.ac ?? 0) > 0);
  const smallest = others.reduce<GroupAnswer | null>((a, b) => (a === null || b.ac! < a.ac! ? b : a), null);
  if (smallest) hidden.add(smallest.group);
}
