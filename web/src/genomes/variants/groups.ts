import type { GroupCount } from '../../api/answers.ts';

/** Which question a group answers; groups of one kind stand together in the table. */
export type GroupKind = 'all' | 'unrelated' | 'sex' | 'dataset' | 'source' | 'patientGroup' | 'affected' | 'other';

const prefixes: GroupKind[] = ['sex', 'dataset', 'source', 'patientGroup', 'affected'];

/** The kind of a group and its name within it: `dataset:NAME` is a dataset called NAME. */
export function groupParts(group: string): { kind: GroupKind; name: string } {
  if (group === 'all' || group === 'unrelated') return { kind: group, name: group };
  const colon = group.indexOf(':');
  const kind = prefixes.find((prefix) => prefix === group.slice(0, colon));
  return kind ? { kind, name: group.slice(colon + 1) } : { kind: 'other', name: group };
}

/** Groups in the order of the table: everyone first, then each kind under a heading of its own. */
export function groupSections(groups: GroupCount[]): { kind: GroupKind; groups: GroupCount[] }[] {
  const order: GroupKind[] = ['all', 'unrelated', ...prefixes, 'other'];
  return order
    .map((kind) => ({ kind, groups: groups.filter((group) => groupParts(group.group).kind === kind) }))
    .filter((section) => section.groups.length > 0);
}

/** Four different things a cell can be; they are never drawn alike. */
export type CountCell =
  | { kind: 'known'; value: number }
  /** Below the smallest count that may leave; `shown` is `<5`. */
  | { kind: 'protected'; shown: string }
  /** Hidden so that another hidden cell cannot be computed. */
  | { kind: 'hidden' }
  /** Nobody knows. */
  | { kind: 'unknown' };

/** What the allele count of a group is. */
export function alleleCountCell(group: Pick<GroupCount, 'ac' | 'protected'>): CountCell {
  if (group.ac !== null && group.ac !== undefined) return { kind: 'known', value: group.ac };
  if (group.protected?.startsWith('<')) return { kind: 'protected', shown: group.protected };
  return group.protected ? { kind: 'hidden' } : { kind: 'unknown' };
}

/** What the number of readable alleles of a group is; zero with genomes nobody can judge means unknown. */
export function alleleNumberCell(group: Pick<GroupCount, 'an' | 'unknown' | 'protected'>): CountCell {
  if (group.an === null || group.an === undefined) return group.protected ? { kind: 'hidden' } : { kind: 'unknown' };
  if (group.an === 0 && (group.unknown ?? 0) > 0) return { kind: 'unknown' };
  return { kind: 'known', value: group.an };
}

/** A count that is hidden together with the allele count (homozygotes, hemizygotes, FAF95). */
export function companionCell(group: GroupCount, value: number | null | undefined): CountCell {
  if (value !== null && value !== undefined) return { kind: 'known', value };
  return group.ac === null && group.protected ? { kind: 'hidden' } : { kind: 'unknown' };
}

/** The text of a cell as it leaves the page; a protected cell stays protected. */
export function cellText(cell: CountCell): string | number | null {
  if (cell.kind === 'known') return cell.value;
  if (cell.kind === 'protected') return cell.shown;
  return cell.kind === 'hidden' ? 'hidden' : null;
}

/** The right end of the interval column: a round share (1, 2 or 5 times a power of ten) at or above the largest. */
export function roundShare(largest: number): number {
  if (largest <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(largest));
  const step = [1, 2, 5, 10].find((factor) => factor * power >= largest * (1 - 1e-9)) ?? 10;
  return Math.min(1, step * power);
}

/** The frequency the answer's group of everyone carries, for the heading. */
export function everyone(groups: GroupCount[]): GroupCount | undefined {
  return groups.find((group) => group.group === 'all') ?? groups[0];
}
