/** States of a command to a robot. `unknown`: nobody can say yet whether the arm has moved; it is looked up before anything else. */
export const commandStates = ['planned', 'sent', 'acknowledged', 'done', 'failed', 'cancelled', 'unknown'] as const;
export type CommandState = (typeof commandStates)[number];

/** One step of a command. */
export interface CommandStep {
  readonly from: CommandState;
  readonly to: CommandState;
  readonly when: string;
}

/**
 * Everything that can become of a command (docs/decisions/0021). The database holds the same table (`biobank.robot_transitions`) and
 * refuses what is not in it. `sent` is written before the first byte leaves, so a command that is `planned` has never left.
 */
export const commandSteps: readonly CommandStep[] = [
  { from: 'planned', to: 'sent', when: 'written before the first byte leaves' },
  { from: 'planned', to: 'cancelled', when: 'nobody wants it any more' },
  { from: 'sent', to: 'acknowledged', when: 'the robot has accepted it' },
  { from: 'sent', to: 'planned', when: 'the robot says it has never heard of it' },
  { from: 'sent', to: 'done', when: 'the robot had done it when it was asked' },
  { from: 'sent', to: 'failed', when: 'the robot refused it' },
  { from: 'sent', to: 'unknown', when: 'no answer, and looking does not tell' },
  { from: 'acknowledged', to: 'done', when: 'the tube was scanned where it should be' },
  { from: 'acknowledged', to: 'failed', when: 'the robot gave it up, or brought another tube' },
  { from: 'acknowledged', to: 'planned', when: 'looking shows that the arm has not moved' },
  { from: 'acknowledged', to: 'cancelled', when: 'the robot had not begun' },
  { from: 'acknowledged', to: 'unknown', when: 'the robot has forgotten it, and looking does not tell' },
  { from: 'unknown', to: 'done', when: 'reconciled: it happened' },
  { from: 'unknown', to: 'planned', when: 'reconciled: it did not happen, and is still wanted' },
  { from: 'unknown', to: 'failed', when: 'reconciled: it did not happen, or something else did' },
];

/** States in which something may be under way; they are looked up before the next command is sent. */
export const openStates: readonly CommandState[] = ['sent', 'acknowledged', 'unknown'];

/** Whether a command can take a step. */
export const canStep = (from: CommandState, to: CommandState): boolean =>
  commandSteps.some((step) => step.from === from && step.to === to);
