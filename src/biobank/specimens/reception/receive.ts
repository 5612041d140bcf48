import { sql } from 'kysely';
import type { Db } from '../../../platform/database/index.ts';
import { newId } from '../../../platform/ids/index.ts';
import { Problem } from '../../../platform/problem/index.ts';
import { recordAccess } from '../../../trust/audit/index.ts';
import { assertScope, type Scope } from '../../../trust/scope/index.ts';
import { requireBiobank } from '../banks.ts';
import { type ConsentAnswers, withConsent } from '../consent/ask-consent.ts';
import type { BiobankDeps } from '../deps.ts';
import { errors } from '../errors.ts';
import { findByCodes } from '../store.ts';
import type { DiscrepancyKind } from './discrepancy-rules.ts';
import type { RackScan } from './rack-scan.ts';
import { findFaults, lockLine, type TubeFacts, takeIn } from './receive-tube.ts';

/** A delivery that is being unpacked. */
export interface Reception {
  receptionNo: number;
  /** `rcv_…` */
  id: string;
  biobankNo: number;
  closedAt: Date | null;
}

/** What a scan came to. */
export interface Scanned {
  code: string;
  /** `order`: the code is a requisition, what is scanned next is of it. `again`: this tube was scanned here before. */
  outcome: 'received' | 'held' | 'again' | 'order' | 'discrepancy';
  /** `spc_…` */
  specimen: string | null;
  requisition: string | null;
  discrepancies: { id: string; kind: DiscrepancyKind }[];
}

/** A code from a scanner, with what is known of the tube. */
export interface Scan extends TubeFacts {
  code: string;
  /** The requisition it came with, for tubes whose barcode no order names. */
  requisition?: string | undefined;
  rack?: string | undefined;
  position?: string | undefined;
}

/** Opens the reception of a delivery. */
export async function openReception(
  deps: BiobankDeps,
  scope: Scope,
  given: {
    biobank?: string | undefined;
    sender?: string | undefined;
    temperature?: string | undefined;
    note?: string | undefined;
  },
): Promise<Reception> {
  assertScope(scope, 'biobank.specimens.receive', deps.clock);
  return await deps.database.withActor(scope.actor, async (trx) => {
    const bank = await requireBiobank(trx, scope, given.biobank);
    const id = newId('rcv');
    await sql`insert into biobank.receptions (id, biobank_no, sender, temperature, note, arrived_at, opened_by)
      values (${id}, ${bank.biobankNo}, ${given.sender ?? null}, ${given.temperature ?? null}, ${given.note ?? null},
        ${deps.clock.now()}, ${`${scope.actor.kind}:${scope.actor.id}`})`.execute(trx);
    await recordAccess(trx, scope, { action: 'biobank.reception.open', object: id }, deps.clock);
    return await requireReception(trx, id);
  });
}

/** A reception by its id. @param open refuses one that is closed */
export async function requireReception(db: Db, id: string, open = true): Promise<Reception> {
  const { rows } =
    await sql<Reception>`select reception_no as "receptionNo", id, biobank_no as "biobankNo", closed_at as "closedAt"
    from biobank.receptions where id = ${id}`.execute(db);
  if (rows[0] === undefined) throw new Problem(errors.receptionUnknown, 'No reception here has this id.');
  if (open && rows[0].closedAt !== null)
    throw new Problem(errors.receptionClosed, 'Open another one for what came later.');
  return rows[0];
}

/** Adds what is wrong to the list of a reception. */
export async function addDiscrepancies(
  trx: Db,
  reception: Reception,
  found: readonly {
    kind: DiscrepancyKind;
    code?: string | null;
    place?: string | null;
    orderNo?: number;
    lineNo?: number;
    specimenNo?: number;
  }[],
  at: Date,
): Promise<Scanned['discrepancies']> {
  const made: Scanned['discrepancies'] = [];
  for (const { kind, code, place, orderNo, lineNo, specimenNo } of found) {
    const id = newId('dsc');
    await sql`insert into biobank.discrepancies (id, reception_no, biobank_no, kind, code, place, order_no, line_no, specimen_no, found_at)
      values (${id}, ${reception.receptionNo}, ${reception.biobankNo}, ${kind}, ${code ?? null}, ${place ?? null}, ${orderNo ?? null},
        ${lineNo ?? null}, ${specimenNo ?? null}, ${at})`.execute(trx);
    made.push({ id, kind });
  }
  return made;
}

