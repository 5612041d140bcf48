import type { ProblemSpec } from '../../platform/problem/index.ts';

/** Refusals of storage. */
export const errors = {
  containerUnknown: { code: 'IDUN_CONTAINER_UNKNOWN', status: 404, title: 'There is no such container here.' },
  containerTaken: { code: 'IDUN_CONTAINER_TAKEN', status: 409, title: 'A container has this name or barcode.' },
  containerType: { code: 'IDUN_CONTAINER_TYPE', status: 422, title: 'A container cannot be like this.' },
  takesNot: { code: 'IDUN_CONTAINER_TAKES_NOT', status: 422, title: 'This does not go into that container.' },
  full: { code: 'IDUN_CONTAINER_FULL', status: 409, title: 'The container is full.' },
  inUse: { code: 'IDUN_CONTAINER_IN_USE', status: 409, title: 'There is something in the container.' },
  positionUnknown: { code: 'IDUN_POSITION_UNKNOWN', status: 422, title: 'The container has no such position.' },
  positionTaken: { code: 'IDUN_POSITION_TAKEN', status: 409, title: 'Something else is in this position.' },
  nowhere: { code: 'IDUN_SPECIMEN_NOWHERE', status: 409, title: 'The specimen has no position.' },
  placed: { code: 'IDUN_SPECIMEN_PLACED', status: 409, title: 'The specimen has a position already.' },
  changed: { code: 'IDUN_STORAGE_CHANGED', status: 409, title: 'Somebody else has just changed this container.' },
  checkUnknown: { code: 'IDUN_RACK_CHECK_UNKNOWN', status: 404, title: 'There is no such check of a rack.' },
  checkDecided: { code: 'IDUN_RACK_CHECK_DECIDED', status: 409, title: 'This was decided before.' },
  checkRack: { code: 'IDUN_RACK_CHECK_RACK', status: 422, title: 'It is not known which rack was scanned.' },
  notStore: { code: 'IDUN_STORAGE_NOT_STORE', status: 422, title: 'Temperatures are of a store.' },
  rule: { code: 'IDUN_TEMPERATURE_RULE', status: 422, title: 'This cannot be a rule for a temperature.' },
  excursionUnknown: { code: 'IDUN_EXCURSION_UNKNOWN', status: 404, title: 'There is no such excursion here.' },
} as const satisfies Record<string, ProblemSpec>;
