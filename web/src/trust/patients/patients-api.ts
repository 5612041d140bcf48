import { queryOptions } from '@tanstack/react-query';
import type { Genome, Page } from '../../api/answers.ts';
import { apiPath, getJson, sendJson } from '../../api/client.ts';

interface CivilDate {
  date: string;
  precision: 'day' | 'month' | 'year';
}

export interface Person {
  id: string;
  name: string | null;
  nameProtected: boolean;
  protected: boolean;
  sex: 'male' | 'female' | 'unknown';
  born: CivilDate | null;
  died: CivilDate | null;
  provisional: boolean;
  kind: 'person' | 'foetus';
}

interface Named {
  id: string;
  name: string | null;
}

export interface PersonWithFamily {
  person: Person;
  family: {
    mother: Named | null;
    father: Named | null;
    children: Named[];
    siblings: Named[];
    guardians: Named[];
    wards: Named[];
    mergedInto: string | null;
  };
}

export const relationKinds = ['referral', 'admission', 'conference'] as const;
export type RelationKind = (typeof relationKinds)[number];

export interface CareRelation {
  id: string;
  person: string;
  personName: string | null;
  sex: string;
  born: string | null;
  organisation: string;
  organisationId: string;
  kind: RelationKind;
  from: string;
  until: string | null;
  begunBy: string;
  endReason: string | null;
}

export interface EmergencyOpening {
  id: string;
  person: string;
  account: string;
  accountName: string;
  organisation: string | null;
  reason: string;
  openedAt: string;
  closesAt: string;
  reviewedAt: string | null;
  outcome: 'justified' | 'unjustified' | null;
  note: string | null;
}

export function relationsQuery(person?: string, all = false) {
  return queryOptions({
    queryKey: ['care', 'relations', person ?? '', all],
    queryFn: async ({ signal }) =>
      (
        await getJson<{ items: CareRelation[] }>(
          apiPath('/care/relations', { person, all: all || undefined, limit: 500 }),
          signal,
        )
      ).items,
  });
}

export function personQuery(id: string) {
  return queryOptions({
    queryKey: ['person', id],
    queryFn: ({ signal }) => getJson<PersonWithFamily>(apiPath(`/people/${encodeURIComponent(id)}`), signal),
  });
}

export function personGenomesQuery(person: string) {
  return queryOptions({
    queryKey: ['person', person, 'genomes'],
    queryFn: async ({ signal }) =>
      (await getJson<Page<Genome>>(apiPath('/genomes', { person, state: 'all', limit: 100 }), signal)).items,
  });
}

/** Finds somebody by number or identifier; it goes in the body, never in an address. */
export async function identifyPerson(text: string): Promise<Person> {
  return (await sendJson<{ person: Person }>('POST', apiPath('/people/identify'), { text })).person;
}

/** Whether a text may be a civil registration number: ten digits, perhaps with a hyphen. Such a text never goes into an address. */
export function maybeNumber(text: string): boolean {
  return /^\s*\d{6}[-\s]?\d{4}\s*$/.test(text) || /^\s*\d{6}[-\s]?[\dA-Z]{4}\s*$/i.test(text);
}

export function beginRelation(given: { person: string; kind: RelationKind; until?: string }): Promise<CareRelation> {
  return sendJson('POST', apiPath('/care/relations'), given);
}

export function endRelation(id: string, reason: string): Promise<unknown> {
  return sendJson('POST', apiPath(`/care/relations/${encodeURIComponent(id)}/end`), { reason });
}

/** Opens one patient in an emergency, for hours, with a reason. */
export function openInEmergency(given: { person: string; reason: string }): Promise<{ id: string; person: string }> {
  return sendJson('POST', apiPath('/care/emergencies'), given);
}

export function emergenciesQuery(waiting: boolean) {
  return queryOptions({
    queryKey: ['care', 'emergencies', waiting],
    queryFn: async ({ signal }) =>
      (
        await getJson<{ items: EmergencyOpening[] }>(
          apiPath('/care/emergencies', { waiting: waiting || undefined, limit: 200 }),
          signal,
        )
      ).items,
  });
}

export function reviewEmergency(
  id: string,
  given: { outcome: 'justified' | 'unjustified'; note: string },
): Promise<EmergencyOpening> {
  return sendJson('POST', apiPath(`/care/emergencies/${encodeURIComponent(id)}/review`), given);
}