// A scan is one row whoever makes it and how often: the second of two at once waits here for the first.
async function claimCode(trx: Db, scope: Scope, reception: Reception, scan: Scan, at: Date): Promise<boolean> {
  const { rows } = await sql<{ times: number }>`insert into biobank.scans
      (reception_no, code, biobank_no, rack, position, scanned_at, scanned_by)
    values (${reception.receptionNo}, ${scan.code}, ${reception.biobankNo}, ${scan.rack ?? null}, ${scan.position ?? null}, ${at},
      ${`${scope.actor.kind}:${scope.actor.id}`})
    on conflict (reception_no, code) do update set times = scans.times + 1 returning times`.execute(trx);
  return rows[0]!.times === 1;
}

async function scannedBefore(trx: Db, reception: Reception, code: string): Promise<Scanned> {
  const { rows } = await sql<{
    specimen: string | null;
    requisition: string | null;
  }>`select s.id as specimen, s.requisition
    from biobank.scans n left join biobank.specimens s using (specimen_no)
    where n.reception_no = ${reception.receptionNo} and n.code = ${code}`.execute(trx);
  const open = await sql<{ id: string; kind: DiscrepancyKind }>`select id, kind from biobank.discrepancies
    where reception_no = ${reception.receptionNo} and code = ${code} and decision is null order by discrepancy_no`.execute(
    trx,
  );
  return { code, outcome: 'again', ...rows[0]!, discrepancies: open.rows };
}

/** The donor and rule of the line that a code will be matched to, so that consent is asked before the tube is taken in. */
async function lookAhead(deps: BiobankDeps, scope: Scope, biobankNo: number, scan: Scan) {
  return await deps.database.withActor(scope.actor, async (trx) => {
    const line =
      (await lockLine(trx, biobankNo, { barcode: scan.code })) ??
      (scan.requisition === undefined ? undefined : await lockLine(trx, biobankNo, { requisition: scan.requisition }));
    return line === undefined
      ? []
      : [{ specimenNo: -1, donor: { personNo: line.personNo, person: '', form: line.form } }];
  });
}

/**
 * Takes in one scanned code: a requisition, a tube that an order expects by its barcode, or the next tube of a requisition. Checked
 * against the order and the donor's choices; what does not fit becomes a discrepancy that waits for a decision, with the tube held.
 * Scanning it again changes nothing.
 * @throws Problem IDUN_RECEPTION_UNKNOWN, IDUN_RECEPTION_CLOSED
 */
export async function scanTube(deps: BiobankDeps, scope: Scope, receptionId: string, given: Scan): Promise<Scanned> {
  assertScope(scope, 'biobank.specimens.receive', deps.clock);
  const scan = { ...given, code: given.code.trim() };
  const { biobankNo } = await deps.database.withActor(scope.actor, (trx) => requireReception(trx, receptionId));
  const asked = await lookAhead(deps, scope, biobankNo, scan);
  return await withConsent(deps, scope, { asked, scopes: ['material'] }, (trx, answers) =>
    takeScan(trx, deps, scope, { receptionId, scan, answers }),
  );
}

