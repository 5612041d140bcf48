import { queryOptions } from '@tanstack/react-query';
import { apiPath, getJson } from '../../api/client.ts';
import type { BothLanguages } from '../../formatting/use-text.ts';
import type { Unit } from '../biobank-api.ts';

export interface Tube {
  specimen: string;
  barcode: string;
  type: string;
  amount: number;
  unit: Unit;
  state: string;
  because: string | null;
  condition: string | null;
}

export interface Reservation {
  id: string;
  biobank: string;
  project: string;
  permit: string | null;
  scopes: string[];
  state: 'open' | 'closed' | 'cancelled';
  madeAt: string;
  madeBy: string;
  expiresOn: string | null;
}

export interface ReservationDetail extends Reservation {
  tubes: Tube[];
  shipments: string[];
}

export interface Refused {
  code: string;
  specimen: string | null;
  because: string;
}

export interface PickList {
  lines: { specimen: string; barcode: string; type: string; position: string | null }[];
  withdrawn: Refused[];
}

export interface Shipment {
  id: string;
  reservation: string;
  project: string;
  biobank: string;
  recipient: string;
  address: string;
  responsible: string;
  phone: string;
  carrier: string | null;
  byAir: boolean;
  temperature: string;
  dryIceKg: number | null;
  state: 'packed' | 'sent' | 'received' | 'unpacked';
  packedAt: string;
  sentAt: string | null;
  receivedAt: string | null;
}

export type ShipmentDetail = Shipment & { tubes: Tube[] };

export function reservationsQuery(state?: Reservation['state']) {
  return queryOptions({
    queryKey: ['biobank', 'reservations', state ?? null],
    queryFn: async ({ signal }) =>
      (
        await getJson<{ items: (Reservation & { promised: number })[] }>(
          apiPath('/biobank/reservations', { state }),
          signal,
        )
      ).items,
  });
}

export function reservationQuery(id: string) {
  return queryOptions({
    queryKey: ['biobank', 'reservation', id],
    queryFn: ({ signal }) => getJson<ReservationDetail>(apiPath(`/biobank/reservations/${id}`), signal),
  });
}

export function shipmentsQuery(state?: Shipment['state']) {
  return queryOptions({
    queryKey: ['biobank', 'shipments', state ?? null],
    queryFn: async ({ signal }) =>
      (await getJson<{ items: (Shipment & { tubes: number })[] }>(apiPath('/biobank/shipments', { state }), signal))
        .items,
  });
}

export function shipmentQuery(id: string) {
  return queryOptions({
    queryKey: ['biobank', 'shipment', id],
    queryFn: ({ signal }) => getJson<ShipmentDetail>(apiPath(`/biobank/shipments/${id}`), signal),
  });
}

/** A permit that holds now and gives specimens of one's biobank. */
export interface Dispensable {
  permit: string;
  title: string;
  project: string | null;
  until: string | null;
  genetic: boolean;
  lines: { resource: string; name: BothLanguages; material: string; count: number; taken: number }[];
  /** How its tubes are found: by its question to the register, its cohort, or among all of the collection. */
  by: 'question' | 'cohort' | 'collection';
}

/** What a permit gives of one collection and material. */
export type PermitLine = Dispensable['lines'][number];

/** Permits that give tubes from one’s biobanks. */
export const dispensableQuery = queryOptions({
  queryKey: ['biobank', 'dispensable'],
  queryFn: async ({ signal }) =>
    (await getJson<{ items: Dispensable[] }>(apiPath('/access/dispensable'), signal)).items,
});
