import type { ProblemSpec } from '../../platform/problem/index.ts';

/** Refusals of the catalogue. */
export const errors = {
  notFound: { code: 'IDUN_CATALOGUE_NOT_FOUND', status: 404, title: 'The catalogue has no such entry.' },
  notYours: { code: 'IDUN_CATALOGUE_NOT_YOURS', status: 403, title: 'Somebody else keeps this entry.' },
  entry: { code: 'IDUN_CATALOGUE_ENTRY', status: 422, title: 'The entry cannot be kept.' },
  taken: { code: 'IDUN_CATALOGUE_TAKEN', status: 409, title: 'There is an entry with this ID.' },
  changed: { code: 'IDUN_CATALOGUE_CHANGED', status: 409, title: 'Somebody else changed the entry meanwhile.' },
  refused: { code: 'IDUN_CATALOGUE_REFUSED', status: 422, title: 'The import was refused; nothing was changed.' },
  format: { code: 'IDUN_CATALOGUE_FORMAT', status: 400, title: 'The catalogue has no such table.' },
} as const satisfies Record<string, ProblemSpec>;
