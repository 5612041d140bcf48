import { sql } from 'kysely';
import type { Db } from '../../../platform/database/index.ts';
import { Problem } from '../../../platform/problem/index.ts';
import { recordAccess } from '../../../trust/audit/index.ts';
import { assertScope, readAs, type Scope } from '../../../trust/scope/index.ts';
import { withConsent } from '../consent/ask-consent.ts';
import { recordCustody } from '../custody/record-custody.ts';
import type { BiobankDeps } from '../deps.ts';
import { errors } from '../errors.ts';
import { type Decision, type DiscrepancyKind, discrepancyKinds, takesIn } from './discrepancy-rules.ts';
import { addDiscrepancies, type Reception, requireReception } from './receive.ts';
import { findFaults, lockLine, type TubeFacts, takeIn } from './receive-tube.ts';

/** Something that did not fit, and what was decided. */
export interface Discrepancy {
  id: string;
  reception: string;
  kind: DiscrepancyKind;
  code: string | null;
  place: string | null;
  requisition: string | null;
  specimen: string | null;
  foundAt: Date;
  decision: Decision | null;
  decidedAt: Date | null;
  decidedBy: string | null;
  note: string | null;
}

interface StoredDiscrepancy extends Discrepancy {
  discrepancyNo: number;
  biobankNo: number;
  receptionNo: number;
  specimenNo: number | null;
  orderNo: number | null;
  lineNo: number | null;
}

const columns = sql`d.id, r.id as reception, d.kind, d.code, d.place, o.requisition, s.id as specimen, d.found_at as "foundAt",
  d.decision, d.decided_at as "decidedAt", d.decided_by as "decidedBy", d.note, d.discrepancy_no as "discrepancyNo",
  d.biobank_no as "biobankNo", d.reception_no as "receptionNo", d.specimen_no as "specimenNo", d.order_no as "orderNo",
  d.line_no as "lineNo"`;
const tables = sql`biobank.discrepancies d join biobank.receptions r using (reception_no)
  left join biobank.orders o using (order_no) left join biobank.specimens s on s.specimen_no = d.specimen_no`;

// Dense numbers stay inside.
const asAnswer = (row: StoredDiscrepancy): Discrepancy => {
  const {
    discrepancyNo: _,
    biobankNo: __,
    receptionNo: ___,
    specimenNo: ____,
    orderNo: _____,
    lineNo: ______,
    ...rest
  } = row;
  return rest;
};

/** What did not fit, newest first: of a reception, or what is undecided anywhere. One audit entry. */
export async function listDiscrepancies(
  deps: BiobankDeps,
  scope: Scope,
  request: { reception?: string | undefined; undecided?: boolean | undefined } = {},
): Promise<Discrepancy[]> {
  const db = readAs(deps.database.app, scope, 'biobank.reception.read', deps.clock);
  const { rows } = await sql<StoredDiscrepancy>`select ${columns} from ${tables}
    where (${request.reception ?? null}::text is null or r.id = ${request.reception ?? null})
      and (${request.undecided ?? false} is false or d.decision is null)
    order by d.discrepancy_no desc limit 1000`.execute(db);
  const access = { action: 'biobank.discrepancies.list', object: request.reception ?? 'discrepancies' };
  await recordAccess(deps.database.app, scope, access, deps.clock);
  return rows.map(asAnswer);
}

export interface DecisionGiven extends TubeFacts {
  decision: Decision;
  note: string;
  /** For `match` and `relabel`: whose the tube is. */
  requisition?: string | undefined;
  line?: number | undefined;
  /** For `relabel`. */
  barcode?: string | undefined;
}

/**
 * Decides about one discrepancy. A specimen leaves `held` when nothing about it is undecided and nothing was held back.
 * @throws Problem IDUN_DISCREPANCY_UNKNOWN, IDUN_DISCREPANCY_DECIDED, IDUN_DISCREPANCY_DECISION
 */
