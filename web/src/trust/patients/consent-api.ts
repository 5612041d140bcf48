import { queryOptions } from '@tanstack/react-query';
import { apiPath, getJson, sendJson } from '../../api/client.ts';

/** How a choice reached the staff who write it down. */
export const channels = ['letter', 'phone', 'digital-post', 'in-person'] as const;
export type Channel = (typeof channels)[number];

type Scope = 'genetic' | 'material';
interface Form {
  code: string;
  title: { da: string; en: string };
}

export interface PersonConsent {
  person: string;
  choices: { scope: Scope; out: boolean }[];
  agreements: { id: string; form: Form; state: 'in-force' | 'withdrawn' | 'lapsed' | 'replaced' }[];
  forms: Form[];
  guardians: { id: string; name: string | null }[];
  history: { scope: Scope; what: 'opt-out' | 'opt-in'; at: string; channel: Channel | null; reason: string | null }[];
}

/** What is written down, and where below the person's address. */
export interface Written {
  path: string;
  body: object;
}

const of = (person: string, rest: string) => apiPath(`/people/${encodeURIComponent(person)}/${rest}`);

export function consentQuery(person: string) {
  return queryOptions({
    queryKey: ['person', person, 'consent'],
    queryFn: ({ signal }) => getJson<PersonConsent>(of(person, 'consent'), signal),
  });
}

export function writeDown(person: string, { path, body }: Written): Promise<unknown> {
  return sendJson('POST', of(person, path), body);
}
