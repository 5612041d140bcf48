import type { ProblemSpec } from '../../platform/problem/index.ts';

/** Refusals of the variant store. */
export const errors = {
  badKey: { code: 'IDUN_VARIANT_BAD_KEY', status: 400, title: 'This does not name a variant.' },
  badRegion: { code: 'IDUN_VARIANT_BAD_REGION', status: 400, title: 'This does not name a region.' },
  contigNotFound: { code: 'IDUN_VARIANT_CONTIG_NOT_FOUND', status: 404, title: 'The reference has no such contig.' },
  referenceNotFound: { code: 'IDUN_REFERENCE_NOT_FOUND', status: 404, title: 'There is no such reference.' },
  refMismatch: { code: 'IDUN_VARIANT_REF_MISMATCH', status: 422, title: 'The reference has other bases there.' },
  idNotFound: { code: 'IDUN_VARIANT_ID_NOT_FOUND', status: 404, title: 'No file carried this identifier.' },
  structuralNotFound: {
    code: 'IDUN_VARIANT_STRUCTURAL_NOT_FOUND',
    status: 404,
    title: 'There is no such structural variant.',
  },
  genomeErased: { code: 'IDUN_GENOME_ERASED', status: 410, title: 'The genome was erased.' },
  groupNotFound: { code: 'IDUN_VARIANT_GROUP_NOT_FOUND', status: 404, title: 'There is no such group.' },
  cohortNotAllowed: { code: 'IDUN_VARIANT_COHORT', status: 403, title: 'This access counts published groups only.' },
  samplesNotFound: { code: 'IDUN_VARIANT_SAMPLES_NOT_FOUND', status: 422, title: 'Named samples do not count here.' },
  genomeNotFound: { code: 'IDUN_GENOME_NOT_FOUND', status: 404, title: 'There is no such genome.' },
  genomeOwnCareOnly: {
    code: 'IDUN_GENOME_OWN_CARE_ONLY',
    status: 403,
    title: 'This person’s genome is for own care only.',
  },
  limitTooSmall: {
    code: 'IDUN_VARIANT_LIMIT_SMALL',
    status: 403,
    title: 'The people of the permit are too few for counts to leave.',
  },
  limitTooAlike: {
    code: 'IDUN_VARIANT_LIMIT_ALIKE',
    status: 403,
    title: 'The people of the permit are nearly a group whose counts are published.',
  },
  badCursor: { code: 'IDUN_VARIANT_BAD_CURSOR', status: 400, title: 'This page mark cannot be read.' },
  segmentLost: { code: 'IDUN_SEGMENT_LOST', status: 500, title: 'A file of the variant store cannot be read.' },
} as const satisfies Record<string, ProblemSpec>;
