import { sql } from 'kysely';
import { type ActorRef, appendEvent, type Db } from '../../platform/database/index.ts';
import { newId } from '../../platform/ids/index.ts';
import { Problem } from '../../platform/problem/index.ts';
import { recordsOf } from '../people/index.ts';
import { actorText, type Channel, type WrittenDown } from './choices.ts';
import { errors } from './errors.ts';
import { type FormKind, requireForm } from './forms.ts';
import type { ConsentUse } from './uses.ts';

/** Who gave a consent. In an emergency nobody could, and care may begin without. */
export type GivenBy = 'self' | 'guardian' | 'proxy' | 'emergency';

/** A consent somebody gave to a project, a biobank or an analysis in care. */
export interface Agreement {
  /** `agr_…` */
  id: string;
  personNo: number;
  code: string;
  version: number;
  kind: FormKind;
  titleDa: string;
  titleEn: string;
  dataset: string | null;
  selfFromAge: number | null;
  givenAt: Date;
  givenBy: GivenBy;
  reason: string | null;
  channel: Channel | null;
  validTo: Date | null;
  endedAt: Date | null;
  state: 'in-force' | 'withdrawn' | 'lapsed' | 'replaced';
}

export interface NewAgreement {
  personNo: number;
  form: string;
  version?: number;
  givenBy: GivenBy;
  decidedByNo?: number;
  givenAt?: Date;
  /** Why there was no consent to wait for; with `emergency`. */
  reason?: string;
  /** How it came, when staff wrote it down. */
  channel?: Channel;
  /** Answers on the form, for example on secondary findings. */
  details?: Record<string, unknown>;
  actor: ActorRef;
}

const columns = sql`a.id, a.person_no as "personNo", f.code, f.version, f.kind, f.title_da as "titleDa", f.title_en as "titleEn",
  f.dataset, f.self_from_age as "selfFromAge", a.given_at as "givenAt", a.given_by as "givenBy", a.reason, a.channel,
  a.valid_to as "validTo", a.ended_at as "endedAt", coalesce(a.ended_as, 'in-force') as state`;
const source = sql`trust.agreements a join trust.consent_forms f using (form_no)`;

async function tell(trx: Db, { id, personNo, code, version, state }: Agreement): Promise<void> {
  await appendEvent(trx, {
    topic: 'consent.agreement',
    aggregate: `person:${personNo}`,
    payload: { id, personNo, code, version, state },
  });
}

/**
 * Records a consent. One to an earlier version of the same form is replaced by it and stays in the history.
 * @throws Problem IDUN_CONSENT_FORM, IDUN_CONSENT_EMERGENCY
 */
export async function recordAgreement(trx: Db, given: NewAgreement): Promise<Agreement> {
  const form = await requireForm(trx, given.form, given.version);
  if (given.givenBy === 'emergency' && (form.kind !== 'care' || given.reason === undefined)) {
    throw new Problem(
      errors.emergency,
      'Only an analysis in care may begin without a consent, with the reason stated.',
    );
  }
  const id = newId('agr');
  const at = given.givenAt ?? null;
  const by = actorText(given.actor);
  await sql`update trust.agreements set ended_at = greatest(coalesce(${at}, clock_timestamp()), given_at), ended_as = 'replaced',
      ended_by = ${by}
    where person_no = any(${await recordsOf(trx, given.personNo)}::int[]) and ended_at is null
      and form_no in (select form_no from trust.consent_forms where code = ${form.code})`.execute(trx);
  await sql`insert into trust.agreements
      (id, person_no, form_no, given_at, given_by, decided_by_no, reason, channel, details, valid_to, recorded_by)
    select ${id}, ${given.personNo}, ${form.formNo}, g.at, ${given.givenBy}, ${given.decidedByNo ?? null}::int,
      ${given.reason ?? null}, ${given.channel ?? null}, ${JSON.stringify(given.details ?? {})}::jsonb, g.at + make_interval(months => ${form.validMonths}::int), ${by}
    from (select coalesce(${at}::timestamptz, clock_timestamp()) as at) g`.execute(trx);
  const agreement = (await readAgreement(trx, id))!;
  await tell(trx, agreement);
  return agreement;
}

/** One consent by its id. */
export async function readAgreement(db: Db, id: string): Promise<Agreement | undefined> {
  const { rows } = await sql<Agreement>`select ${columns} from ${source} where a.id = ${id}`.execute(db);
  return rows[0];
}

/** A person's consents, those in force first; following merges. */
export async function listAgreements(db: Db, personNo: number): Promise<Agreement[]> {
  const { rows } = await sql<Agreement>`select ${columns} from ${source}
    where a.person_no = any(${await recordsOf(db, personNo)}::int[]) order by a.ended_at is not null, a.given_at desc`.execute(
    db,
  );
  return rows;
}

/** What withdrawing did. The dataset that rested on the consent, if any, is for the caller to leave in the same transaction. */
export interface AgreementEnded {
  changed: boolean;
  agreement: Agreement;
}

/**
 * Takes a consent back, for the future. Twice changes nothing.
 * @throws Problem IDUN_CONSENT_AGREEMENT
 */
export async function withdrawAgreement(
  trx: Db,
  id: string,
  actor: ActorRef,
  writtenDown?: WrittenDown,
): Promise<AgreementEnded> {
  const { rows } = await sql`update trust.agreements
    set ended_at = greatest(clock_timestamp(), given_at), ended_as = 'withdrawn', ended_by = ${actorText(actor)},
      end_channel = ${writtenDown?.channel ?? null}, end_reason = ${writtenDown?.reason ?? null}
    where id = ${id} and ended_at is null returning 1`.execute(trx);
  const agreement = await readAgreement(trx, id);
  if (agreement === undefined) throw new Problem(errors.agreement, 'No consent has this id.');
  if (rows.length > 0) await tell(trx, agreement);
  return { changed: rows.length > 0, agreement };
}

