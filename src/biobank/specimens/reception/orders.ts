import { sql } from 'kysely';
import { type Db, unguardDatabase } from '../../../platform/database/index.ts';
import { newId } from '../../../platform/ids/index.ts';
import { Problem } from '../../../platform/problem/index.ts';
import { recordAccess } from '../../../trust/audit/index.ts';
import { resolvePerson } from '../../../trust/people/index.ts';
import { assertScope, readAs, type Scope } from '../../../trust/scope/index.ts';
import { requireBiobank, requireCollection } from '../banks.ts';
import type { BiobankDeps } from '../deps.ts';
import { errors } from '../errors.ts';
import type { Container, MaterialName } from '../material.ts';

/** A tube that is expected. */
export interface OrderedTube {
  type: MaterialName;
  container?: Container | undefined;
  amount?: number | undefined;
  /** Printed on the tube already. */
  barcode?: string | undefined;
}

export interface NewOrder {
  biobank?: string | undefined;
  collection: string;
  /** The number of the paper or electronic requisition; it is scanned to say whose the tubes are. */
  requisition: string;
  /** `per_…`, an identifier, or a civil registration number. */
  person: string;
  visit?: string | undefined;
  sender?: string | undefined;
  collectedAt?: Date | undefined;
  expectedOn?: string | undefined;
  tubes: readonly OrderedTube[];
}

export interface OrderLine {
  line: number;
  type: MaterialName;
  container: Container | null;
  amount: number | null;
  barcode: string | null;
  /** `spc_…` of what came. */
  specimen: string | null;
}

export interface Order {
  id: string;
  requisition: string;
  collection: string;
  person: string | null;
  kit: string | null;
  visit: string | null;
  sender: string | null;
  collectedAt: Date | null;
  expectedOn: string | null;
  state: 'open' | 'complete' | 'closed';
  orderedAt: Date;
  lines: OrderLine[];
}

/** The person an order is for. Staff know them by the requisition only; the search is put on the record. */
export async function findDonor(deps: BiobankDeps, text: string): Promise<{ personNo: number; id: string }> {
  // Staff of a biobank read nobody in trust/: the number behind what they were given is found for them, and is not told.
  return await resolvePerson(unguardDatabase(deps.database).app, text, deps.cprKeys);
}

/**
 * Announces tubes of one person.
 * @throws Problem IDUN_PERSON_UNKNOWN, IDUN_ORDER_TAKEN, IDUN_COLLECTION_UNKNOWN
 */
export async function orderSpecimens(deps: BiobankDeps, scope: Scope, given: NewOrder): Promise<Order> {
  assertScope(scope, 'biobank.specimens.receive', deps.clock);
  const donor = await findDonor(deps, given.person);
  return await deps.database.withActor(scope.actor, (trx) => insertOrder(trx, deps, scope, { ...given, donor }));
}

/** As {@link orderSpecimens}, in a transaction, for a person already found. */
export async function insertOrder(
  trx: Db,
  deps: BiobankDeps,
  scope: Scope,
  given: Omit<NewOrder, 'person'> & { donor: { personNo: number; id: string }; kitNo?: number },
): Promise<Order> {
  const bank = await requireBiobank(trx, scope, given.biobank);
  const collection = await requireCollection(trx, bank, given.collection);
  const id = newId('ord');
  const { rows } = await sql<{
    no: number;
  }>`insert into biobank.orders (id, biobank_no, collection_no, person_no, kit_no,
      requisition, visit, sender, collected_at, expected_on, ordered_at, ordered_by)
    values (${id}, ${bank.biobankNo}, ${collection.collectionNo}, ${given.donor.personNo}, ${given.kitNo ?? null},
      ${given.requisition}, ${given.visit ?? null}, ${given.sender ?? null}, ${given.collectedAt ?? null}, ${given.expectedOn ?? null},
      ${deps.clock.now()}, ${`${scope.actor.kind}:${scope.actor.id}`})
    on conflict (biobank_no, requisition) do nothing returning order_no as no`.execute(trx);
  if (rows[0] === undefined)
    throw new Problem(errors.orderTaken, 'The biobank has an order with this requisition number.');
  await insertLines(trx, { orderNo: rows[0].no, biobankNo: bank.biobankNo, tubes: given.tubes });
  const access = {
    action: 'biobank.order',
    object: id,
    detail: { tubes: given.tubes.length },
    subjects: [given.donor.id],
  };
  await recordAccess(trx, scope, access, deps.clock);
  return (await readOrders(trx, sql`o.id = ${id}`))[0]!;
}

async function insertLines(
  trx: Db,
  { orderNo, biobankNo, tubes }: { orderNo: number; biobankNo: number; tubes: readonly OrderedTube[] },
): Promise<void> {
  const rows = tubes.map((tube, i) => ({ ...tube, line: i + 1 }));
  const taken =
    await sql`insert into biobank.order_lines (order_no, line_no, biobank_no, type, container, amount, barcode)
    select ${orderNo}, r.line, ${biobankNo}, r.type, r.container, r.amount, r.barcode
    from json_to_recordset(${JSON.stringify(rows)}::json) as r (line int, type text, container text, amount numeric, barcode text)
    on conflict do nothing returning 1`.execute(trx);
  if (taken.rows.length < rows.length) throw new Problem(errors.codeTaken, 'A barcode is ordered already.');
}

/** Orders that a condition picks, newest first. */
export async function readOrders(db: Db, where: ReturnType<typeof sql>, limit = 500): Promise<Order[]> {
  const { rows } = await sql<
    Order & { lines: OrderLine[] }
  >`select o.id, o.requisition, c.name as collection, p.id as person,
      k.id as kit, o.visit, o.sender, o.collected_at as "collectedAt", o.expected_on::text as "expectedOn", o.state,
      o.ordered_at as "orderedAt", (select json_agg(json_build_object('line', l.line_no, 'type', l.type, 'container', l.container,
        'amount', l.amount::float8, 'barcode', l.barcode, 'specimen', s.id) order by l.line_no)
        from biobank.order_lines l left join biobank.specimens s using (specimen_no) where l.order_no = o.order_no) as lines
    from biobank.orders o join biobank.collections c using (collection_no) left join biobank.kits k using (kit_no)
    left join trust.people p on p.person_no = o.person_no
    where ${where} order by o.order_no desc limit ${limit}`.execute(db);
  return rows.map((row) => ({ ...row, lines: row.lines ?? [] }));
}

/** The orders of a biobank; those still waiting unless others are asked for. One audit entry. */
export async function listOrders(
  deps: BiobankDeps,
  scope: Scope,
  request: { biobank?: string | undefined; state?: Order['state'] | undefined; requisition?: string | undefined } = {},
): Promise<Order[]> {
  const db = readAs(deps.database.app, scope, 'biobank.reception.read', deps.clock);
  const bank = await requireBiobank(db, scope, request.biobank);
  const state = request.state ?? (request.requisition === undefined ? 'open' : null);
  const orders = await readOrders(
    db,
    sql`o.biobank_no = ${bank.biobankNo} and (${state}::text is null or o.state = ${state})
      and (${request.requisition ?? null}::text is null or o.requisition = ${request.requisition ?? null})`,
  );
  await recordAccess(deps.database.app, scope, { action: 'biobank.orders.list', object: bank.id }, deps.clock);
  return orders;
}
