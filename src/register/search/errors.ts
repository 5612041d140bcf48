import type { ProblemSpec } from '../../platform/problem/index.ts';

/** Refusals of the register search. */
export const errors = {
  query: { code: 'IDUN_REGISTER_QUERY', status: 400, title: 'The question to the register cannot be read.' },
  unknownRegister: { code: 'IDUN_REGISTER_UNKNOWN', status: 404, title: 'No such register has been loaded.' },
  unknownCode: { code: 'IDUN_REGISTER_CODE', status: 404, title: 'The register has no such code.' },
  unknownWord: { code: 'IDUN_REGISTER_WORD', status: 404, title: 'The register has no such value.' },
  empty: { code: 'IDUN_REGISTER_EMPTY', status: 404, title: 'No register has been loaded.' },
  tooLarge: { code: 'IDUN_REGISTER_TOO_LARGE', status: 507, title: 'The register does not fit in this program.' },
  tooMuch: { code: 'IDUN_REGISTER_TOO_MUCH', status: 422, title: 'The question has too many parts.' },
  snapshot: { code: 'IDUN_REGISTER_SNAPSHOT', status: 500, title: 'The snapshot of the register cannot be used.' },
} as const satisfies Record<string, ProblemSpec>;
