import { sql } from 'kysely';
import type { ActorRef, Db } from '../../platform/database/index.ts';
import { Problem } from '../../platform/problem/index.ts';
import { errors } from './errors.ts';
import { actorText, noteAct } from './history.ts';
import type { PersonNo } from './model.ts';

/** Who may decide for a person: the holder of custody of a child, or a guardian by decision of an authority. */
export interface Guardianship {
  guardianshipNo: number;
  childNo: PersonNo;
  guardianNo: PersonNo;
  kind: 'custody' | 'guardian';
  validFrom: string;
  validTo: string | null;
}

export interface NewGuardianship {
  childNo: PersonNo;
  guardianNo: PersonNo;
  kind: Guardianship['kind'];
  validFrom: string;
  validTo?: string | null;
}

/** Adds guardians; one who is guardian already stays so. */
export async function addGuardians(trx: Db, given: readonly NewGuardianship[], actor: ActorRef): Promise<void> {
  if (given.length === 0) return;
  const rows = JSON.stringify(
    given.map(({ childNo, guardianNo, kind, validFrom, validTo = null }) => ({
      ...{ child_no: childNo, guardian_no: guardianNo, kind, valid_from: validFrom, valid_to: validTo },
    })),
  );
  await sql`insert into trust.guardianships (child_no, guardian_no, kind, valid_from, valid_to, recorded_by)
    select r.child_no, r.guardian_no, r.kind, r.valid_from, r.valid_to, ${actorText(actor)}
    from json_to_recordset(${rows}::json) as r (child_no int, guardian_no int, kind text, valid_from date, valid_to date)
    where not exists (select from trust.guardianships g where g.child_no = r.child_no and g.guardian_no = r.guardian_no
      and g.kind = r.kind and g.ended_at is null)`.execute(trx);
  if (given.length > 1000) return;
  for (const { childNo, kind } of given) await noteAct(trx, childNo, 'guardian-added', actor, { kind });
}

/**
 * Ends a guardianship on a day.
 * @throws Problem IDUN_PERSON_FACT when there is none
 */
export async function endGuardian(
  trx: Db,
  given: { childNo: PersonNo; guardianNo: PersonNo; on: string },
  actor: ActorRef,
): Promise<void> {
  const { rows } =
    await sql`update trust.guardianships set valid_to = greatest(${given.on}::date, valid_from), ended_at = now()
    where child_no in (${records(given.childNo)}) and guardian_no in (${records(given.guardianNo)}) and ended_at is null
    returning 1`.execute(trx);
  if (rows.length === 0) throw new Problem(errors.fact, 'These two are not guardian and ward.');
  await noteAct(trx, given.childNo, 'guardian-ended', actor, { on: given.on });
}

const records = (personNo: PersonNo) => sql`select o.person_no from trust.people o
  where o.person_no = ${personNo} or o.merged_into_no = ${personNo}`;

const columns = sql`g.guardianship_no as "guardianshipNo", coalesce(c.merged_into_no, c.person_no) as "childNo",
  coalesce(d.merged_into_no, d.person_no) as "guardianNo", g.kind, g.valid_from as "validFrom", g.valid_to as "validTo"`;

const source = sql`trust.guardianships g join trust.people c on c.person_no = g.child_no
  join trust.people d on d.person_no = g.guardian_no`;

const holdsOn = (day: string) =>
  sql`g.valid_from <= ${day}::date and (g.valid_to is null or g.valid_to > ${day}::date)`;

/** Who this person is guardian of on a day, following merges. Whether they may decide is the rule table's. */
export async function findWards(db: Db, guardianNo: PersonNo, day: string): Promise<Guardianship[]> {
  const { rows } = await sql<Guardianship>`select ${columns} from ${source}
    where g.guardian_no in (${records(guardianNo)}) and ${holdsOn(day)} order by 1`.execute(db);
  return rows;
}

/** The guardians of a person on a day, following merges. */
export async function findGuardians(db: Db, childNo: PersonNo, day: string): Promise<Guardianship[]> {
  const { rows } = await sql<Guardianship>`select ${columns} from ${source}
    where g.child_no in (${records(childNo)}) and ${holdsOn(day)} order by 1`.execute(db);
  return rows;
}
