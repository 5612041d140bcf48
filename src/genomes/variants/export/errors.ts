import type { ProblemSpec } from '../../../platform/problem/index.ts';

export const errors = {
  output: { code: 'IDUN_EXPORT_OUTPUT', status: 422, title: 'The output file could not be written.' },
  format: { code: 'IDUN_EXPORT_FORMAT', status: 400, title: 'The kind of output file is not known.' },
  notVcf: { code: 'IDUN_ANNOTATE_NOT_VCF', status: 422, title: 'The file to annotate is not VCF.' },
  otherReference: {
    code: 'IDUN_ANNOTATE_OTHER_REFERENCE',
    status: 422,
    title: 'The file belongs to another reference.',
  },
} as const satisfies Record<string, ProblemSpec>;
