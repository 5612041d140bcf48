import { type RawBuilder, sql } from 'kysely';
import type { Db } from '../../platform/database/index.ts';
import { isId } from '../../platform/ids/index.ts';
import { Problem } from '../../platform/problem/index.ts';
import { reaches, type Scope } from '../../trust/scope/index.ts';
import { errors } from './errors.ts';
import type { Specimen, SpecimenAnswer } from './model.ts';
import type { SpecimenState } from './status.ts';

export const specimenColumns = sql`s.specimen_no as "specimenNo", s.id, s.biobank_no as "biobankNo", k.name as biobank,
  c.name as collection, s.barcode, s.requisition, s.block, s.lineage, s.pooled, s.root_no as "rootNo", s.type, s.container, s.unit,
  s.initial_amount::float8 as "initialAmount", s.amount::float8 as amount, s.given::float8 as given,
  s.concentration::float8 as concentration, s.thaws, s.sprec_version as "sprecVersion", s.sprec, s.collected_at as "collectedAt",
  s.received_at as "receivedAt", s.condition, s.temperature, s.state, s.last_seq as "lastSeq", s.changed_at as "changedAt"`;

export const specimenTables = sql`biobank.specimens s join biobank.biobanks k using (biobank_no)
  left join biobank.collections c using (collection_no)`;

/** The condition that a scope reaches a specimen: its biobank is the organisation's, or it is of somebody the scope reaches. */
export const reachedSpecimens = (scope: Scope): RawBuilder<boolean> => reaches(scope, sql`s.person_no`, sql`k.id`);

/** Specimens of a biobank (or of all that are reached) that a condition picks. */
export async function readSpecimens(
  db: Db,
  scope: Scope,
  where: RawBuilder<unknown>,
  order: RawBuilder<unknown> = sql`s.specimen_no`,
): Promise<Specimen[]> {
  const { rows } = await sql<Specimen>`select ${specimenColumns} from ${specimenTables}
    where ${reachedSpecimens(scope)} and ${where} order by ${order}`.execute(db);
  return rows;
}

/**
 * The specimen a scanned or typed code means: an id, a barcode, or a code it had elsewhere. `name:code` names the system.
 * @throws Problem IDUN_SPECIMEN_UNKNOWN, IDUN_SPECIMEN_AMBIGUOUS
 */
export async function requireSpecimen(db: Db, scope: Scope, code: string, biobankNo?: number): Promise<Specimen> {
  const found = (await findByCodes(db, scope, [code], biobankNo)).get(code.trim());
  if (found !== undefined) return found;
  throw new Problem(errors.unknown, 'No specimen has this id or code, or it is not yours to see.');
}

/** What a tube is found by, and whether it is free. */
export interface Tube {
  specimenNo: number;
  id: string;
  barcode: string;
  state: SpecimenState;
}

/** The specimens that codes mean, by code; those nobody has are absent. @throws Problem IDUN_SPECIMEN_AMBIGUOUS */
export async function findByCodes(
  db: Db,
  scope: Scope,
  codes: readonly string[],
  biobankNo?: number,
): Promise<Map<string, Specimen>> {
  const given = [...new Set(codes.map((code) => code.trim()))].filter((code) => code !== '');
  const ids = given.filter((code) => isId('spc', code));
  const named = given.filter((code) => code.includes(':'));
  const bank = biobankNo === undefined ? sql`true` : sql`s.biobank_no = ${biobankNo}`;
  const { rows } = await sql<Specimen & { asked: string }>`select f.asked, ${specimenColumns}
    from (select s.specimen_no, s.id as asked from biobank.specimens s where s.id = any(${ids}::text[])
      union all select s.specimen_no, s.barcode from biobank.specimens s where s.barcode = any(${given}::text[])
      union all select o.specimen_no, o.code from biobank.specimen_codes o where o.code = any(${given}::text[])
      union all select o.specimen_no, o.namespace || ':' || o.code from biobank.specimen_codes o
        where o.code = any(${named.map((code) => code.slice(code.indexOf(':') + 1))}::text[])
          and o.namespace || ':' || o.code = any(${named}::text[])) f
    join ${specimenTables} on s.specimen_no = f.specimen_no where ${reachedSpecimens(scope)} and ${bank}`.execute(db);
  const found = new Map<string, Specimen>();
  for (const { asked, ...specimen } of rows) {
    const other = found.get(asked);
    if (other !== undefined && other.specimenNo !== specimen.specimenNo) {
      throw new Problem(errors.ambiguous, 'Several specimens have one of these codes.', {
        action: 'Use the id (spc_…), or write the code with its system as system:code.',
      });
    }
    found.set(asked, specimen);
  }
  return found;
}

