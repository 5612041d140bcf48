import { sql } from 'kysely';
import type { Db } from '../../../platform/database/index.ts';
import type { RunKindName } from './kinds.ts';

/** A value that a run found in a specimen. */
export interface SpecimenResult {
  run: string;
  kind: RunKindName;
  method: string;
  performedAt: Date;
  measure: string;
  value: number | null;
  text: string | null;
  unit: string;
  /** The project that measured it and gave it back; null: the biobank's own laboratory. */
  givenBackBy: string | null;
}

/** What was found in a specimen, newest first. */
export async function readResults(db: Db, specimenNo: number): Promise<SpecimenResult[]> {
  const { rows } =
    await sql<SpecimenResult>`select r.id as run, r.kind, r.method, r.performed_at as "performedAt", v.measure,
      v.value::float8 as value, v.text, v.unit, r.given_back_by as "givenBackBy"
    from biobank.results v join biobank.runs r using (run_no) where v.specimen_no = ${specimenNo}
    order by r.performed_at desc, r.run_no desc, v.measure`.execute(db);
  return rows;
}

export async function insertRun(
  trx: Db,
  run: {
    id: string;
    biobankNo: number;
    kind: RunKindName;
    method: string;
    instrument: string | null;
    performedAt: Date;
    recordedBy: string;
    givenBackBy?: string;
  },
): Promise<number> {
  const { rows } = await sql<{
    no: number;
  }>`insert into biobank.runs (id, biobank_no, kind, method, instrument, performed_at, recorded_by, given_back_by)
    values (${run.id}, ${run.biobankNo}, ${run.kind}, ${run.method}, ${run.instrument}, ${run.performedAt}, ${run.recordedBy},
      ${run.givenBackBy ?? null})
    returning run_no as no`.execute(trx);
  return rows[0]!.no;
}

export async function insertResults(
  trx: Db,
  run: { runNo: number; biobankNo: number },
  results: readonly { specimenNo: number; measure: string; value: number | null; text: string | null; unit: string }[],
): Promise<void> {
  await sql`insert into biobank.results (run_no, biobank_no, specimen_no, measure, value, text, unit)
    select ${run.runNo}, ${run.biobankNo}, r."specimenNo", r.measure, r.value, r.text, r.unit
    from json_to_recordset(${JSON.stringify(results)}::json) as r ("specimenNo" int, measure text, value numeric, text text, unit text)`.execute(
    trx,
  );
}
