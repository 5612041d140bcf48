import { Problem } from '../../platform/problem/index.ts';
import { errors } from './errors.ts';
import { type MaterialName, materials } from './material.ts';
import {
  afterSpin,
  beforeSpin,
  collections,
  type Delay,
  fixationHours,
  fixations,
  fluidTypes,
  ischaemia,
  primaryContainers,
  solidTypes,
  spins,
  storages,
  warmBeforeSpin,
} from './sprec-tables.ts';

/**
 * The Standard PREanalytical Code: seven parts of a fluid (type, primary container, delay before the spin, spin, second spin, delay
 * after it, storage) or of a solid (type, how it was taken, warm and cold ischaemia, fixation, its time, storage). The version is data
 * beside the code, so that an older code keeps its meaning.
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
const none = 'N';

/** What was recorded of how a specimen was handled. Times are instants; what is not known is left out. */
export interface Handling {
  /** SPREC's code of the primary tube, for example `SST` or `PED`. */
  primaryContainer?: string | undefined;
  collectedAt?: Date | undefined;
  spunAt?: Date | undefined;
  storedAt?: Date | undefined;
  /** How it was kept until the spin, and after it. */
  keptBefore?: 'room' | 'cold' | 'warm' | undefined;
  keptAfter?: 'room' | 'cold' | undefined;
  spin?: Spin | 'none' | undefined;
  secondSpin?: Spin | 'none' | undefined;
  /** Of a solid: how it was taken, for example `SRG` or `BPS`. */
  collection?: string | undefined;
  /** Minutes without blood before it was taken out, and after; `none` where there are none, as of a biopsy. */
  warmIschaemia?: number | 'none' | undefined;
  coldIschaemia?: number | 'none' | undefined;
  /** For example `NBF` or `SNP`. */
  fixation?: string | undefined;
  fixationHours?: number | 'none' | undefined;
  /** SPREC's letter of the long-term storage, which depends on the tube and the store. */
  storage?: string | undefined;
}

export interface Spin {
  /** Relative centrifugal force. */
  g: number;
  at: 'room' | 'cold';
  brake: boolean;
  /** 10 to 15 when not said. */
  minutes?: number | undefined;
}

const hour = 3600_000;

function delay(
  from: Date | undefined,
  to: Date | undefined,
  given: { kept: Handling['keptBefore']; letters: readonly Delay[] },
): string {
  if (from === undefined || to === undefined || given.kept === undefined) return unknown;
  const hours = (to.getTime() - from.getTime()) / hour;
  if (hours < 0) throw new Problem(errors.sprec, 'A step of the handling is before the one it follows.');
  if (given.kept === 'warm') return hours < 2 ? warmBeforeSpin : other;
  return given.letters.find(({ below }) => hours < below)![given.kept];
}

function spinLetter(spin: Spin | 'none' | undefined): string {
  if (spin === undefined) return unknown;
  if (spin === 'none') return none;
  const { g, at, brake, minutes = 10 } = spin;
  if (minutes === 30) return g < 1000 && at === 'room' && !brake ? 'M' : other;
  if (minutes < 10 || minutes > 15) return other;
  const cold = at === 'cold' ? 1 : 0;
  if (g < 3000) return (brake ? ['B', 'D'] : ['A', 'C'])[cold]!;
  if (!brake) return other;
  if (g < 6000) return ['E', 'F'][cold]!;
  return g <= 10_000 ? ['G', 'H'][cold]! : ['I', 'J'][cold]!;
}

function span(given: number | 'none' | undefined, letters: readonly { below: number; letter: string }[]): string {
  if (given === undefined) return unknown;
  if (given === 'none') return none;
  if (given < 0) throw new Problem(errors.sprec, 'A time cannot be less than nothing.');
  return letters.find(({ below }) => given < below)?.letter ?? other;
}

function fluidParts(type: MaterialName, handling: Handling): string[] {
  const { collectedAt, spunAt, storedAt, spin, keptBefore, keptAfter } = handling;
  const notSpun = spin === 'none';
  return [
    materials[type].sprec,
    handling.primaryContainer ?? 'XXX',
    delay(collectedAt, notSpun ? storedAt : spunAt, { kept: keptBefore, letters: beforeSpin }),
    spinLetter(spin),
    spinLetter(handling.secondSpin),
    notSpun ? none : delay(spunAt, storedAt, { kept: keptAfter, letters: afterSpin }),
    handling.storage ?? unknown,
  ];
}

