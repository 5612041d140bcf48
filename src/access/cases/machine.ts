import type { Words } from './words.ts';

/** Whom a case waits for. */
export type Party = 'applicant' | 'coordinator' | 'body' | 'second-person';

/** Who may cause a change of state: a party, or the calendar and what follows from other changes. */
export type Cause = Party | 'rules';

export interface MachineState {
  words: Words;
  /** Who must act for the case to go on; null where nobody must. */
  waitsFor: Party | null;
  /** Days until it is late; absent where nothing presses. */
  days?: number;
}

export interface Transition<State extends string> {
  readonly from: State;
  readonly to: State;
  readonly by: Cause;
  /** What causes it, for the documentation and the history. */
  readonly when: string;
}

/** A state machine as data. What has no row in `transitions` cannot happen; docs/reference/access-states.md is drawn from it. */
export interface Machine<State extends string = string> {
  readonly kind: CaseKind;
  readonly title: string;
  readonly first: State;
  readonly states: Readonly<Record<State, MachineState>>;
  readonly transitions: readonly Transition<State>[];
}

/** What goes through the coordinating centre. */
export type CaseKind = 'enquiry' | 'application' | 'approval' | 'permit' | 'relinking';

/** The permitted change from one state to another, or undefined. */
export function changeOf<State extends string>(
  machine: Machine<State>,
  from: State,
  to: State,
): Transition<State> | undefined {
  return machine.transitions.find((one) => one.from === from && one.to === to);
}

/** States a case may go to from here; none at its end. */
export function nextStates<State extends string>(machine: Machine<State>, from: State): Transition<State>[] {
  return machine.transitions.filter((one) => one.from === from);
}

/** States nothing leads out of. */
export function endStates<State extends string>({ states, transitions }: Machine<State>): State[] {
  return (Object.keys(states) as State[]).filter((state) => !transitions.some(({ from }) => from === state));
}
