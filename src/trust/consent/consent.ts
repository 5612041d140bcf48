import { sql } from 'kysely';
import { type ActorRef, appendEvent, type Db } from '../../platform/database/index.ts';

/** The channel on which a new mask epoch is told; the payload is the epoch. */
export const maskChannel = 'idun_mask';

/**
 * Starts a new mask epoch in the caller's transaction, so that no count of the old mask is taken for current once it
 * commits. Every change of who may be counted does this: opt-out, opt-in, leaving a dataset, erasure.
 * @returns the new epoch
 */
export async function bumpMaskEpoch(trx: Db): Promise<number> {
  const { rows } = await sql<{ epoch: number }>`update trust.mask_epoch
    set epoch = epoch + 1, changed_at = clock_timestamp() returning epoch`.execute(trx);
  const epoch = rows[0]!.epoch;
  await sql`select pg_notify(${maskChannel}, ${String(epoch)})`.execute(trx);
  return epoch;
}

/** The mask epoch now. */
export async function currentEpoch(db: Db): Promise<number> {
  const { rows } = await sql<{ epoch: number }>`select epoch from trust.mask_epoch`.execute(db);
  return rows[0]!.epoch;
}

/** What recording a choice did. */
export interface ChoiceRecorded {
  /** false when the choice held already. */
  changed: boolean;
  maskEpoch: number;
}

async function tell(trx: Db, personNo: number, optedOut: boolean): Promise<ChoiceRecorded> {
  const maskEpoch = await bumpMaskEpoch(trx);
  await appendEvent(trx, {
    topic: 'consent.changed',
    aggregate: `person:${personNo}`,
    payload: { personNo, optedOut, maskEpoch },
  });
  return { changed: true, maskEpoch };
}

/**
 * The tissue-use register's choice: own treatment only. From the commit on the person is in no frequency, research answer or
 * extract; care is not touched. Recording it twice changes nothing.
 */
export async function recordOptOut(trx: Db, personNo: number, actor: ActorRef): Promise<ChoiceRecorded> {
  const { rows } = await sql`insert into trust.consent_choices (person_no, act, valid_from, recorded_by)
    values (${personNo}, 'opt-out', now(), ${`${actor.kind}:${actor.id}`})
    on conflict (person_no, act) where valid_to is null do nothing returning 1`.execute(trx);
  if (rows.length === 0) return { changed: false, maskEpoch: await currentEpoch(trx) };
  return await tell(trx, personNo, true);
}

/** Ends the opt-out. Without one it changes nothing. The history of both stays. */
export async function recordOptIn(trx: Db, personNo: number, actor: ActorRef): Promise<ChoiceRecorded> {
  const { rows } = await sql`update trust.consent_choices
    set valid_to = greatest(now(), valid_from), recorded_by = recorded_by || ', ended by ' || ${`${actor.kind}:${actor.id}`}
    where person_no = ${personNo} and act = 'opt-out' and valid_to is null returning 1`.execute(trx);
  if (rows.length === 0) return { changed: false, maskEpoch: await currentEpoch(trx) };
  return await tell(trx, personNo, false);
}

/** Who is out, and the epoch this holds for. */
export interface OptedOut {
  maskEpoch: number;
  /** Ascending person numbers. */
  persons: Uint32Array;
}

/** Everybody who has opted out, read in one snapshot with the epoch. */
export async function optedOutPersons(db: Db): Promise<OptedOut> {
  const { rows } = await sql<{ epoch: number; persons: number[] }>`select e.epoch,
      array(select person_no from trust.consent_choices
        where act = 'opt-out' and valid_to is null order by person_no) as persons
    from trust.mask_epoch e`.execute(db);
  return { maskEpoch: rows[0]!.epoch, persons: Uint32Array.from(rows[0]!.persons) };
}

/** Whether this person has opted out. */
export async function isOptedOut(db: Db, personNo: number): Promise<boolean> {
  const { rows } = await sql`select 1 from trust.consent_choices
    where person_no = ${personNo} and act = 'opt-out' and valid_to is null`.execute(db);
  return rows.length > 0;
}