async function takeScan(
  trx: Db,
  deps: BiobankDeps,
  scope: Scope,
  { receptionId, scan, answers }: { receptionId: string; scan: Scan; answers: ConsentAnswers },
): Promise<Scanned> {
  const reception = await requireReception(trx, receptionId);
  const { biobankNo } = reception;
  const { code } = scan;
  const at = deps.clock.now();
  if (await isRequisition(trx, biobankNo, code)) {
    return { code, outcome: 'order', specimen: null, requisition: code, discrepancies: [] };
  }
  if (!(await claimCode(trx, scope, reception, scan, at))) return await scannedBefore(trx, reception, code);
  const known = (await findByCodes(trx, scope, [code], biobankNo)).get(code);
  const place = scan.position === undefined ? null : `${scan.rack ?? ''} ${scan.position}`.trim();
  const refuse = async (kind: DiscrepancyKind, more: { specimenNo?: number } = {}): Promise<Scanned> => {
    const discrepancies = await addDiscrepancies(trx, reception, [{ kind, code, place, ...more }], at);
    await recordAccess(
      trx,
      scope,
      { action: 'biobank.discrepancy', object: receptionId, detail: { kind } },
      deps.clock,
    );
    return {
      code,
      outcome: 'discrepancy',
      specimen: known?.id ?? null,
      requisition: scan.requisition ?? null,
      discrepancies,
    };
  };
  if (known !== undefined) return await refuse('duplicate', { specimenNo: known.specimenNo });
  const line =
    (await lockLine(trx, biobankNo, { barcode: code })) ??
    (scan.requisition === undefined ? undefined : await lockLine(trx, biobankNo, { requisition: scan.requisition }));
  const donor = answers.all[0];
  if (line === undefined || line.orderState === 'closed' || line.specimenNo !== null)
    return await refuse('unknown-code');
  // The line was filled or changed between asking and locking: the answer is of somebody else.
  if (donor !== undefined && donor.personNo !== line.personNo)
    throw new Problem(errors.changed, 'Scan the tube again.');
  const faults = findFaults(
    line,
    scan,
    answers.all.find(({ open }) => !open),
  );
  const taken = await takeIn(trx, scope, {
    ...{ biobankNo, reception: receptionId, line, barcode: code, facts: scan, answers: answers.all, faults, at },
  });
  await sql`update biobank.scans set specimen_no = ${taken.specimenNo}
    where reception_no = ${reception.receptionNo} and code = ${code}`.execute(trx);
  const { orderNo, lineNo } = line;
  const found = faults.map((kind) => ({ kind, code, place, orderNo, lineNo, specimenNo: taken.specimenNo }));
  const discrepancies = await addDiscrepancies(trx, reception, found, at);
  const outcome = faults.length > 0 ? 'held' : 'received';
  return { code, outcome, specimen: taken.id, requisition: line.requisition, discrepancies };
}

async function isRequisition(trx: Db, biobankNo: number, code: string): Promise<boolean> {
  const { rows } =
    await sql`select from biobank.orders where biobank_no = ${biobankNo} and requisition = ${code}`.execute(trx);
  return rows.length > 0;
}

/** Takes in a whole rack, read by a 2D scanner. Tubes that cannot be read are discrepancies at their position. */
export async function scanRack(
  deps: BiobankDeps,
  scope: Scope,
  receptionId: string,
  { scans, ...facts }: { scans: readonly RackScan[]; requisition?: string | undefined } & TubeFacts,
): Promise<Scanned[]> {
  const answers: Scanned[] = [];
  for (const { rack, position, code } of scans) {
    if (code !== null) answers.push(await scanTube(deps, scope, receptionId, { ...facts, code, rack, position }));
    else answers.push(await noteUnreadable(deps, scope, receptionId, `${rack ?? ''} ${position}`.trim()));
  }
  return answers;
}

async function noteUnreadable(deps: BiobankDeps, scope: Scope, receptionId: string, place: string): Promise<Scanned> {
  return await deps.database.withActor(scope.actor, async (trx) => {
    const reception = await requireReception(trx, receptionId);
    const open = await sql<{ id: string; kind: DiscrepancyKind }>`select id, kind from biobank.discrepancies
      where reception_no = ${reception.receptionNo} and kind = 'no-read' and place = ${place}`.execute(trx);
    const found = [{ kind: 'no-read' as const, place }];
    const discrepancies =
      open.rows.length > 0 ? open.rows : await addDiscrepancies(trx, reception, found, deps.clock.now());
    return { code: '', outcome: 'discrepancy', specimen: null, requisition: null, discrepancies };
  });
}
