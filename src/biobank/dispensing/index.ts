export type { TubesWanted } from './choose.ts';
export type { DispensingDeps } from './deps.ts';
export { returnTubes } from './left-over.ts';
export { dispensingMigrations } from './migrations/index.ts';
export type { PickLine, Refused, Reservation } from './model.ts';
export { putBack, setAside } from './not-picked.ts';
export { makePackingList } from './packing-list.ts';
export { noPermits, type Permits, type TubesAsked } from './permits.ts';
export { type CheckedOut, checkOut, makePickList } from './pick.ts';
export { noPositions, type Position, type Positions } from './positions.ts';
export { receiveShipment } from './receipt.ts';
export { removeDemoBiobanks } from './remove-demo.ts';
export { cancelReservation, listReservations, showReservation } from './reservations.ts';
export {
  describeRefused,
  type ReservationChoice,
  type ReservationRequest,
  reserveSpecimens,
  tryReservation,
} from './reserve.ts';
export {
  type KeptResults,
  type ReturnedResults,
  type ReturnedRow,
  type RowFault,
  recordReturnedData,
  recordReturnedResults,
  returnResults,
} from './returned.ts';
export { packShipment, sendShipment } from './ship.ts';
export { listShipments, type Shipment, showShipment } from './shipments.ts';
export { shipmentsUnderWay } from './to-projects.ts';
export { readWanted, type Wanted } from './wanted.ts';
