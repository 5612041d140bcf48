import { sql } from 'kysely';
import { leaveDatasetIn } from '../../genomes/archive/index.ts';
import type { ActorRef, Db } from '../../platform/database/index.ts';
import {
  type Agreement,
  type AgreementEnded,
  lapseAgreements,
  type WrittenDown,
  withdrawAgreement,
} from '../../trust/consent/index.ts';
import { readPeople } from '../../trust/people/index.ts';

/** Takes a consent back and leaves the dataset that rested on it, in one transaction. */
export async function withdrawConsent(
  trx: Db,
  id: string,
  actor: ActorRef,
  writtenDown?: WrittenDown,
): Promise<AgreementEnded> {
  const ended = await withdrawAgreement(trx, id, actor, writtenDown);
  if (ended.changed) await leaveItsDataset(trx, ended.agreement, 'the consent was withdrawn', actor);
  return ended;
}

/** Ends the consents whose time is over, with their datasets. @returns how many ended */
export async function lapseConsents(trx: Db): Promise<number> {
  const lapsed = await lapseAgreements(trx);
  for (const agreement of lapsed) {
    await leaveItsDataset(trx, agreement, 'the consent lapsed', { kind: 'system', id: 'consent' });
  }
  return lapsed.length;
}

async function leaveItsDataset(trx: Db, { dataset, personNo }: Agreement, reason: string, actor: ActorRef) {
  if (dataset === null) return;
  const { rows } = await sql`select from genomes.datasets where name = ${dataset}`.execute(trx);
  const person = (await readPeople(trx, [personNo])).get(personNo)!;
  if (rows.length > 0) await leaveDatasetIn(trx, { dataset, person: person.id, reason, actor });
}
