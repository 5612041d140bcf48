import { Problem } from '../../platform/problem/index.ts';
import { errors } from './errors.ts';
import { type MaterialName, materials } from './material.ts';

/**
 * The Standard PREanalytical Code, 7 parts of a fluid specimen: type, primary container, delay before the spin, spin, second spin,
 * delay after the spin, storage (Lehmann et al. 2012, doi 10.1089/bio.2012.0012, table 1). A version is data beside the code, so
 * that an older code keeps its meaning.
 */
export const sprecVersions = ['2.0', '3.0', '4.0'] as const;
export type SprecVersion = (typeof sprecVersions)[number];

/** A code with its version. */
export interface Sprec {
  version: SprecVersion;
  parts: readonly string[];
}

const unknown = 'X';
const other = 'Z';

/** What was recorded of how a fluid was handled. Times are instants; what is not known is left out. */
export interface Handling {
  /** SPREC's code of the primary tube, for example `SST` or `PED`. */
  primaryContainer?: string | undefined;
  collectedAt?: Date | undefined;
  spunAt?: Date | undefined;
  storedAt?: Date | undefined;
  /** How it was kept until the spin, and after it. */
  keptBefore?: 'room' | 'cold' | undefined;
  keptAfter?: 'room' | 'cold' | undefined;
  spin?: Spin | 'none' | undefined;
  secondSpin?: Spin | 'none' | undefined;
  /** SPREC's letter of the long-term storage, which depends on the tube and the store. */
  storage?: string | undefined;
}

export interface Spin {
  /** Relative centrifugal force. */
  g: number;
  at: 'room' | 'cold';
  brake: boolean;
}

const hour = 3600_000;

// Up to so many hours; one letter at room temperature, one in the cold.
const beforeSpin: readonly [hours: number, room: string, cold: string][] = [
  [2, 'A', 'B'],
  [4, 'C', 'D'],
  [8, 'E', 'F'],
  [12, 'G', 'H'],
  [24, 'I', 'J'],
  [48, 'K', 'L'],
];
const afterSpin: readonly [hours: number, room: string, cold: string][] = [
  [1, 'B', 'A'],
  [2, 'D', 'C'],
  [8, 'F', 'E'],
  [24, 'H', 'G'],
  [48, 'J', 'I'],
];

function delay(
  from: Date | undefined,
  to: Date | undefined,
  given: { kept: 'room' | 'cold' | undefined; letters: typeof beforeSpin; beyond: string },
): string {
  if (from === undefined || to === undefined || given.kept === undefined) return unknown;
  const hours = (to.getTime() - from.getTime()) / hour;
  if (hours < 0) throw new Problem(errors.sprec, 'A step of the handling is before the one it follows.');
  const found = given.letters.find(([most]) => hours < most);
  if (found === undefined) return given.beyond;
  return given.kept === 'room' ? found[1] : found[2];
}

function spinLetter(spin: Spin | 'none' | undefined): string {
  if (spin === undefined) return unknown;
  if (spin === 'none') return 'N';
  const cold = spin.at === 'cold' ? 1 : 0;
  if (spin.g < 3000) return (spin.brake ? ['B', 'D'] : ['A', 'C'])[cold]!;
  if (!spin.brake) return other;
  if (spin.g < 6000) return ['E', 'F'][cold]!;
  return spin.g <= 10_000 ? ['G', 'H'][cold]! : ['I', 'J'][cold]!;
}

/** The code of a fluid from what was recorded of its handling. What was not recorded is unknown (`X`), never guessed. */
export function buildSprec(type: MaterialName, handling: Handling): Sprec {
  if (materials[type].kind !== 'fluid') {
    throw new Problem(errors.sprec, 'The code of a solid specimen is given, not built from a spin.');
  }
  const { collectedAt, spunAt, storedAt, spin, keptBefore, keptAfter } = handling;
  const spun = spin === 'none' ? storedAt : spunAt;
  return parseSprec(
    [
      materials[type].sprec,
      handling.primaryContainer ?? 'XXX',
      delay(collectedAt, spun, { kept: keptBefore, letters: beforeSpin, beyond: other }),
      spinLetter(spin),
      spinLetter(handling.secondSpin),
      spin === 'none' ? 'N' : delay(spunAt, storedAt, { kept: keptAfter, letters: afterSpin, beyond: 'M' }),
      handling.storage ?? unknown,
    ].join('-'),
    '2.0',
  );
}

/**
 * Reads a code: seven parts, the first two of three letters or digits, the others of one letter.
 * @throws Problem IDUN_SPECIMEN_SPREC
 */
export function parseSprec(text: string, version: SprecVersion = '3.0'): Sprec {
  const parts = text.trim().toUpperCase().split('-');
  // A solid's second part is a letter of three too (how it was taken); its times are single letters.
  const fits = parts.length === 7 && parts.every((part, i) => (i < 2 ? /^[A-Z0-9]{3}$/ : /^[A-Z]{1,3}$/).test(part));
  if (fits) return { version, parts };
  throw new Problem(errors.sprec, 'The code does not have the seven parts of SPREC.', {
    expected: 'for example SER-SST-A-B-N-A-A; X where something is not known, Z where it is something else',
  });
}

/** The code as it is written. */
export const formatSprec = ({ parts }: Pick<Sprec, 'parts'>): string => parts.join('-');
