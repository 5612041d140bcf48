import type { ProblemSpec } from '../../platform/problem/index.ts';

export const errors = {
  noGenes: { code: 'IDUN_TRANSCRIPTS_NO_GENES', status: 422, title: 'The file has no genes.' },
  otherContigs: {
    code: 'IDUN_TRANSCRIPTS_OTHER_CONTIGS',
    status: 422,
    title: 'The genes lie on contigs that the reference does not have.',
  },
} as const satisfies Record<string, ProblemSpec>;