const solidParts = (type: MaterialName, handling: Handling): string[] => [
  materials[type].sprec,
  handling.collection ?? 'XXX',
  span(handling.warmIschaemia, ischaemia),
  span(handling.coldIschaemia, ischaemia),
  handling.fixation ?? 'XXX',
  span(handling.fixationHours, fixationHours),
  handling.storage ?? unknown,
];

/** The code of a specimen from what was recorded of its handling. What was not recorded is unknown (`X`), never guessed. */
export function buildSprec(type: MaterialName, handling: Handling): Sprec {
  const parts = materials[type].kind === 'fluid' ? fluidParts(type, handling) : solidParts(type, handling);
  const built = parseSprec(parts.join('-'));
  const strange = describeSprec(built).find(({ meaning }) => meaning === null);
  if (strange === undefined) return built;
  throw new Problem(errors.sprec, `SPREC has no ${strange.code} for ${strange.part}.`);
}

/**
 * Reads a code: seven parts, the first two of three letters or digits, the fifth one letter (a fluid’s second spin) or three (a solid’s
 * fixation), the others one letter. Letters that are not known are kept: later versions add some.
 * @throws Problem IDUN_SPECIMEN_SPREC
 */
export function parseSprec(text: string, version: SprecVersion = '3.0'): Sprec {
  const parts = text.trim().toUpperCase().split('-');
  const forms = [/^[A-Z0-9]{3}$/, /^[A-Z0-9]{3}$/, /^[A-Z]$/, /^[A-Z]$/, /^(?:[A-Z]|[A-Z]{3})$/, /^[A-Z]$/, /^[A-Z]$/];
  const fits = parts.length === 7 && parts.every((part, i) => forms[i]!.test(part));
  if (fits) return { version, parts };
  throw new Problem(errors.sprec, 'The code does not have the seven parts of SPREC.', {
    expected:
      'for example SER-SST-A-B-N-A-A or TIS-SRG-C-D-NBF-E-P; X where something is not known, Z where it is something else',
  });
}

/** The code as it is written. */
export const formatSprec = ({ parts }: Pick<Sprec, 'parts'>): string => parts.join('-');

/** A part of a code in words. */
export interface SprecPart {
  part: string;
  code: string;
  /** Null for a letter that version 3.0 does not have. */
  meaning: string | null;
}

function inDelay(letters: readonly Delay[], unit: string): Record<string, string> {
  const words: Record<string, string> = {};
  letters.forEach(({ below, room, cold }, i) => {
    const from = i === 0 ? 0 : letters[i - 1]!.below;
    const text =
      below === Infinity ? `> ${from} ${unit}` : from === 0 ? `< ${below} ${unit}` : `${from}–${below} ${unit}`;
    words[room] = `${text} at room temperature`;
    words[cold] = `${text} at 2–10 °C`;
  });
  return words;
}

function inSpan(letters: readonly { below: number; letter: string }[], unit: string): Record<string, string> {
  return Object.fromEntries(
    letters.map(({ below, letter }, i) => {
      const from = i === 0 ? 0 : letters[i - 1]!.below;
      return [letter, below === Infinity ? `> ${from} ${unit}` : `${from}–${below} ${unit}`];
    }),
  );
}

const unsure = { X: 'unknown', Z: 'other' };
const fluidWords: readonly [part: string, words: Readonly<Record<string, string>>][] = [
  ['type', fluidTypes],
  ['primary container', primaryContainers],
  ['before the spin', { ...inDelay(beforeSpin, 'h'), [warmBeforeSpin]: '< 2 h at 35–38 °C', ...unsure }],
  ['spin', spins],
  ['second spin', spins],
  ['after the spin', { ...inDelay(afterSpin, 'h'), N: 'not spun', ...unsure }],
  ['storage', storages],
];
const solidWords: typeof fluidWords = [
  ['type', solidTypes],
  ['taken by', collections],
  ['warm ischaemia', { ...inSpan(ischaemia, 'min'), N: 'none', ...unsure }],
  ['cold ischaemia', { ...inSpan(ischaemia, 'min'), N: 'none', ...unsure }],
  ['fixation', fixations],
  ['time of fixation', { ...inSpan(fixationHours, 'h'), N: 'none', ...unsure }],
  ['storage', storages],
];

/** What a code says, part by part. */
export function describeSprec({ parts }: Pick<Sprec, 'parts'>): SprecPart[] {
  const words = parts[4]!.length === 3 ? solidWords : fluidWords;
  return parts.map((code, i) => ({ part: words[i]![0], code, meaning: words[i]![1][code] ?? null }));
}
