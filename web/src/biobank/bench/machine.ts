import { type Command, type Condition, readScan, type Scan } from './scan-codes.ts';
import { type Rules, type Tone, toneOf } from './tasks.ts';

/** What an answer says beside its outcome, for words on the screen. */
export type Says = Readonly<Record<string, string | number | null>>;

/** A scanned code and what became of it. */
export interface Entry {
  no: number;
  code: string;
  /** Milliseconds. */
  at: number;
  condition: Condition | null;
  /** `kept`: not answered yet. `answered`, `undone`: by the server. `refused`: not counted. */
  state: 'kept' | 'answered' | 'refused' | 'undone';
  outcome: string;
  says: Says;
  /** Times it was sent without an answer. */
  tries: number;
}

/** What is to be sent, in the order it was scanned. */
export interface Errand {
  no: number;
  what: 'send' | 'undo';
}

/** The last thing the bench said. */
export interface Verdict {
  tone: Tone;
  outcome: string;
  code: string;
  says: Says;
}

/** A bench between two scans. */
export interface Bench {
  next: number;
  /** Newest first. */
  entries: readonly Entry[];
  errands: readonly Errand[];
  /** The first errand is on its way. */
  asked: boolean;
  /** Sending is worth trying. */
  online: boolean;
  /** Said of the next tube. */
  condition: Condition | null;
  amount: number | null;
  /** The order whose tubes come now. */
  requisition: string | null;
  verdict: Verdict | null;
}

export const emptyBench: Bench = {
  ...{ next: 1, entries: [], errands: [], asked: false, online: true },
  ...{ condition: null, amount: null, requisition: null, verdict: null },
};

export type BenchEvent =
  /** `local`: what the bench knows of the code by itself, for when there is no network. */
  | { kind: 'scan'; text: string; at: number; local?: string | undefined }
  | { kind: 'answer'; outcome: string; says?: Says }
  | { kind: 'refusal'; says: Says }
  | { kind: 'no-answer' }
  /** The network may be back, or the page was opened again. */
  | { kind: 'resume' };

export type Effect =
  | { kind: 'send'; entry: Entry }
  | { kind: 'undo'; entry: Entry }
  | { kind: 'command'; command: Command }
  | { kind: 'sound'; tone: Tone }
  | { kind: 'retry' };

export interface Step {
  bench: Bench;
  effects: Effect[];
}

/** Two scans of one code within this time are one pull of the trigger. */
export const bounce = 1200;
const remembered = 200;

function say(bench: Bench, rules: Rules, given: { outcome: string; code?: string; says?: Says }): Step {
  const tone = toneOf(rules, given.outcome);
  const verdict = { tone, outcome: given.outcome, code: given.code ?? '', says: given.says ?? {} };
  return { bench: { ...bench, verdict }, effects: [{ kind: 'sound', tone }] };
}

const change = (bench: Bench, no: number, to: Partial<Entry>): Bench => ({
  ...bench,
  entries: bench.entries.map((entry) => (entry.no === no ? { ...entry, ...to } : entry)),
});

/** Whether the first thing to be sent has been tried in vain: there is no network, or the server is away. */
export function isCut(bench: Bench): boolean {
  const [first] = bench.errands;
  return first !== undefined && bench.entries.some(({ no, tries }) => no === first.no && tries > 0);
}

/** Sends the first errand when nothing is on its way and there is a network. */
function goOn({ bench, effects }: Step): Step {
  const [first] = bench.errands;
  if (first === undefined || bench.asked || !bench.online) return { bench, effects };
  const entry = bench.entries.find(({ no }) => no === first.no);
  if (entry === undefined) return goOn({ bench: { ...bench, errands: bench.errands.slice(1) }, effects });
  return { bench: { ...bench, asked: true }, effects: [...effects, { kind: first.what, entry }] };
}

function takeCode(bench: Bench, rules: Rules, given: { code: string; at: number; local: string | undefined }): Step {
  const { code, at, local } = given;
  const same = bench.entries.find((entry) => entry.code === code && entry.state !== 'undone');
  if (same !== undefined && at - same.at < bounce) return say(bench, rules, { outcome: 'bounced', code });
  if (same?.state === 'kept') return say(bench, rules, { outcome: 'queued', code });
  const entry: Entry = {
    ...{ no: bench.next, code, at, condition: bench.condition, state: 'kept', outcome: 'kept', says: {}, tries: 0 },
  };
  const entries = (one: Entry) => [one, ...bench.entries].slice(0, Math.max(remembered, bench.errands.length + 1));
  const next = { ...bench, next: bench.next + 1, condition: null };
  const cut = isCut(bench);
  if (cut && local !== undefined && toneOf(rules, local) === 'fail') {
    return say({ ...next, entries: entries({ ...entry, state: 'refused', outcome: local }) }, rules, {
      outcome: local,
      code,
    });
  }
  const kept = {
    ...next,
    entries: entries(entry),
    errands: [...bench.errands, { no: entry.no, what: 'send' as const }],
  };
  // With a network the answer speaks; without one it has to be said that nothing is decided yet.
  return goOn(cut ? say(kept, rules, { outcome: 'kept', code }) : { bench: kept, effects: [] });
}

