import { sql } from 'kysely';
import type { ActorRef, Db } from '../../platform/database/index.ts';
import { Problem } from '../../platform/problem/index.ts';
import type { CivilDate } from './civil-date.ts';
import { latestDay } from './civil-date.ts';
import { birthOfCpr, type Cpr, cprKind } from './cpr.ts';
import { type CprKeys, holdRing, ownerOf, seal, unseal } from './cpr-keys.ts';
import { recordCprs } from './cpr-store.ts';
import { errors } from './errors.ts';
import { noteAct } from './history.ts';
import type { PersonNo } from './model.ts';

/** States a person's name. */
export async function recordName(
  trx: Db,
  personNo: PersonNo,
  { given, family }: { given: string | null; family: string | null },
  actor: ActorRef,
): Promise<void> {
  const name = [given, family].filter((part) => part !== null).join(' ') || null;
  await sql`update trust.people set given_name = ${given}, family_name = ${family}, name = ${name}
    where person_no = ${personNo}`.execute(trx);
  await noteAct(trx, personNo, 'name-changed', actor);
}

/** Gives a person a number or another number; the earlier one still finds them. The number's birthday fills an unknown one. */
export async function changeCpr(
  trx: Db,
  keys: CprKeys,
  personNo: PersonNo,
  given: { cpr: Cpr; issuer?: string | null },
  actor: ActorRef,
): Promise<void> {
  const { rows } = await sql`select from trust.people_cpr where person_no = ${personNo}`.execute(trx);
  await recordCprs(trx, keys, [{ personNo, ...given }]);
  const born = birthOfCpr(given.cpr);
  await sql`update trust.people set provisional = false, born = coalesce(born, ${born?.date ?? null}::date),
      born_precision = coalesce(born_precision, ${born?.precision ?? null}) where person_no = ${personNo}`.execute(trx);
  const act = rows.length === 0 ? 'number-given' : 'number-changed';
  await noteAct(trx, personNo, act, actor, { kind: cprKind(given.cpr) });
}

interface Dates {
  born: CivilDate | null;
  died: CivilDate | null;
  kind: 'person' | 'foetus';
}

async function readDates(trx: Db, personNo: PersonNo): Promise<Dates> {
  const { rows } = await sql<Dates>`select kind,
      case when born is not null then json_build_object('date', born, 'precision', born_precision) end as born,
      case when died is not null then json_build_object('date', died, 'precision', died_precision) end as died
    from trust.people where person_no = ${personNo} for update`.execute(trx);
  if (rows[0] === undefined) throw new Problem(errors.unknownPerson, 'Nobody has this number.');
  return rows[0];
}

/** A child is born: a foetus becomes a person, without a number until one is given. */
export async function recordBirth(trx: Db, personNo: PersonNo, born: CivilDate, actor: ActorRef): Promise<void> {
  await readDates(trx, personNo);
  await sql`update trust.people set kind = 'person', born = ${born.date}::date, born_precision = ${born.precision}
    where person_no = ${personNo}`.execute(trx);
  await noteAct(trx, personNo, 'born', actor, { on: born.date, precision: born.precision });
}

/**
 * A person died; `null` takes a mistaken death back.
 * @throws Problem IDUN_PERSON_FACT for a death before the birth
 */
export async function recordDeath(trx: Db, personNo: PersonNo, died: CivilDate | null, actor: ActorRef): Promise<void> {
  const { born } = await readDates(trx, personNo);
  if (died !== null && born !== null && latestDay(died) < born.date) {
    throw new Problem(errors.fact, 'The day of death is before the day of birth.');
  }
  await sql`update trust.people set died = ${died?.date ?? null}::date, died_precision = ${died?.precision ?? null}
    where person_no = ${personNo}`.execute(trx);
  const detail = died && { on: died.date, precision: died.precision };
  await noteAct(trx, personNo, died === null ? 'death-taken-back' : 'died', actor, detail);
}

/** Name and address protection. With it the address is not kept at all: what is not there cannot leak. */
export async function recordProtection(
  trx: Db,
  personNo: PersonNo,
  { on, until = null }: { on: boolean; until?: string | null },
  actor: ActorRef,
): Promise<void> {
  await sql`update trust.people set protected = ${on}, protected_until = ${on ? until : null}::date
    where person_no = ${personNo}`.execute(trx);
  if (on) await sql`delete from trust.person_addresses where person_no = ${personNo}`.execute(trx);
  await noteAct(trx, personNo, on ? 'protected' : 'unprotected', actor, until === null ? null : { until });
}

/** States an address, encrypted; of a person with name and address protection nothing is kept. */
export async function recordAddress(
  trx: Db,
  keys: CprKeys,
  personNo: PersonNo,
  { address, municipality }: { address: string; municipality: string | null },
): Promise<void> {
  const [newest] = await holdRing(trx, keys);
  const sealed = seal(newest.encryption!, Buffer.from(address), ownerOf(personNo));
  await sql`insert into trust.person_addresses (person_no, municipality, address_encrypted, generation)
    select person_no, ${municipality}, ${sealed}, ${newest.generation} from trust.people
    where person_no = ${personNo} and not protected
    on conflict (person_no) do update set municipality = excluded.municipality,
      address_encrypted = excluded.address_encrypted, generation = excluded.generation`.execute(trx);
}

/** A person's address for letters; null where it is protected or not known. */
export async function readAddress(db: Db, keys: CprKeys, personNo: PersonNo): Promise<string | null> {
  const { rows } = await sql<{ sealed: Buffer; generation: number }>`select a.address_encrypted as sealed, a.generation
    from trust.person_addresses a join trust.people p using (person_no)
    where person_no = ${personNo} and not p.protected and a.address_encrypted is not null`.execute(db);
  const row = rows[0];
  if (row === undefined) return null;
  const key = (await keys.ring(db)).find(({ generation }) => generation === row.generation);
  return unseal(key!.encryption!, row.sealed, ownerOf(personNo)).toString();
}