export async function decideDiscrepancy(
  deps: BiobankDeps,
  scope: Scope,
  id: string,
  given: DecisionGiven,
): Promise<Discrepancy> {
  assertScope(scope, 'biobank.specimens.receive', deps.clock);
  const asked = takesIn.has(given.decision) ? await donorOfLine(deps, scope, id, given) : [];
  return await withConsent(deps, scope, { asked, scopes: ['material'] }, async (trx, answers) => {
    const found = await lockDiscrepancy(trx, id);
    checkDecision(found, given);
    const reception = await requireReception(trx, found.reception, false);
    if (takesIn.has(given.decision))
      await takeMatched(trx, deps, scope, { found, given, reception, answers: answers.all });
    await sql`update biobank.discrepancies set decision = ${given.decision}, decided_at = ${deps.clock.now()},
      decided_by = ${`${scope.actor.kind}:${scope.actor.id}`}, note = ${given.note} where id = ${id}`.execute(trx);
    await followDecision(trx, deps, scope, found, given);
    const detail = { kind: found.kind, decision: given.decision };
    await recordAccess(
      trx,
      scope,
      { action: 'biobank.discrepancy.decide', object: id, detail, reason: given.note },
      deps.clock,
    );
    return asAnswer(await lockDiscrepancy(trx, id));
  });
}

async function lockDiscrepancy(trx: Db, id: string): Promise<StoredDiscrepancy> {
  const { rows } =
    await sql<StoredDiscrepancy>`select ${columns} from ${tables} where d.id = ${id} for update of d`.execute(trx);
  if (rows[0] === undefined) throw new Problem(errors.discrepancyUnknown, 'No discrepancy here has this id.');
  return rows[0];
}

function checkDecision({ kind, decision }: StoredDiscrepancy, given: DecisionGiven): void {
  if (decision !== null && decision !== 'hold' && decision !== 'await') {
    throw new Problem(errors.discrepancyDecided, `It was decided: ${decision}.`);
  }
  const allowed: readonly Decision[] = discrepancyKinds[kind].decisions;
  if (!allowed.includes(given.decision)) {
    throw new Problem(errors.decision, `${discrepancyKinds[kind].what}`, { expected: allowed.join(', ') });
  }
  if (takesIn.has(given.decision) && given.requisition === undefined) {
    throw new Problem(errors.decision, 'Say which order’s tube it is.', {
      expected: 'requisition, and line when it has several',
    });
  }
  if (given.decision === 'relabel' && given.barcode === undefined) {
    throw new Problem(errors.decision, 'A tube that is relabelled needs its new barcode.', { expected: 'barcode' });
  }
}

async function donorOfLine(deps: BiobankDeps, scope: Scope, id: string, { requisition, line }: DecisionGiven) {
  return await deps.database.withActor(scope.actor, async (trx) => {
    const { biobankNo } = await lockDiscrepancy(trx, id);
    const waiting = await firstLine(trx, biobankNo, requisition, line);
    if (waiting === undefined) throw new Problem(errors.orderUnknown, 'The order has no tube that is still to come.');
    return [{ specimenNo: -1, donor: { personNo: waiting.personNo, person: '', form: waiting.form } }];
  });
}

async function firstLine(trx: Db, biobankNo: number, requisition: string | undefined, line: number | undefined) {
  return (
    (await lockLine(trx, biobankNo, { requisition, line })) ??
    (line === undefined ? await lockLine(trx, biobankNo, { requisition, line: 1 }) : undefined)
  );
}

async function takeMatched(
  trx: Db,
  deps: BiobankDeps,
  scope: Scope,
  {
    found,
    given,
    reception,
    answers,
  }: {
    found: StoredDiscrepancy;
    given: DecisionGiven;
    reception: Reception;
    answers: Parameters<typeof takeIn>[2]['answers'];
  },
): Promise<void> {
  const line = await firstLine(trx, found.biobankNo, given.requisition, given.line);
  if (line === undefined || line.personNo !== answers[0]?.personNo) throw new Problem(errors.changed, 'Decide again.');
  const at = deps.clock.now();
  const barcode = given.barcode ?? found.code!;
  const faults = findFaults(
    line,
    given,
    answers.find(({ open }) => !open),
  );
  const { biobankNo } = found;
  const taken = await takeIn(trx, scope, {
    ...{ biobankNo, reception: reception.id, line, barcode, facts: given, answers, faults, at },
  });
  await sql`update biobank.discrepancies set specimen_no = ${taken.specimenNo}, order_no = ${line.orderNo}, line_no = ${line.lineNo}
    where id = ${found.id}`.execute(trx);
  const { orderNo, lineNo } = line;
  const more = faults.map((kind) => ({ kind, code: barcode, orderNo, lineNo, specimenNo: taken.specimenNo }));
  await addDiscrepancies(trx, reception, more, at);
}