function undo(bench: Bench, rules: Rules): Step {
  const onItsWay = bench.asked ? bench.errands[0]?.no : undefined;
  const undoing = new Set(bench.errands.flatMap(({ no, what }) => (what === 'undo' ? [no] : [])));
  const last = bench.entries.find(
    ({ no, state, outcome }) =>
      !undoing.has(no) && (state === 'kept' || (state === 'answered' && rules.undoable.includes(outcome))),
  );
  if (last === undefined) return say(bench, rules, { outcome: 'nothing-to-undo' });
  const { no, code, says } = last;
  // What nobody has been told yet is simply not sent; one that was tried may have arrived, and has to be taken back.
  if (last.state === 'kept' && no !== onItsWay && last.tries === 0) {
    const errands = bench.errands.filter((errand) => errand.no !== no);
    return say(change({ ...bench, errands }, no, { state: 'undone', outcome: 'undone' }), rules, {
      outcome: 'undone',
      code,
      says,
    });
  }
  return goOn({ bench: { ...bench, errands: [...bench.errands, { no, what: 'undo' }] }, effects: [] });
}

function take(bench: Bench, rules: Rules, scan: Scan, given: { at: number; local: string | undefined }): Step {
  switch (scan.kind) {
    case 'nothing':
      return { bench, effects: [] };
    case 'unreadable':
      return say(bench, rules, { outcome: scan.why });
    case 'condition':
      return say({ ...bench, condition: scan.condition === 'good' ? null : scan.condition }, rules, {
        outcome: 'condition',
        says: { condition: scan.condition },
      });
    case 'amount':
      return say({ ...bench, amount: scan.amount }, rules, { outcome: 'amount', says: { amount: scan.amount } });
    case 'command':
      if (!rules.commands.includes(scan.command)) return say(bench, rules, { outcome: 'no-use' });
      if (scan.command === 'undo') return undo(bench, rules);
      return { bench, effects: [{ kind: 'command', command: scan.command }] };
    case 'code':
      return takeCode(bench, rules, { code: scan.code, ...given });
  }
}

function answered(bench: Bench, rules: Rules, given: { outcome: string; says?: Says }): Step {
  const [errand, ...errands] = bench.errands;
  if (errand === undefined) return { bench, effects: [] };
  const entry = bench.entries.find(({ no }) => no === errand.no);
  const { says = {} } = given;
  // Sent before, without an answer: what the server counted then is what it tells now.
  const late = errand.what === 'send' && (entry?.tries ?? 0) > 0 && given.outcome === rules.again;
  const outcome = errand.what === 'undo' ? 'undone' : late ? 'late' : given.outcome;
  const requisition = typeof says['requisition'] === 'string' ? says['requisition'] : bench.requisition;
  const to = { outcome, says, state: errand.what === 'undo' ? ('undone' as const) : ('answered' as const) };
  const next = change({ ...bench, errands, asked: false, online: true, requisition }, errand.no, to);
  return goOn(say(next, rules, { outcome, code: entry?.code ?? '', says }));
}

/** What happens at a bench when something is scanned or the server answers. Nothing else changes it. */
export function step(bench: Bench, event: BenchEvent, rules: Rules): Step {
  switch (event.kind) {
    case 'scan':
      return take(bench, rules, readScan(event.text), { at: event.at, local: event.local });
    case 'answer':
      return answered(bench, rules, event);
    case 'refusal': {
      const [errand, ...errands] = bench.errands;
      if (errand === undefined) return { bench, effects: [] };
      const code = bench.entries.find(({ no }) => no === errand.no)?.code ?? '';
      // An undo that was refused leaves what it was about as it is.
      const to = errand.what === 'send' ? { state: 'refused' as const, outcome: 'refused', says: event.says } : {};
      const next = change({ ...bench, errands, asked: false, online: true }, errand.no, to);
      return goOn(say(next, rules, { outcome: 'refused', code, says: event.says }));
    }
    case 'no-answer': {
      const [errand] = bench.errands;
      if (errand === undefined) return { bench, effects: [] };
      const tries = (bench.entries.find(({ no }) => no === errand.no)?.tries ?? 0) + 1;
      const next = change({ ...bench, asked: false, online: false }, errand.no, { tries });
      const code = next.entries.find(({ no }) => no === errand.no)?.code ?? '';
      const said = tries === 1 ? say(next, rules, { outcome: 'kept', code }) : { bench: next, effects: [] };
      return { bench: said.bench, effects: [...said.effects, { kind: 'retry' }] };
    }
    case 'resume':
      return goOn({ bench: { ...bench, online: true }, effects: [] });
  }
}

/** A bench as it was left: what was on its way may or may not have arrived, and is sent again. */
export function reopen(saved: Bench): Bench {
  const [first] = saved.errands;
  const bench = { ...saved, asked: false, online: true, verdict: null };
  if (!saved.asked || first === undefined) return bench;
  const tries = (bench.entries.find(({ no }) => no === first.no)?.tries ?? 0) + 1;
  return change(bench, first.no, { tries });
}
