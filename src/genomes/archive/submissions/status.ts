/** States of a submission. */
export type SubmissionState =
  | 'received'
  | 'validating'
  | 'accepted'
  | 'quarantined'
  | 'rejected'
  | 'retracted'
  | 'replaced';

/** One permitted change of state: what causes it, in words for the documentation and the history. */
export interface Transition {
  readonly from: SubmissionState;
  readonly to: SubmissionState;
  readonly by: string;
}

/** Every permitted change of state. What is not here cannot happen. docs/reference/submission-states.md is drawn from this table. */
export const transitions: readonly Transition[] = [
  { from: 'received', to: 'validating', by: 'processing begins' },
  { from: 'validating', to: 'received', by: 'processing was interrupted' },
  { from: 'validating', to: 'accepted', by: 'no rule objects' },
  { from: 'validating', to: 'quarantined', by: 'a rule asks for a person' },
  { from: 'validating', to: 'rejected', by: 'an error was found, or the same content is here' },
  { from: 'received', to: 'rejected', by: 'the originals cannot be read' },
  { from: 'quarantined', to: 'accepted', by: 'a person released it' },
  { from: 'quarantined', to: 'rejected', by: 'a person rejected it' },
  { from: 'accepted', to: 'retracted', by: 'a person retracted it' },
  { from: 'accepted', to: 'replaced', by: 'a newer submission took its place' },
];

/** All states, in the order of a submission's life. */
export const submissionStates: readonly SubmissionState[] = [
  'received',
  'validating',
  'accepted',
  'quarantined',
  'rejected',
  'retracted',
  'replaced',
];

/** States in which the content counts as being in the archive: the same content is not taken twice. */
export const liveStates: readonly SubmissionState[] = ['received', 'validating', 'accepted', 'quarantined'];

/** Whether a submission may go from one state to another. */
export function mayChange(from: SubmissionState, to: SubmissionState): boolean {
  return transitions.some((t) => t.from === from && t.to === to);
}

/** States that a submission may go to from here; none when it has come to its end. */
export function nextStates(from: SubmissionState): SubmissionState[] {
  return transitions.filter((t) => t.from === from).map((t) => t.to);
}
