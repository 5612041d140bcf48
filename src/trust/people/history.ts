import { sql } from 'kysely';
import { type ActorRef, appendEvent, type Db } from '../../platform/database/index.ts';
import type { PersonNo } from './model.ts';

/** What can happen to a person's record. */
export type PersonAct =
  | 'created'
  | 'imported'
  | 'name-changed'
  | 'number-given'
  | 'number-changed'
  | 'born'
  | 'died'
  | 'death-taken-back'
  | 'protected'
  | 'unprotected'
  | 'guardian-added'
  | 'guardian-ended'
  | 'merged'
  | 'took-in'
  | 'unmerged'
  | 'gave-up';

export interface PersonEvent {
  act: PersonAct;
  at: Date;
  actor: string;
  /** Ids and dates; never a number, name or address. */
  detail: Record<string, unknown> | null;
}

/** The actor as texts carry it. */
export const actorText = ({ kind, id }: ActorRef): string => `${kind}:${id}`;

/** Notes what happened, in the transaction that did it, and tells whoever listens (`people.ACT`). */
export async function noteAct(
  trx: Db,
  personNo: PersonNo,
  act: PersonAct,
  actor: ActorRef,
  detail: Record<string, unknown> | null = null,
): Promise<void> {
  await sql`insert into trust.person_history (person_no, act, actor, detail)
    values (${personNo}, ${act}, ${actorText(actor)}, ${detail && JSON.stringify(detail)}::jsonb)`.execute(trx);
  await appendEvent(trx, {
    topic: `people.${act}`,
    aggregate: `person:${personNo}`,
    payload: { personNo, ...detail },
  });
}

/** What happened to a person's record, the newest first; of records merged into it as well. */
export async function listHistory(db: Db, personNo: PersonNo): Promise<PersonEvent[]> {
  const { rows } = await sql<PersonEvent>`select h.act, h.at, h.actor, h.detail from trust.person_history h
    join trust.people p using (person_no) where p.person_no = ${personNo} or p.merged_into_no = ${personNo}
    order by h.event_no desc`.execute(db);
  return rows;
}
