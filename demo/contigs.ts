/** A stretch of a contig, 0-based and half-open. */
export interface Interval {
  readonly start: number;
  readonly end: number;
}

export type ContigRole = 'autosome' | 'X' | 'Y' | 'MT';

export interface DemoContig {
  readonly no: number;
  readonly name: string;
  readonly length: number;
  readonly role: ContigRole;
}

/** The demo reference: a miniature of the human one. No length is that of a real contig in any build. */
export const demoContigs: readonly DemoContig[] = [
  { no: 0, name: '1', length: 901_300, role: 'autosome' },
  { no: 1, name: '2', length: 803_200, role: 'autosome' },
  { no: 2, name: '3', length: 702_900, role: 'autosome' },
  { no: 3, name: '21', length: 601_700, role: 'autosome' },
  { no: 4, name: 'X', length: 603_400, role: 'X' },
  { no: 5, name: 'Y', length: 200_600, role: 'Y' },
  { no: 6, name: 'MT', length: 16_480, role: 'MT' },
];

/** Pseudo-autosomal regions: the same sequence on X and Y; variants there are called on X only, with two copies in everyone. */
export const pseudoautosomal = [
  { name: 'PAR1', X: { start: 0, end: 60_000 }, Y: { start: 0, end: 60_000 } },
  { name: 'PAR2', X: { start: 583_400, end: 603_400 }, Y: { start: 180_600, end: 200_600 } },
] as const;

/** Whether a 0-based position of X lies in a pseudo-autosomal region. */
export function isPseudoautosomal(position: number): boolean {
  return pseudoautosomal.some(({ X }) => position >= X.start && position < X.end);
}

/** Copies of a 0-based position that a genome of this sex has; 0 on a woman's Y and on Y's copy of the pseudo-autosomal regions. */
export function copiesOf(role: ContigRole, sex: 'male' | 'female', position: number): 0 | 1 | 2 {
  if (role === 'autosome') return 2;
  if (role === 'MT') return 1;
  if (role === 'Y') return sex === 'male' ? 1 : 0;
  return sex === 'female' || isPseudoautosomal(position) ? 2 : 1;
}
