import { sql } from 'kysely';
import { appendEvent, type Db } from '../../platform/database/index.ts';
import { type MergeChange, type MergeFollower, recordsOf } from '../people/index.ts';
import { actorText } from './choices.ts';
import { nextEpoch } from './mask-epoch.ts';

/**
 * What merging people means for their choices. Merged, whoever of them is out is out. Parted, each has the own choices again, and
 * in doubt stays out: an opt-out made meanwhile counts for both, an end made meanwhile only for the one who stays.
 */
export const consentFollowsMerges: MergeFollower = {
  async merged(trx) {
    await nextEpoch(trx);
  },
  async unmerged(trx, change) {
    const { epoch, exactly } = await nextEpoch(trx);
    await restoreEnded(trx, change, exactly);
    await shareMadeMeanwhile(trx, change, exactly);
    for (const { personNo } of [change.record, change.person]) {
      await appendEvent(trx, {
        topic: 'consent.changed',
        aggregate: `person:${personNo}`,
        payload: { personNo, maskEpoch: epoch },
      });
    }
  },
};

const columns = sql`(person_no, scope, source, guardian_no, valid_from, recorded_at, recorded_by)`;

// An opt-in while they were one person ended the other's opt-out too, which that other never said.
async function restoreEnded(trx: Db, { record, mergedAt, actor }: MergeChange, at: string): Promise<void> {
  const { rows } = await sql<{ no: number }>`select choice_no as no from trust.consent_choices c
    where person_no = any(${await recordsOf(trx, record.personNo)}::int[]) and superseded_at is null
      and valid_to is not null and recorded_at > ${mergedAt}
      and source <> 'register' and valid_from <= ${mergedAt}
      and not exists (select from trust.consent_choices o where o.person_no = c.person_no and o.scope = c.scope
        and o.superseded_at is null and o.valid_to is null)`.execute(trx);
  for (const { no } of rows) {
    await sql`update trust.consent_choices set superseded_at = ${at}, superseded_by = ${actorText(actor)}
      where choice_no = ${no}`.execute(trx);
    await sql`insert into trust.consent_choices ${columns}
      select person_no, scope, 'staff', guardian_no, valid_from, ${at}, ${actorText(actor)} from trust.consent_choices o
      where choice_no = ${no} and not exists (select from trust.consent_choices x where x.person_no = o.person_no
        and x.scope = o.scope and x.superseded_at is null and x.valid_to is null and x.source <> 'register')`.execute(
      trx,
    );
  }
}

// Nobody can tell now which of the two said it.
async function shareMadeMeanwhile(
  trx: Db,
  { record, person, mergedAt, actor }: MergeChange,
  at: string,
): Promise<void> {
  await sql`insert into trust.consent_choices ${columns}
    select distinct on (scope) ${record.personNo}::int, scope, 'staff', null::int, valid_from, ${at}::timestamptz, ${actorText(actor)}
    from trust.consent_choices c
    where person_no = any(${await recordsOf(trx, person.personNo)}::int[]) and superseded_at is null and valid_to is null and source <> 'register'
      and recorded_at > ${mergedAt} and recorded_at < ${at}
      and not exists (select from trust.consent_choices o where o.person_no = any(${await recordsOf(trx, record.personNo)}::int[]) and o.scope = c.scope
        and o.superseded_at is null and o.valid_to is null)
    order by scope, valid_from`.execute(trx);
}
