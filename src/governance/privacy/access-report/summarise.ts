import type { CitizenEntry } from '../../../trust/audit/index.ts';
import type { StoredAbout } from '../deps.ts';
import type { DatasetRow } from '../record/store.ts';
import { type Both, sourcePurposes } from './words.ts';

/** Who looked, as a whole. */
export interface Recipient {
  organisation: string | null;
  role: Both;
  purpose: Both;
  entries: number;
  first: string;
  last: string;
}

/** Recipients by organisation, role and purpose, the most frequent first; the person's own looking is left out, refusals too. */
export function summarise(entries: readonly CitizenEntry[]): Recipient[] {
  const found = new Map<string, Recipient>();
  for (const { by, why, at, refused } of entries) {
    if (by.self || refused) continue;
    const key = `${by.organisation}\n${by.role.en}\n${why.purpose.en}`;
    const known = found.get(key);
    // Entries come the newest first.
    if (known !== undefined) {
      known.entries += 1;
      known.first = at;
    } else {
      found.set(key, {
        organisation: by.organisation,
        role: by.role,
        purpose: why.purpose,
        entries: 1,
        first: at,
        last: at,
      });
    }
  }
  return [...found.values()].sort((a, b) => b.entries - a.entries);
}

/** For what the person's data are held, by the datasets they are in. */
export function purposesOf(stored: StoredAbout, terms: readonly DatasetRow[]) {
  return stored.datasets.map(({ name, source, controller, legalBasis }) => {
    const row = terms.find((one) => one.name === name);
    const stated = row?.terms?.purposes?.join('; ');
    const grant = row?.grants.find(({ kind }) => kind === 'controller');
    return {
      purpose:
        stated === undefined || stated === ''
          ? (sourcePurposes[source] ?? sourcePurposes['facility']!)
          : { da: stated, en: stated },
      datasets: [name],
      legalBasis: row?.terms?.legalBasis ?? legalBasis,
      controller: row?.terms?.controller ?? controller ?? grant?.name ?? null,
    };
  });
}
