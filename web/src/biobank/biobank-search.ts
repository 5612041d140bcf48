import { given, listParam, textParam, wordParam } from '../search-params.ts';

/** Address of the list of specimens. */
export function readSpecimensSearch(search: Record<string, unknown>) {
  return given({
    biobank: listParam(search['biobank']),
    collection: listParam(search['collection']),
    type: listParam(search['type']),
    state: listParam(search['state']),
    container: listParam(search['container']),
    lineage: listParam(search['lineage']),
    condition: listParam(search['condition']),
    barcode: textParam(search['barcode']),
    requisition: textParam(search['requisition']),
    block: textParam(search['block']),
    measured: textParam(search['measured']),
    collectedFrom: textParam(search['collectedFrom']),
    collectedTo: textParam(search['collectedTo']),
    sort: textParam(search['sort']),
  });
}

/** Address of the list of reservations. */
export function readReservationsSearch(search: Record<string, unknown>) {
  return given({ state: wordParam(search['state'], ['open', 'closed', 'cancelled'] as const) });
}

/** Address of the freezer map: the container that is open, and a tube to show. */
export function readStorageSearch(search: Record<string, unknown>) {
  return given({ at: textParam(search['at']), find: textParam(search['find']) });
}

/** Address of the discrepancies: those that are decided too. */
export function readDiscrepanciesSearch(search: Record<string, unknown>) {
  return given({ all: search['all'] === true || search['all'] === 'true' ? true : undefined });
}
