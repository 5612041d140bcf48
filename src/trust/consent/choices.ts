import { sql } from 'kysely';
import { type ActorRef, appendEvent, type Db } from '../../platform/database/index.ts';
import { recordsOf } from '../people/index.ts';
import { holdEpoch, nextEpoch } from './mask-epoch.ts';

/** The two choices of the Danish tissue-use register; never one flag. */
export const choiceScopes = ['genetic', 'material'] as const;
export type ChoiceScope = (typeof choiceScopes)[number];

/** Where a choice comes from. */
export type ChoiceSource = 'register' | 'citizen' | 'guardian' | 'staff';

/** How a choice or consent reached the staff who wrote it down. */
export const channels = ['letter', 'phone', 'digital-post', 'in-person'] as const;
export type Channel = (typeof channels)[number];

/** What staff say about a choice or consent that they write down for somebody. */
export interface WrittenDown {
  channel: Channel;
  /** In their own words; the citizen reads it. */
  reason: string;
}

export interface ChoiceOptions {
  /** Genetic information unless given. */
  scope?: ChoiceScope;
  source?: Exclude<ChoiceSource, 'register'>;
  /** Who decided for a child. */
  guardianNo?: number;
  writtenDown?: WrittenDown;
}

/** What recording a choice did. */
export interface ChoiceRecorded {
  /** false when the choice held already. */
  changed: boolean;
  maskEpoch: number;
}

export const actorText = ({ kind, id }: ActorRef): string => `${kind}:${id}`;

export const open = sql`superseded_at is null and valid_to is null`;

async function tell(trx: Db, personNo: number, scope: ChoiceScope, out: boolean, maskEpoch: number): Promise<void> {
  await appendEvent(trx, {
    topic: 'consent.changed',
    aggregate: `person:${personNo}`,
    payload: { personNo, scope, optedOut: out, maskEpoch },
  });
}

/**
 * The tissue-use register's choice: own treatment only. From the commit on the person is in no frequency, research answer or
 * extract; care is not touched. Recording it twice changes nothing.
 */
export async function recordOptOut(
  trx: Db,
  personNo: number,
  actor: ActorRef,
  { scope = 'genetic', source = 'staff', guardianNo, writtenDown }: ChoiceOptions = {},
): Promise<ChoiceRecorded> {
  const maskEpoch = await holdEpoch(trx);
  const { rows } = await sql`select 1 from trust.consent_choices
    where person_no = any(${await recordsOf(trx, personNo)}::int[]) and scope = ${scope} and ${open} limit 1`.execute(
    trx,
  );
  if (rows.length > 0) return { changed: false, maskEpoch };
  const change = await nextEpoch(trx);
  await sql`insert into trust.consent_choices (person_no, scope, source, guardian_no, channel, reason, valid_from, recorded_at, recorded_by)
    values (${personNo}, ${scope}, ${source}, ${guardianNo ?? null}, ${writtenDown?.channel ?? null}, ${writtenDown?.reason ?? null},
      ${change.exactly}, ${change.exactly}, ${actorText(actor)})`.execute(trx);
  await tell(trx, personNo, scope, true, change.epoch);
  return { changed: true, maskEpoch: change.epoch };
}

/** Ends the opt-out of every record of this person. Without one it changes nothing. The history of both stays. */
export async function recordOptIn(
  trx: Db,
  personNo: number,
  actor: ActorRef,
  { scope = 'genetic', source = 'staff', guardianNo, writtenDown }: ChoiceOptions = {},
): Promise<ChoiceRecorded> {
  const maskEpoch = await holdEpoch(trx);
  const mine = sql`person_no = any(${await recordsOf(trx, personNo)}::int[]) and scope = ${scope} and ${open}`;
  const { rows } = await sql<{ no: number }>`select choice_no as no from trust.consent_choices where ${mine}`.execute(
    trx,
  );
  if (rows.length === 0) return { changed: false, maskEpoch };
  const change = await nextEpoch(trx);
  await endChoices(
    trx,
    rows.map(({ no }) => no),
    {
      at: change.exactly,
      actor: actorText(actor),
      source,
      guardianNo: guardianNo ?? null,
      ...(writtenDown ? { writtenDown } : {}),
    },
  );
  await tell(trx, personNo, scope, false, change.epoch);
  return { changed: true, maskEpoch: change.epoch };
}

/** How opt-outs end: what was known is superseded, and the same with an end is known from now on. */
export async function endChoices(
  trx: Db,
  choiceNos: readonly number[],
  given: {
    at: string;
    actor: string;
    source: ChoiceSource;
    guardianNo?: number | null;
    importNo?: number;
    writtenDown?: WrittenDown;
  },
): Promise<void> {
  await sql`with ended as (
      update trust.consent_choices set superseded_at = ${given.at}, superseded_by = ${given.actor}
      where choice_no = any(${[...choiceNos]}::bigint[]) returning person_no, awaited_no, scope, valid_from)
    insert into trust.consent_choices
      (person_no, awaited_no, scope, source, guardian_no, channel, reason, valid_from, valid_to, recorded_at, recorded_by, import_no)
    select person_no, awaited_no, scope, ${given.source}, ${given.guardianNo ?? null}, ${given.writtenDown?.channel ?? null},
      ${given.writtenDown?.reason ?? null}, valid_from,
      greatest(${given.at}::timestamptz, valid_from), ${given.at}, ${given.actor}, ${given.importNo ?? null}
    from ended`.execute(trx);
}

/** An opt-out of a register that is taken over, with the time it holds from. */
export interface KnownOptOut {
  personNo: number;
  scope: ChoiceScope;
  since: string;
  source: ChoiceSource;
}

/** Records many opt-outs in one mask epoch; for a nation that is loaded, not for choices that people make. */
export async function recordKnownOptOuts(trx: Db, given: readonly KnownOptOut[], actor: ActorRef): Promise<void> {
  if (given.length === 0) return;
  const { exactly } = await nextEpoch(trx);
  await sql`insert into trust.consent_choices (person_no, scope, source, valid_from, recorded_at, recorded_by)
    select r."personNo", r.scope, r.source, r.since, ${exactly}::timestamptz, ${actorText(actor)}
    from json_to_recordset(${JSON.stringify(given)}::json) as r ("personNo" int, scope text, source text, since timestamptz)
    where not exists (select from trust.consent_choices c where c.person_no = r."personNo" and c.scope = r.scope
      and c.superseded_at is null and c.valid_to is null)`.execute(trx);
}