/**
 * As {@link findByCodes}, for tens of thousands at once: barcodes are read as whole columns (a row for each would cost more than finding
 * it), and only what is none, or is a code of another system too, is looked for as codes are.
 */
export async function findTubes(
  db: Db,
  scope: Scope,
  codes: readonly string[],
  biobankNo: number,
): Promise<Map<string, Tube>> {
  const given = [...new Set(codes.map((code) => code.trim()))];
  const { rows } = await sql<{
    // Each null where there are none.
    tubes: { numbers: number[] | null; ids: string[]; barcodes: string[]; states: SpecimenState[] };
    others: string[] | null;
  }>`select
      (select json_build_object('numbers', json_agg(s.specimen_no), 'ids', json_agg(s.id), 'barcodes', json_agg(s.barcode),
          'states', json_agg(s.state))
        from biobank.specimens s join biobank.biobanks k using (biobank_no)
        where s.biobank_no = ${biobankNo} and s.barcode = any(${given}::text[]) and ${reachedSpecimens(scope)}) as tubes,
      (select json_agg(o.code) from biobank.specimen_codes o
        where o.biobank_no = ${biobankNo} and o.code = any(${given}::text[])) as others`.execute(db);
  const { numbers, ids, barcodes, states } = rows[0]!.tubes;
  const found = new Map<string, Tube>();
  numbers?.forEach((specimenNo, i) => {
    const barcode = barcodes[i]!;
    found.set(barcode, { specimenNo, id: ids[i]!, barcode, state: states[i]! });
  });
  const others = new Set(rows[0]!.others);
  const rest = given.filter((code) => !found.has(code) || others.has(code));
  if (rest.length > 0) for (const [code, one] of await findByCodes(db, scope, rest, biobankNo)) found.set(code, one);
  return found;
}

/** As {@link findTubes}. @throws Problem IDUN_SPECIMEN_UNKNOWN naming how many are not there */
export async function requireTubes(
  db: Db,
  scope: Scope,
  codes: readonly string[],
  biobankNo: number,
): Promise<Map<string, Tube>> {
  const found = await findTubes(db, scope, codes, biobankNo);
  refuseMissing(codes, found);
  return found;
}

function refuseMissing(codes: readonly string[], found: ReadonlyMap<string, unknown>): void {
  const missing = codes.filter((code) => !found.has(code.trim()));
  if (missing.length === 0) return;
  throw new Problem(errors.unknown, `${missing.length} of ${codes.length} codes are no specimen’s here.`, {
    codes: missing.slice(0, 100),
  });
}

/** Specimens by code, each once, in the order given. @throws Problem IDUN_SPECIMEN_UNKNOWN naming how many are not there */
export async function requireSpecimens(
  db: Db,
  scope: Scope,
  codes: readonly string[],
  biobankNo?: number,
): Promise<Specimen[]> {
  const found = await findByCodes(db, scope, codes, biobankNo);
  refuseMissing(codes, found);
  return [...new Map(codes.map((code) => found.get(code.trim())!).map((one) => [one.specimenNo, one])).values()];
}

/** Specimens without their numbers, with the random ids of their donors. */
export async function toAnswers(db: Db, specimens: readonly Specimen[]): Promise<SpecimenAnswer[]> {
  const { rows } = await sql<{ no: number; person: string }>`select specimen_no as no, person
    from biobank.donors_of(${specimens.map(({ specimenNo }) => specimenNo)}::int[]) order by person`.execute(db);
  const donors = new Map<number, string[]>(specimens.map(({ specimenNo }) => [specimenNo, []]));
  for (const { no, person } of rows) donors.get(no)!.push(person);
  return specimens.map(({ specimenNo, biobankNo: _, rootNo: __, lastSeq: ___, sprec, ...rest }) => ({
    ...rest,
    sprec: sprec === null ? null : sprec.join('-'),
    donors: donors.get(specimenNo)!,
  }));
}

/** Gives a specimen codes of other systems. A code of another specimen is refused by the database. */
export async function addCodes(
  trx: Db,
  biobankNo: number,
  codes: readonly { specimenNo: number; namespace: string; code: string }[],
): Promise<void> {
  if (codes.length === 0) return;
  await sql`insert into biobank.specimen_codes (specimen_no, biobank_no, namespace, code)
    select r."specimenNo", ${biobankNo}, r.namespace, r.code
    from json_to_recordset(${JSON.stringify(codes)}::json) as r ("specimenNo" int, namespace text, code text)`.execute(
    trx,
  );
}