/** Ends the consents whose time is over. @returns those that ended now */
export async function lapseAgreements(trx: Db): Promise<Agreement[]> {
  const { rows } = await sql<{ id: string }>`update trust.agreements
    set ended_at = valid_to, ended_as = 'lapsed', ended_by = 'system:lapse'
    where ended_at is null and valid_to <= clock_timestamp() returning id`.execute(trx);
  const lapsed: Agreement[] = [];
  for (const { id } of rows) {
    const agreement = (await readAgreement(trx, id))!;
    await tell(trx, agreement);
    lapsed.push(agreement);
  }
  return lapsed;
}

/** When the next consent's time is over. */
export async function nextLapse(db: Db): Promise<Date | null> {
  const { rows } = await sql<{ at: Date | null }>`select min(valid_to) as at from trust.agreements
    where ended_at is null and valid_to is not null`.execute(db);
  return rows[0]!.at;
}

/** Whether a person's consent to a form was in force at a moment. */
export async function agreedAt(db: Db, personNo: number, code: string, at: Date): Promise<boolean> {
  const { rows } = await sql`select 1 from ${source} where a.person_no = any(${await recordsOf(db, personNo)}::int[])
    and f.code = ${code} and a.given_at <= ${at} and (a.ended_at is null or a.ended_at > ${at})
    and (a.valid_to is null or a.valid_to > ${at}) limit 1`.execute(db);
  return rows.length > 0;
}

/** Which of these people have a consent to a form in force at a moment; following merges. */
export async function agreedPersons(
  db: Db,
  personNos: readonly number[],
  code: string,
  at: Date,
): Promise<ReadonlySet<number>> {
  const { rows } = await sql<{ no: number }>`select distinct coalesce(p.merged_into_no, p.person_no) as no
    from ${source} join trust.people p on p.person_no = a.person_no
    where coalesce(p.merged_into_no, p.person_no) = any(${[...personNos]}::int[]) and f.code = ${code} and a.given_at <= ${at}
      and (a.ended_at is null or a.ended_at > ${at}) and (a.valid_to is null or a.valid_to > ${at})`.execute(db);
  return new Set(rows.map(({ no }) => no));
}

/** What each of these people agreed to with a form that is in force at a moment; following merges. Who did not is not among them. */
export async function agreedUses(
  db: Db,
  personNos: readonly number[],
  code: string,
  at: Date,
): Promise<ReadonlyMap<number, readonly ConsentUse[]>> {
  const { rows } = await sql<{
    no: number;
    uses: ConsentUse[];
  }>`select distinct on (1) coalesce(p.merged_into_no, p.person_no) as no, f.uses
    from ${source} join trust.people p on p.person_no = a.person_no
    where coalesce(p.merged_into_no, p.person_no) = any(${[...personNos]}::int[]) and f.code = ${code} and a.given_at <= ${at}
      and (a.ended_at is null or a.ended_at > ${at}) and (a.valid_to is null or a.valid_to > ${at})
    order by 1, a.given_at desc`.execute(db);
  return new Map(rows.map(({ no, uses }) => [no, uses]));
}

const changedAt = sql`greatest(recorded_at, ended_at)`;

/** The moment of the newest change of any consent, as text; empty where there is none. */
export async function agreementsChangedAt(db: Db): Promise<string> {
  const { rows } = await sql<{ at: string | null }>`select max(${changedAt})::text as at from trust.agreements`.execute(
    db,
  );
  return rows[0]!.at ?? '';
}

/** People of whom a consent was given, taken back or ran out since a moment, under every number they have. */
export async function agreementsChangedSince(db: Db, since: Date): Promise<number[]> {
  const { rows } = await sql<{ no: number }>`with changed as (select person_no from trust.agreements
      where ${changedAt} >= ${since} or (ended_at is null and valid_to between ${since} and clock_timestamp()))
    select person_no as no from changed
    union select q.person_no from changed c join trust.people p using (person_no)
      join trust.people q on q.merged_into_no = p.merged_into_no or q.person_no = p.merged_into_no or q.merged_into_no = p.person_no`.execute(
    db,
  );
  return rows.map(({ no }) => no);
}

/** A consent that somebody should be asked about again. */
export interface ToConfirm extends Agreement {
  why: 'emergency' | 'of-age';
}

/**
 * Consents in force to ask about again: care that began in an emergency, and those a guardian gave for somebody who now decides.
 * @param ages from which age a person decides, by kind of form
 * @param today the civil day
 */
export async function agreementsToConfirm(
  db: Db,
  ages: Readonly<Record<FormKind, number>>,
  today: string,
): Promise<ToConfirm[]> {
  const { rows } =
    await sql<ToConfirm>`select ${columns}, case a.given_by when 'emergency' then 'emergency' else 'of-age' end as why
    from ${source} join trust.people p on p.person_no = a.person_no
    where a.ended_at is null and p.died is null and (a.given_by = 'emergency' or (a.given_by = 'guardian'
      and p.born + make_interval(years => coalesce(f.self_from_age, (${JSON.stringify(ages)}::json->>f.kind)::int)) <= ${today}::date))
    order by a.given_at`.execute(db);
  return rows;
}
