import { given, textParam } from '../search-params.ts';

/** Whom a citizen's page is about; nobody named is the citizen. */
export interface CitizenSearch {
  person?: string;
}

/** Reads the address of a citizen's page. */
export function readCitizenSearch(search: Record<string, unknown>): CitizenSearch {
  const person = textParam(search['person']);
  return given({ person: person !== undefined && /^per_[A-Za-z0-9_-]+$/.test(person) ? person : undefined });
}
