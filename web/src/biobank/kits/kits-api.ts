import { queryOptions } from '@tanstack/react-query';
import { apiPath, getJson } from '../../api/client.ts';

export const kitStates = ['made', 'sent', 'used', 'received', 'expired'] as const;
export type KitState = (typeof kitStates)[number];

/** A tube of a kit; its barcode is printed before it is filled. */
export interface KitTube {
  type: string;
  container?: string;
  amount?: number;
  barcode?: string;
}

/** A box of labelled tubes that is filled at a visit. */
export interface Kit {
  id: string;
  code: string;
  kind: string;
  collection: string;
  tubes: KitTube[];
  state: KitState;
  expiresOn: string | null;
  sentTo: string | null;
  visit: string | null;
  /** How many of its tubes have been received. */
  came: number;
  changedAt: string;
}

export function kitsQuery(bank: string) {
  return queryOptions({
    queryKey: ['biobank', 'kits', bank],
    queryFn: async ({ signal }) =>
      (await getJson<{ items: Kit[] }>(apiPath('/biobank/kits', { biobank: bank }), signal)).items,
    enabled: bank !== '',
  });
}
