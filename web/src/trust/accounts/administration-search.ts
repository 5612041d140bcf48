import { given, textParam } from '../../search-params.ts';

/** Reads the address of the list of accounts. */
export function readAccountsSearch(search: Record<string, unknown>) {
  return given({
    q: textParam(search['q']),
    role: textParam(search['role']),
    organisation: textParam(search['organisation']),
  });
}
