import type { ContigRole, ParRegions } from '../contigs/index.ts';
import type { Interval } from '../intervals/index.ts';

export type DeclaredSex = 'male' | 'female' | 'unknown';

/** Whether a 0-based position lies in one of a few intervals. */
export function inPar(position: number, par: readonly Interval[]): boolean {
  for (const { start, end } of par) if (position >= start && position < end) return true;
  return false;
}

/**
 * Copies of a position that a genome should have: 0 on a woman's Y, 1 on a man's X and Y outside the pseudo-autosomal
 * regions and on the mitochondrion, 2 elsewhere. null where it depends on a sex that is not known: the call itself then tells.
 * @param position 0-based
 * @param par the pseudo-autosomal regions of the reference
 */
export function expectedPloidy(
  role: ContigRole,
  sex: DeclaredSex,
  position: number,
  par: ParRegions,
): 0 | 1 | 2 | null {
  if (role === 'MT') return 1;
  if (role !== 'X' && role !== 'Y') return 2;
  if (role === 'Y' && sex === 'female') return 0;
  if (role === 'X' && sex === 'female') return 2;
  if (inPar(position, par[role])) return role === 'Y' && sex === 'unknown' ? null : 2;
  return sex === 'male' ? 1 : null;
}
