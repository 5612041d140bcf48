import { sql } from 'kysely';
import type { Db } from '../../platform/database/index.ts';
import { personRecords } from '../people/index.ts';
import type { Channel, ChoiceScope, ChoiceSource } from './choices.ts';

/** Who is out, and the epoch this holds for. */
export interface OptedOut {
  maskEpoch: number;
  /** Ascending person numbers: everybody who is out, and every record merged with one who is. */
  persons: Uint32Array;
}

/**
 * Everybody who has opted out, read in one snapshot with the epoch. Hundreds of thousands come as one packed value, and only the
 * few who were merged are followed.
 */
export async function optedOutPersons(db: Db, scope: ChoiceScope = 'genetic'): Promise<OptedOut> {
  const { rows } = await sql<{ epoch: number; persons: Buffer | null }>`with
      merged as materialized (select person_no, merged_into_no from trust.people where merged_into_no is not null),
      chosen as materialized (select distinct coalesce(m.merged_into_no, c.person_no) as no
        from trust.consent_choices c left join merged m using (person_no)
        where c.scope = ${scope} and c.person_no is not null and c.superseded_at is null and c.valid_to is null)
    select e.epoch, (select string_agg(int4send(no), '' order by no) from (
        select no from chosen union all select m.person_no from merged m join chosen on chosen.no = m.merged_into_no) o) as persons
    from trust.mask_epoch e`.execute(db);
  const packed = rows[0]!.persons;
  if (packed === null) return { maskEpoch: rows[0]!.epoch, persons: new Uint32Array() };
  // Sent big-endian; the buffer of the driver may not be aligned.
  const bytes = Buffer.from(packed).swap32();
  return {
    maskEpoch: rows[0]!.epoch,
    persons: new Uint32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length)),
  };
}

/** A choice that holds now. */
export interface PresentChoice {
  scope: ChoiceScope;
  since: Date;
  source: ChoiceSource;
}

const group = (personNo: number) => sql`(${personRecords(personNo)})`;

/** A person's choices that hold now, one for each scope they are out of. */
export async function presentChoices(db: Db, personNo: number): Promise<PresentChoice[]> {
  const { rows } = await sql<PresentChoice>`select distinct on (scope) scope, valid_from as since, source
    from trust.consent_choices where person_no in ${group(personNo)} and superseded_at is null and valid_to is null
    order by scope, valid_from`.execute(db);
  return rows;
}

/** Whether this person, or a record merged with them, has opted out. */
export async function isOptedOut(db: Db, personNo: number, scope: ChoiceScope = 'genetic'): Promise<boolean> {
  return (await presentChoices(db, personNo)).some((choice) => choice.scope === scope);
}

/** One thing that was recorded about a person's opt-outs. */
export interface ChoiceEvent {
  scope: ChoiceScope;
  what: 'opt-out' | 'opt-in';
  /** From when it holds. */
  at: Date;
  /** When it became known here. */
  recordedAt: Date;
  source: ChoiceSource;
  recordedBy: string;
  /** Of a choice that staff wrote down. */
  channel: Channel | null;
  reason: string | null;
}

/** Every opt-out and opt-in of a person, as it became known, the newest first. */
export async function choiceHistory(db: Db, personNo: number): Promise<ChoiceEvent[]> {
  const { rows } =
    await sql<ChoiceEvent>`select scope, case when valid_to is null then 'opt-out' else 'opt-in' end as what,
      coalesce(valid_to, valid_from) as at, recorded_at as "recordedAt", source, recorded_by as "recordedBy", channel, reason
    from trust.consent_choices where person_no in ${group(personNo)} order by recorded_at desc, choice_no desc`.execute(
      db,
    );
  return rows;
}
