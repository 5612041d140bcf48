import { given, textParam } from '../../search-params.ts';

/** Filters of the log; all stand in the page's address. A person is named by id there, never by number. */
export const auditFilters = ['actor', 'action', 'role', 'organisation', 'subject', 'from', 'to', 'text'] as const;

export type AuditSearch = Partial<Record<(typeof auditFilters)[number], string | undefined>>;

/** Reads the address of the log. */
export function readAuditSearch(search: Record<string, unknown>): AuditSearch {
  return given(Object.fromEntries(auditFilters.map((name) => [name, textParam(search[name])])));
}

/** Reads the address of a page about a period. */
export function readPeriodSearch(search: Record<string, unknown>) {
  return given({ from: textParam(search['from']), to: textParam(search['to']) });
}
