import type { ProblemSpec } from '../../platform/problem/index.ts';

/** Refusals of dispensing. */
export const errors = {
  reservationUnknown: { code: 'IDUN_RESERVATION_UNKNOWN', status: 404, title: 'There is no such reservation here.' },
  reservationState: { code: 'IDUN_RESERVATION_STATE', status: 409, title: 'The reservation is over.' },
  nothingLeft: { code: 'IDUN_RESERVATION_EMPTY', status: 409, title: 'None of the specimens can be reserved.' },
  short: {
    code: 'IDUN_RESERVATION_SHORT',
    status: 409,
    title: 'Fewer specimens satisfy this than are wanted.',
  },
  wish: { code: 'IDUN_RESERVATION_WISH', status: 422, title: 'What is wanted cannot be read.' },
  tube: { code: 'IDUN_RESERVATION_TUBE', status: 422, title: 'A tube is not out under this reservation.' },
  returnedData: { code: 'IDUN_RETURNED_DATA', status: 422, title: 'The results that were given back cannot be kept.' },
  returnedTwice: { code: 'IDUN_RETURNED_DATA_TWICE', status: 409, title: 'Data of this name was given back before.' },
  shipmentUnknown: { code: 'IDUN_SHIPMENT_UNKNOWN', status: 404, title: 'There is no such shipment here.' },
  shipmentState: {
    code: 'IDUN_SHIPMENT_STATE',
    status: 409,
    title: 'The shipment is not in a state that allows this.',
  },
  packing: { code: 'IDUN_SHIPMENT_PACKING', status: 422, title: 'The shipment may not go out packed like this.' },
  consent: { code: 'IDUN_SHIPMENT_CONSENT', status: 409, title: 'A donor has withdrawn since the tube was picked.' },
  permits: { code: 'IDUN_RESERVATION_PERMIT', status: 409, title: 'The permit cannot be looked up.' },
} as const satisfies Record<string, ProblemSpec>;
