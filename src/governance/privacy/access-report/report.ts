import { sql } from 'kysely';
import { type Db, unguardDatabase } from '../../../platform/database/index.ts';
import {
  type CitizenEntry,
  type Completeness,
  citizenPage,
  completenessOf,
  recordAccess,
  subjectsByPerson,
} from '../../../trust/audit/index.ts';
import { choiceHistory, listAgreements, presentChoices } from '../../../trust/consent/index.ts';
import { listHistory, listNumbers, looksLikeCpr, type PersonRecord, recordsOf } from '../../../trust/people/index.ts';
import { assertPerson, type Scope } from '../../../trust/scope/index.ts';
import type { PrivacyDeps, StoredAbout } from '../deps.ts';
import { readDatasets } from '../record/store.ts';
import { purposesOf, type Recipient, summarise } from './summarise.ts';
import { type Both, retentionRules, rights } from './words.ts';

/** Everything the house holds of one person and what became of it (GDPR art. 15(1) and (3)). */
export interface AccessReport {
  kind: 'idun.access-report';
  version: 1;
  madeAt: string;
  person: Record<string, unknown> & { id: string; name: string | null };
  stored: StoredAbout & {
    identifiers: { namespace: string; value: string }[];
    history: { at: string; what: string }[];
  };
  purposes: { purpose: Both; datasets: string[]; legalBasis: string | null; controller: string | null }[];
  choices: {
    now: { scope: string; since: string; source: string }[];
    history: { at: string; scope: string; what: string; source: string }[];
  };
  agreements: {
    code: string;
    version: number;
    title: Both;
    givenAt: string;
    givenBy: string;
    validTo: string | null;
    endedAt: string | null;
    state: string;
  }[];
  care: { organisation: string; kind: string; from: string; until: string | null }[];
  emergencies: {
    organisation: string | null;
    reason: string;
    openedAt: string;
    closesAt: string;
    outcome: string | null;
  }[];
  recipients: { summary: Recipient[]; entries: CitizenEntry[]; completeness: Completeness };
  retention: { of: Both; rule: Both }[];
  rights: Both[];
}

const mostEntries = 20_000;

async function allEntries(db: Db, subjects: readonly string[], self: readonly string[]): Promise<CitizenEntry[]> {
  const entries: CitizenEntry[] = [];
  let before: number | undefined;
  do {
    const page = await citizenPage(db, { subjects, self, before, limit: 500 });
    entries.push(...page.items);
    before = page.next ?? undefined;
  } while (before !== undefined && entries.length < mostEntries);
  return entries;
}

async function identifiersOf(db: Db, records: readonly number[]): Promise<{ namespace: string; value: string }[]> {
  const { rows } = await sql<{ namespace: string; value: string }>`select namespace, value from trust.person_identifiers
    where person_no = any(${[...records]}::int[]) order by 1, 2`.execute(db);
  // A sender may have used a civil registration number for a sample's name: it is told that there is one, not which.
  return rows.map(({ namespace, value }) => ({
    namespace,
    value: looksLikeCpr(value) ? '(civil registration number)' : value,
  }));
}

async function careOf(db: Db, records: readonly number[]): Promise<Pick<AccessReport, 'care' | 'emergencies'>> {
  const relations = await sql<{ organisation: string; kind: string; from: Date; until: Date | null }>`
    select o.name as organisation, c.kind, c.valid_from as "from", c.valid_to as until
    from trust.care_relations c join trust.organisations o using (organisation_no)
    where c.person_no = any(${[...records]}::int[]) order by c.valid_from desc`.execute(db);
  const openings = await sql<{
    organisation: string | null;
    reason: string;
    openedAt: Date;
    closesAt: Date;
    outcome: string | null;
  }>`
    select o.name as organisation, e.reason, e.opened_at as "openedAt", e.closes_at as "closesAt", e.outcome
    from trust.emergency_openings e left join trust.organisations o using (organisation_no)
    where e.person_no = any(${[...records]}::int[]) order by e.opened_at desc`.execute(db);
  return {
    care: relations.rows.map((r) => ({ ...r, from: r.from.toISOString(), until: r.until?.toISOString() ?? null })),
    emergencies: openings.rows.map((o) => ({
      ...o,
      openedAt: o.openedAt.toISOString(),
      closesAt: o.closesAt.toISOString(),
    })),
  };
}

async function choicesOf(db: Db, personNo: number): Promise<Pick<AccessReport, 'choices' | 'agreements'>> {
  const agreements = await listAgreements(db, personNo);
  return {
    choices: {
      now: (await presentChoices(db, personNo)).map((c) => ({ ...c, since: c.since.toISOString() })),
      history: (await choiceHistory(db, personNo)).map(({ at, scope, what, source }) => {
        return { at: at.toISOString(), scope, what, source };
      }),
    },
    agreements: agreements.map((a) => ({
      ...{ code: a.code, version: a.version, givenBy: a.givenBy, state: a.state },
      title: { da: a.titleDa, en: a.titleEn },
      givenAt: a.givenAt.toISOString(),
      validTo: a.validTo?.toISOString() ?? null,
      endedAt: a.endedAt?.toISOString() ?? null,
    })),
  };
}

/**
 * Makes the access report of a person. One audit entry, which the next report shows.
 * @param db bound to whom the scope reaches
 * @param self actors that are the reader, as the log names them
 * @throws Problem IDUN_SCOPE_NOT_YOURS
 */
export async function makeAccessReport(
  deps: PrivacyDeps,
  scope: Scope,
  { db, person, self = [] }: { db: Db; person: PersonRecord; self?: readonly string[] },
): Promise<AccessReport> {
  const { database, clock } = deps;
  const { personNo } = person;
  assertPerson(scope, personNo, clock);
  const everybody = unguardDatabase(database).app;
  const records = await recordsOf(db, personNo);
  const subjects = (await subjectsByPerson(everybody, [personNo], deps.genomesOf)).get(personNo) ?? [person.id];
  const stored = await deps.storedAbout(db, personNo);
  const entries = await allEntries(database.app, subjects, self);
  const completeness = await completenessOf(database.app, subjects);
  await recordAccess(database.app, scope, { action: 'gdpr.access-report', object: person.id, subjects }, clock);
  const terms = await readDatasets(everybody);
  const { kind, name, sex, born, died, createdAt, provisional } = person;
  const history = await listHistory(db, personNo);
  return {
    kind: 'idun.access-report',
    version: 1,
    madeAt: clock.now().toISOString(),
    person: {
      ...{ id: person.id, name, kind, sex, born, died, provisional, protected: person.protected },
      createdAt: createdAt.toISOString(),
      numbers: (await listNumbers(db, personNo)).map((n) => {
        return { kind: n.kind, givenAt: n.givenAt.toISOString(), endedAt: n.endedAt?.toISOString() ?? null };
      }),
    },
    stored: {
      ...stored,
      identifiers: await identifiersOf(db, records),
      history: history.map(({ at, act }) => ({ at: at.toISOString(), what: act })),
    },
    purposes: purposesOf(stored, terms),
    ...(await choicesOf(db, personNo)),
    ...(await careOf(db, records)),
    recipients: { summary: summarise(entries), entries, completeness },
    retention: retentionRules,
    rights,
  };
}
