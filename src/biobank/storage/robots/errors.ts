import type { ProblemSpec } from '../../../platform/problem/index.ts';

/** Refusals of the automated stores. */
export const errors = {
  robotUnknown: { code: 'IDUN_ROBOT_UNKNOWN', status: 404, title: 'There is no such automated store here.' },
  robotTaken: { code: 'IDUN_ROBOT_TAKEN', status: 409, title: 'An automated store has this name.' },
  robotGiven: { code: 'IDUN_ROBOT_GIVEN', status: 422, title: 'An automated store cannot be like this.' },
  robotAway: { code: 'IDUN_ROBOT_AWAY', status: 503, title: 'The automated store does not answer.' },
  robotAnswer: {
    code: 'IDUN_ROBOT_ANSWER',
    status: 502,
    title: 'The automated store answered what nobody understands.',
  },
  robotBusy: { code: 'IDUN_ROBOT_BUSY', status: 409, title: 'Somebody else works with the automated store.' },
  commandUnknown: { code: 'IDUN_ROBOT_COMMAND_UNKNOWN', status: 404, title: 'There is no such command here.' },
  commandState: {
    code: 'IDUN_ROBOT_COMMAND_STATE',
    status: 409,
    title: 'The command is not in a state that allows this.',
  },
  commandOpen: { code: 'IDUN_ROBOT_COMMAND_OPEN', status: 409, title: 'The tube is on its way already.' },
  notStored: { code: 'IDUN_ROBOT_NOT_STORED', status: 409, title: 'None of the tubes lies in an automated store.' },
} as const satisfies Record<string, ProblemSpec>;
