/** What may be decided about a discrepancy. */
export const decisions = {
  accept: 'the specimen is taken in as it is',
  reject: 'the specimen is disposed of, with the reason',
  hold: 'the specimen stays apart until somebody knows more',
  match: 'the tube is that line of that order',
  relabel: 'the tube gets another barcode and is that line of that order',
  ignore: 'it is the tube we have; nothing changes',
  'send-back': 'the tube goes back to the sender without being taken in',
  destroy: 'the tube is destroyed without being taken in',
  await: 'the tube may still come',
  'not-taken': 'the tube was never filled; the line is closed',
} as const;
export type Decision = keyof typeof decisions;
export const decisionNames = Object.keys(decisions) as [Decision, ...Decision[]];

interface Rule {
  what: string;
  decisions: readonly Decision[];
}

/** What can be wrong with what came, and what may be decided about it. A laboratory’s quality manual is a change of this table. */
export const discrepancyKinds = {
  'unknown-code': { what: 'No order expects this code.', decisions: ['match', 'send-back', 'destroy'] },
  'no-read': { what: 'A tube whose code cannot be read.', decisions: ['relabel', 'send-back', 'destroy'] },
  duplicate: { what: 'A specimen has this code already.', decisions: ['ignore', 'relabel', 'send-back', 'destroy'] },
  'wrong-kind': { what: 'Another material or tube than was ordered.', decisions: ['accept', 'reject', 'hold'] },
  'wrong-amount': { what: 'Less than half of what was ordered.', decisions: ['accept', 'reject', 'hold'] },
  condition: { what: 'It did not arrive in a good condition.', decisions: ['accept', 'reject', 'hold'] },
  'opted-out': { what: 'The donor has opted out: own treatment only.', decisions: ['hold', 'reject', 'accept'] },
  'no-consent': { what: 'The collection needs a consent that is not here.', decisions: ['hold', 'reject', 'accept'] },
  missing: { what: 'Ordered, and not in this delivery.', decisions: ['await', 'not-taken'] },
} as const satisfies Record<string, Rule>;
export type DiscrepancyKind = keyof typeof discrepancyKinds;

/** Decisions that make a tube nobody expected a specimen of an order. */
export const takesIn: ReadonlySet<Decision> = new Set(['match', 'relabel']);
