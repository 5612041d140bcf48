import { sql } from 'kysely';
import type { Db } from '../../../platform/database/index.ts';
import { newId } from '../../../platform/ids/index.ts';
import { recordAccess } from '../../../trust/audit/index.ts';
import type { Scope } from '../../../trust/scope/index.ts';
import type { CustodyAct, SpecimenState } from '../status.ts';
import { telling } from './refusals.ts';

/** One thing that happened to a specimen, or how one came to be (without a number yet). */
export interface CustodyEvent {
  specimenNo?: number;
  act: CustodyAct;
  /** The state it must be in; whichever it is in, when not given. */
  from?: SpecimenState;
  /** The state it is in afterwards; as it was, when not given. */
  to?: SpecimenState;
  amountChange?: number;
  thawsChange?: number;
  /** What of the specimen is different, by column; of a birth everything. Other facts are kept with the event only. */
  facts?: Record<string, unknown>;
  otherNo?: number;
  /** Of a child: from whom, and how much was taken. */
  parents?: readonly { no: number; taken: number }[];
  happenedAt?: Date;
}

/** A batch of events that are one act of one person. */
export interface CustodyBatch {
  biobankNo: number;
  /** `biobank.what`, as the audit log names the act. */
  action: string;
  /** What it was done to; the biobank's id or an order's, a reservation's, a shipment's. */
  object: string;
  events: readonly CustodyEvent[];
  detail?: object;
  reason?: string | undefined;
  at: Date;
}

/** An event as it was recorded. */
export interface RecordedEvent {
  specimenNo: number;
  id: string;
  seq: number;
  act: CustodyAct;
  digest: string;
}

/** Events of one entry of the log. More are several entries, so that none is megabytes long. */
const largestEntry = 1000;

/**
 * Appends events to the chain of custody in the caller's transaction: the database checks and applies each, and every one of them
 * is named with its hash in an entry of the audit log that commits with it.
 * @returns what was recorded: the given ones in order of their numbers, and what parents gave
 * @throws Problem IDUN_SPECIMEN_STATE, IDUN_SPECIMEN_NOT_ENOUGH, IDUN_SPECIMEN_TREE, IDUN_SPECIMEN_DONOR, IDUN_SPECIMEN_CODE_TAKEN
 */
export async function recordCustody(trx: Db, scope: Scope, batch: CustodyBatch): Promise<RecordedEvent[]> {
  // Always in the same order: two who change the same specimens wait for each other, and never both.
  const events = [...batch.events].sort((a, b) => (a.specimenNo ?? Infinity) - (b.specimenNo ?? Infinity));
  const recorded: RecordedEvent[] = [];
  for (let at = 0; at < events.length; at += largestEntry) {
    recorded.push(...(await recordPart(trx, scope, { ...batch, events: events.slice(at, at + largestEntry) })));
  }
  return recorded;
}

async function recordPart(trx: Db, scope: Scope, given: CustodyBatch): Promise<RecordedEvent[]> {
  const batch = newId('cus');
  const by = `${scope.actor.kind}:${scope.actor.id}`;
  const rows = given.events.map((event, n) => ({
    n,
    specimen_no: event.specimenNo ?? null,
    act: event.act,
    happened_at: event.happenedAt ?? given.at,
    from_state: event.from,
    to_state: event.to,
    amount_change: event.amountChange,
    thaws_change: event.thawsChange,
    facts: event.facts,
    other_no: event.otherNo,
    parents: event.parents,
  }));
  const { rows: recorded } = await telling(
    sql<RecordedEvent>`select specimen_no as "specimenNo", id, seq, act, encode(digest, 'hex') as digest
      from biobank.record_custody(${given.biobankNo}, ${batch}, ${by}, ${JSON.stringify(rows)}::jsonb)`.execute(trx),
  );
  const numbers = [...new Set(recorded.map(({ specimenNo }) => specimenNo))];
  const entry = await recordAccess(trx, scope, {
    action: given.action,
    object: given.object,
    detail: { ...given.detail, custody: recorded.map(({ id, seq, act, digest }) => [id, seq, act, digest]) },
    subjects: await donorsOf(trx, numbers),
    ...(given.reason === undefined ? {} : { reason: given.reason }),
  });
  await sql`select biobank.log_custody(${batch}, ${entry})`.execute(trx);
  return recorded;
}

/** The random ids of the donors of specimens; of a pool all of them. */
export async function donorsOf(db: Db, specimenNos: readonly number[]): Promise<string[]> {
  const { rows } = await sql<{ person: string }>`select distinct person
    from biobank.donors_of(${[...specimenNos]}::int[])`.execute(db);
  return rows.map(({ person }) => person);
}