async function followDecision(
  trx: Db,
  deps: BiobankDeps,
  scope: Scope,
  found: StoredDiscrepancy,
  { decision, note }: DecisionGiven,
): Promise<void> {
  const { specimenNo, biobankNo } = found;
  if (decision === 'not-taken') {
    await sql`delete from biobank.order_lines where order_no = ${found.orderNo} and line_no = ${found.lineNo} and specimen_no is null`.execute(
      trx,
    );
  }
  if (specimenNo === null || (decision !== 'accept' && decision !== 'reject')) return;
  if (decision === 'accept') {
    const { rows } = await sql`select from biobank.discrepancies where specimen_no = ${specimenNo}
      and (decision is null or decision = 'hold') limit 1`.execute(trx);
    if (rows.length > 0) return;
  }
  const { rows } = await sql<{
    state: string;
  }>`select state from biobank.specimens where specimen_no = ${specimenNo}`.execute(trx);
  if (rows[0]?.state !== 'held') return;
  const to = decision === 'accept' ? 'available' : 'disposed';
  await recordCustody(trx, scope, {
    ...{ biobankNo, action: `biobank.${decision}`, object: found.id, at: deps.clock.now(), reason: note },
    events: [{ specimenNo, act: decision, to }],
  });
}

/** What closing a reception found. */
export interface ClosedReception {
  id: string;
  closed: boolean;
  received: number;
  missing: Discrepancy[];
  undecided: Discrepancy[];
}

/**
 * Compares a reception with the orders whose tubes came in it: what did not come is a discrepancy. It closes when everything is
 * decided; until then it says what is not.
 */
export async function closeReception(deps: BiobankDeps, scope: Scope, id: string): Promise<ClosedReception> {
  assertScope(scope, 'biobank.specimens.receive', deps.clock);
  return await deps.database.withActor(scope.actor, async (trx) => {
    const reception = await requireReception(trx, id);
    const at = deps.clock.now();
    await addDiscrepancies(trx, reception, await missingLines(trx, reception), at);
    const { rows } = await sql<StoredDiscrepancy>`select ${columns} from ${tables}
      where d.reception_no = ${reception.receptionNo} order by d.discrepancy_no`.execute(trx);
    const undecided = rows.filter(({ decision }) => decision === null).map(asAnswer);
    const received = await sql<{ n: number }>`select count(specimen_no)::int as n from biobank.scans
      where reception_no = ${reception.receptionNo}`.execute(trx);
    if (undecided.length === 0) {
      await sql`update biobank.receptions set closed_at = ${at}, closed_by = ${`${scope.actor.kind}:${scope.actor.id}`}
        where reception_no = ${reception.receptionNo}`.execute(trx);
    }
    const detail = { received: received.rows[0]!.n, undecided: undecided.length };
    await recordAccess(trx, scope, { action: 'biobank.reception.close', object: id, detail }, deps.clock);
    const missing = rows.filter(({ kind }) => kind === 'missing').map(asAnswer);
    return { id, closed: undecided.length === 0, received: received.rows[0]!.n, missing, undecided };
  });
}

// Lines of the orders that this delivery is of, once each.
async function missingLines(trx: Db, { receptionNo }: Reception) {
  const { rows } = await sql<{ orderNo: number; lineNo: number; code: string | null }>`select l.order_no as "orderNo",
      l.line_no as "lineNo", l.barcode as code
    from biobank.order_lines l where l.specimen_no is null and l.order_no in (
        select x.order_no from biobank.order_lines x join biobank.scans n using (specimen_no) where n.reception_no = ${receptionNo})
      and not exists (select from biobank.discrepancies d where d.reception_no = ${receptionNo} and d.kind = 'missing'
        and d.order_no = l.order_no and d.line_no = l.line_no)`.execute(trx);
  return rows.map((row) => ({ kind: 'missing' as const, ...row }));
}
