import { sql } from 'kysely';
import type { Db } from '../../platform/database/index.ts';
import { Problem } from '../../platform/problem/index.ts';
import { recordAccess } from '../../trust/audit/index.ts';
import { assertScope, readAs, type Scope } from '../../trust/scope/index.ts';
import { type ConsentProof, consentProofs } from './consent/ask-consent.ts';
import { type CustodyEvent, recordCustody } from './custody/record-custody.ts';
import type { BiobankDeps } from './deps.ts';
import { errors } from './errors.ts';
import type { Condition, Container } from './material.ts';
import type { CustodyAnswer, Specimen, SpecimenAnswer } from './model.ts';
import { readResults, type SpecimenResult } from './runs/store.ts';
import type { Sprec } from './sprec.ts';
import { leadsTo } from './status.ts';
import { addCodes, readSpecimens, requireSpecimen, toAnswers } from './store.ts';

/** A specimen with where it came from, what happened to it and what was found in it. */
export interface SpecimenDetail extends SpecimenAnswer {
  codes: { namespace: string; code: string }[];
  /** Everything of the same root, parents before children. */
  tree: (Pick<Specimen, 'id' | 'barcode' | 'type' | 'amount' | 'unit' | 'state' | 'lineage'> & { parents: string[] })[];
  custody: CustodyAnswer[];
  consent: ConsentProof[];
  results: SpecimenResult[];
}

/** A specimen by its code, with its history. One audit entry. */
export async function showSpecimen(deps: BiobankDeps, scope: Scope, code: string): Promise<SpecimenDetail> {
  const db = readAs(deps.database.app, scope, 'biobank.specimens.read', deps.clock);
  const specimen = await requireSpecimen(db, scope, code);
  const [answer] = await toAnswers(db, [specimen]);
  const detail = await detailOf(db, specimen, answer!);
  const access = { action: 'biobank.specimen.show', object: specimen.id, subjects: answer!.donors };
  await recordAccess(deps.database.app, scope, access, deps.clock);
  return detail;
}

async function detailOf(db: Db, specimen: Specimen, answer: SpecimenAnswer): Promise<SpecimenDetail> {
  const codes = await sql<{ namespace: string; code: string }>`select namespace, code from biobank.specimen_codes
    where specimen_no = ${specimen.specimenNo} order by 1, 2`.execute(db);
  const tree = await sql<
    SpecimenDetail['tree'][number]
  >`select s.id, s.barcode, s.type, s.amount::float8 as amount, s.unit, s.state,
      s.lineage, array(select p.id from biobank.derivations d join biobank.specimens p on p.specimen_no = d.parent_no
        where d.child_no = s.specimen_no order by p.specimen_no) as parents
    from biobank.specimens s where s.root_no = ${specimen.rootNo} order by s.specimen_no`.execute(db);
  const custody =
    await sql<CustodyAnswer>`select e.seq, e.act, e.happened_at as "happenedAt", e.recorded_at as "recordedAt",
      e.recorded_by as "recordedBy", e.from_state as "fromState", e.to_state as "toState", e.amount_change::float8 as "amountChange",
      e.thaws_change as "thawsChange", o.id as other, e.facts - 'person_no' - 'root_no' - 'collection_no' as facts,
      encode(e.digest, 'hex') as digest, b.entry_id as entry
    from biobank.custody_events e join biobank.custody_batches b using (batch)
      left join biobank.specimens o on o.specimen_no = e.other_no
    where e.specimen_no = ${specimen.specimenNo} order by e.seq`.execute(db);
  return {
    ...answer,
    codes: codes.rows,
    tree: tree.rows,
    custody: custody.rows,
    consent: await consentProofs(db, specimen.specimenNo),
    results: await readResults(db, specimen.specimenNo),
  };
}

/** Something done to a specimen that makes no other. */
export type Handling =
  | { act: 'thaw' }
  | { act: 'consume'; amount: number }
  | { act: 'measure'; amount: number }
  | { act: 'hold' | 'accept' | 'dispose' | 'lose' | 'find' }
  | { act: 'relabel'; barcode: string }
  | {
      act: 'correct';
      condition?: Condition | undefined;
      container?: Container | undefined;
      requisition?: string | undefined;
      block?: string | undefined;
      concentration?: number | undefined;
      collectedAt?: Date | undefined;
      temperature?: string | undefined;
      sprec?: Sprec | undefined;
    };

const given = (fields: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));

function eventOf(specimen: Specimen, handling: Handling): CustodyEvent {
  const { specimenNo } = specimen;
  switch (handling.act) {
    case 'thaw':
      return { specimenNo, act: 'thaw', thawsChange: 1 };
    case 'consume':
      return { specimenNo, act: 'consume', amountChange: -handling.amount };
    case 'measure':
      return { specimenNo, act: 'measure', amountChange: handling.amount - specimen.amount };
    case 'relabel':
      return { specimenNo, act: 'relabel', facts: { barcode: handling.barcode } };
    case 'correct': {
      const { act: _, collectedAt, sprec, ...rest } = handling;
      const parts = sprec && { sprec: sprec.parts, sprec_version: sprec.version };
      return { specimenNo, act: 'correct', facts: given({ ...rest, collected_at: collectedAt, ...parts }) };
    }
    default: {
      const [to] = leadsTo(handling.act, specimen.state);
      if (to === undefined)
        throw new Problem(errors.state, `A specimen that is ${specimen.state} cannot: ${handling.act}.`);
      return { specimenNo, act: handling.act, from: specimen.state, to };
    }
  }
}

/**
 * Records what was done to a specimen: thawed, used of, measured, relabelled, corrected, held, disposed of, lost or found.
 * @param expected the state the person saw; another one by now is refused
 * @throws Problem IDUN_SPECIMEN_STATE, IDUN_SPECIMEN_NOT_ENOUGH, IDUN_SPECIMEN_CODE_TAKEN
 */
export async function handleSpecimen(
  deps: BiobankDeps,
  scope: Scope,
  code: string,
  handling: Handling,
  { reason, at }: { reason?: string | undefined; at?: Date | undefined } = {},
): Promise<SpecimenAnswer> {
  assertScope(scope, 'biobank.specimens.process', deps.clock);
  return await deps.database.withActor(scope.actor, async (trx) => {
    const specimen = await requireSpecimen(trx, scope, code);
    const { specimenNo, biobankNo, id } = specimen;
    // The label that was on it stays findable.
    if (handling.act === 'relabel') {
      await addCodes(trx, biobankNo, [{ specimenNo, namespace: 'barcode', code: specimen.barcode }]);
    }
    await recordCustody(trx, scope, {
      ...{ biobankNo, action: `biobank.${handling.act}`, object: id, at: at ?? deps.clock.now(), reason },
      events: [eventOf(specimen, handling)],
    });
    return (await toAnswers(trx, await readSpecimens(trx, scope, sql`s.specimen_no = ${specimenNo}`)))[0]!;
  });
}
