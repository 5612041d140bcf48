import { sql } from 'kysely';
import type { Db } from '../../../platform/database/index.ts';
import { newId } from '../../../platform/ids/index.ts';
import type { Scope } from '../../../trust/scope/index.ts';
import { type ConsentAnswer, recordAnswers } from '../consent/ask-consent.ts';
import { type CustodyEvent, recordCustody } from '../custody/record-custody.ts';
import { type Condition, type Container, conditions, type MaterialName, materials } from '../material.ts';
import type { BirthFacts } from '../model.ts';
import type { Sprec } from '../sprec.ts';
import type { DiscrepancyKind } from './discrepancy-rules.ts';

/** What is known of a tube when it is scanned. */
export interface TubeFacts {
  condition?: Condition | undefined;
  temperature?: string | undefined;
  type?: MaterialName | undefined;
  container?: Container | undefined;
  amount?: number | undefined;
  collectedAt?: Date | undefined;
  block?: string | undefined;
  sprec?: Sprec | undefined;
}

/** A line of an order, locked while its tube is taken in. */
export interface WaitingLine {
  orderNo: number;
  lineNo: number;
  personNo: number;
  /** `per_…` of the donor, when the reader may know. */
  collectionNo: number;
  form: string | null;
  requisition: string;
  collectedAt: Date | null;
  type: MaterialName;
  container: Container | null;
  amount: number | null;
  specimenNo: number | null;
  orderState: string;
}

/** The line that expects a barcode, or the first that waits of a requisition without one of its own. */
export async function lockLine(
  trx: Db,
  biobankNo: number,
  by: { barcode?: string; requisition?: string | undefined; line?: number | undefined },
): Promise<WaitingLine | undefined> {
  const { barcode = null, requisition = null, line = null } = by;
  const { rows } =
    await sql<WaitingLine>`select l.order_no as "orderNo", l.line_no as "lineNo", o.person_no as "personNo",
      o.collection_no as "collectionNo", c.form_code as form, o.requisition, o.collected_at as "collectedAt", l.type, l.container,
      l.amount::float8 as amount, l.specimen_no as "specimenNo", o.state as "orderState"
    from biobank.order_lines l join biobank.orders o using (order_no) join biobank.collections c using (collection_no)
    where l.biobank_no = ${biobankNo} and case when ${barcode}::text is not null then l.barcode = ${barcode}
      else o.requisition = ${requisition} and l.specimen_no is null
        and case when ${line}::int is null then l.barcode is null else l.line_no = ${line} end end
    order by l.line_no limit 1 for update of l`.execute(trx);
  return rows[0];
}

/** What is wrong with a tube that an order expects; nothing is the usual answer. */
export function findFaults(line: WaitingLine, facts: TubeFacts, refusal: ConsentAnswer | undefined): DiscrepancyKind[] {
  const faults: DiscrepancyKind[] = [];
  const otherType = facts.type !== undefined && facts.type !== line.type;
  const otherTube = facts.container !== undefined && line.container !== null && facts.container !== line.container;
  if (otherType || otherTube) faults.push('wrong-kind');
  if (facts.amount !== undefined && line.amount !== null && facts.amount < line.amount / 2) faults.push('wrong-amount');
  if (facts.condition !== undefined && conditions[facts.condition].spoilt) faults.push('condition');
  if (refusal !== undefined) faults.push(refusal.because === 'opted-out' ? 'opted-out' : 'no-consent');
  return faults;
}

/** Makes the specimen of a line: available, or held while something about it is undecided. */
export async function takeIn(
  trx: Db,
  scope: Scope,
  given: {
    biobankNo: number;
    reception: string;
    line: WaitingLine;
    barcode: string;
    facts: TubeFacts;
    answers: readonly ConsentAnswer[];
    faults: readonly DiscrepancyKind[];
    at: Date;
  },
): Promise<{ specimenNo: number; id: string }> {
  const { biobankNo, line, facts, faults, at } = given;
  const type = facts.type ?? line.type;
  const birth: BirthFacts = {
    ...{ id: newId('spc'), lineage: 'new', type, barcode: given.barcode, unit: materials[type].unit },
    amount: facts.amount ?? line.amount ?? (materials[type].unit === 'piece' ? 1 : 0),
    person_no: line.personNo,
    collection_no: line.collectionNo,
    requisition: line.requisition,
    block: facts.block ?? null,
    container: facts.container ?? line.container,
    collected_at: facts.collectedAt ?? line.collectedAt,
    received_at: at,
    condition: facts.condition ?? 'good',
    temperature: facts.temperature ?? null,
    ...(facts.sprec && { sprec: facts.sprec.parts, sprec_version: facts.sprec.version }),
  };
  const event: CustodyEvent = { act: 'receive', to: faults.length > 0 ? 'held' : 'available', facts: { ...birth } };
  const [recorded] = await recordCustody(trx, scope, {
    ...{ biobankNo, action: 'biobank.receive', object: given.reception, at, events: [event] },
    detail: faults.length > 0 ? { faults } : {},
  });
  const { specimenNo, id } = recorded!;
  await sql`update biobank.order_lines set specimen_no = ${specimenNo}
    where order_no = ${line.orderNo} and line_no = ${line.lineNo}`.execute(trx);
  await sql`update biobank.orders o set state = 'complete' where order_no = ${line.orderNo} and state = 'open'
    and not exists (select from biobank.order_lines l where l.order_no = o.order_no and l.specimen_no is null)`.execute(
    trx,
  );
  await sql`update biobank.kits k set state = 'received', changed_at = ${at} from biobank.orders o
    where o.order_no = ${line.orderNo} and o.state = 'complete' and k.kit_no = o.kit_no and k.state = 'used'`.execute(
    trx,
  );
  await recordAnswers(trx, {
    ...{ biobankNo, stage: 'reception', object: given.reception, by: `${scope.actor.kind}:${scope.actor.id}` },
    answers: given.answers.map((answer) => ({ ...answer, specimenNo })),
  });
  return { specimenNo, id };
}
