import { apiPath, getJson } from '../../api/client.ts';
import type { Specimen } from '../biobank-api.ts';

/** What a scanned code means in the house. */
export type WhatIs =
  | { kind: 'specimen'; specimen: Pick<Specimen, 'id' | 'barcode' | 'type' | 'amount' | 'unit' | 'state'> }
  | { kind: 'container'; container: { id: string; name: string; kind: string; path: string; takesTubes: boolean } }
  | { kind: 'none' };

/** Asks what a code is; a code nobody has is an answer too. */
export async function whatIs(code: string): Promise<WhatIs> {
  return await getJson<WhatIs>(apiPath(`/biobank/codes/${encodeURIComponent(code)}`));
}
