import type { Command } from './scan-codes.ts';

/** How an outcome looks and sounds: done, done before, look here, stop. */
export type Tone = 'pass' | 'again' | 'warn' | 'fail';

/** What a bench does with scans. */
export interface Rules {
  commands: readonly Command[];
  /** The outcomes the server or the bench can give, with their tone. */
  outcomes: Readonly<Record<string, Tone>>;
  /** The outcome that says a code was counted before; for a scan sent twice it is the first answer, got late. */
  again: string;
  /** Outcomes that «undo» takes back. */
  undoable: readonly string[];
}

/** Outcomes of every bench. */
export const common = {
  kept: 'warn',
  bounced: 'again',
  queued: 'again',
  late: 'pass',
  undone: 'again',
  'nothing-to-undo': 'warn',
  'no-use': 'warn',
  condition: 'warn',
  amount: 'pass',
  refused: 'fail',
  'not-listed': 'fail',
  'wrong-keyboard': 'fail',
  person: 'fail',
  'too-long': 'fail',
  'unknown-command': 'fail',
} as const satisfies Record<string, Tone>;

/** The benches. A new one is a row here and a page. */
export const tasks = {
  receive: {
    commands: ['done', 'undo', 'sound'],
    outcomes: { received: 'pass', held: 'warn', again: 'again', order: 'pass', discrepancy: 'fail' },
    again: 'again',
    undoable: ['received', 'late'],
  },
  pick: {
    commands: ['undo', 'missing', 'damaged', 'done', 'sound'],
    outcomes: { picked: 'pass', again: 'again', withdrawn: 'fail', 'not-promised': 'fail', unknown: 'fail' },
    again: 'again',
    undoable: ['picked', 'late'],
  },
  place: {
    commands: ['undo', 'done', 'sound'],
    outcomes: {
      ...{ container: 'pass', position: 'pass', placed: 'pass', moved: 'pass', here: 'again' },
      ...{ where: 'warn', 'no-rack': 'fail', unknown: 'fail' },
    },
    again: 'here',
    undoable: ['placed', 'moved'],
  },
  laboratory: {
    commands: ['undo', 'done', 'sound'],
    outcomes: { parent: 'pass', child: 'pass', 'not-usable': 'fail', taken: 'fail', unknown: 'fail' },
    again: 'again',
    undoable: ['parent', 'child'],
  },
  receipt: {
    commands: ['undo', 'done', 'sound'],
    outcomes: { listed: 'pass', extra: 'warn' },
    again: 'again',
    undoable: ['listed', 'extra'],
  },
} as const satisfies Record<string, Rules>;

export type Task = keyof typeof tasks;

/** The tone of an outcome at a bench; one nobody has named stops. */
export function toneOf(rules: Rules, outcome: string): Tone {
  const known: Readonly<Record<string, Tone>> = { ...common, ...rules.outcomes };
  return known[outcome] ?? 'fail';
}
