import { sql } from 'kysely';
import type { Db } from '../../../platform/database/index.ts';
import { newId } from '../../../platform/ids/index.ts';
import { Problem } from '../../../platform/problem/index.ts';
import { recordAccess } from '../../../trust/audit/index.ts';
import { assertScope, readAs, type Scope } from '../../../trust/scope/index.ts';
import { requireBiobank, requireCollection } from '../banks.ts';
import type { BiobankDeps } from '../deps.ts';
import { errors } from '../errors.ts';
import type { LabelName } from '../labels/layouts.ts';
import { type PrintedLabels, printLabels } from '../labels/print-labels.ts';
import { findDonor, insertOrder, type Order, type OrderedTube } from './orders.ts';

/** A life of a collection kit: what can follow what. */
export const kitTransitions = {
  made: ['sent', 'used', 'expired'],
  sent: ['used', 'expired'],
  used: ['received'],
  received: [],
  expired: [],
} as const;
export type KitState = keyof typeof kitTransitions;

/** A box of labelled tubes that is filled at a visit. */
export interface Kit {
  id: string;
  /** Printed on the box; it is scanned to say which kit was used. */
  code: string;
  kind: string;
  collection: string;
  tubes: OrderedTube[];
  state: KitState;
  expiresOn: string | null;
  sentTo: string | null;
  /** The visit it was filled at, and how many of its tubes have come. */
  visit: string | null;
  came: number;
  changedAt: Date;
}

interface StoredKit extends Kit {
  kitNo: number;
  biobankNo: number;
}

async function readKits(db: Db, where: ReturnType<typeof sql>): Promise<StoredKit[]> {
  const { rows } = await sql<StoredKit>`select k.kit_no as "kitNo", k.biobank_no as "biobankNo", k.id, k.code, k.kind,
      c.name as collection, k.tubes, k.state, k.expires_on::text as "expiresOn", k.sent_to as "sentTo", k.changed_at as "changedAt",
      o.visit, (select count(l.specimen_no)::int from biobank.order_lines l where l.order_no = o.order_no) as came
    from biobank.kits k join biobank.collections c using (collection_no)
      left join biobank.orders o on o.kit_no = k.kit_no where ${where} order by k.kit_no desc limit 1000`.execute(db);
  return rows;
}

const asAnswer = ({ kitNo: _, biobankNo: __, ...kit }: StoredKit): Kit => kit;

/** Makes kits of one kind. Each tube of each gets a barcode of its own, to be printed. */
export async function makeKits(
  deps: BiobankDeps,
  scope: Scope,
  given: {
    biobank?: string | undefined;
    collection: string;
    kind: string;
    tubes: readonly Omit<OrderedTube, 'barcode'>[];
    count: number;
    expiresOn?: string | undefined;
  },
): Promise<Kit[]> {
  assertScope(scope, 'biobank.specimens.receive', deps.clock);
  return await deps.database.withActor(scope.actor, async (trx) => {
    const bank = await requireBiobank(trx, scope, given.biobank);
    const collection = await requireCollection(trx, bank, given.collection);
    const ids: string[] = [];
    for (let i = 0; i < given.count; i++) {
      const id = newId('kit');
      const code = `K${id.slice(4, 13).toUpperCase()}`;
      const tubes = given.tubes.map((tube, n) => ({ ...tube, barcode: `${code}-${n + 1}` }));
      await sql`insert into biobank.kits (id, biobank_no, collection_no, code, kind, tubes, state, made_at, expires_on, changed_at)
        values (${id}, ${bank.biobankNo}, ${collection.collectionNo}, ${code}, ${given.kind}, ${JSON.stringify(tubes)}::jsonb, 'made',
          ${deps.clock.now()}, ${given.expiresOn ?? null}, ${deps.clock.now()})`.execute(trx);
      ids.push(id);
    }
    const detail = { count: given.count, kind: given.kind };
    await recordAccess(trx, scope, { action: 'biobank.kits.make', object: bank.id, detail }, deps.clock);
    return (await readKits(trx, sql`k.id = any(${ids}::text[])`)).map(asAnswer);
  });
}

async function changeKit(trx: Db, kit: StoredKit, to: KitState, at: Date): Promise<void> {
  const allowed: readonly KitState[] = kitTransitions[kit.state];
  if (!allowed.includes(to)) throw new Problem(errors.kitState, `The kit is ${kit.state}.`);
  await sql`update biobank.kits set state = ${to}, changed_at = ${at} where kit_no = ${kit.kitNo}`.execute(trx);
}

async function lockKit(trx: Db, scope: Scope, code: string, biobank?: string): Promise<StoredKit> {
  const bank = await requireBiobank(trx, scope, biobank);
  await sql`select 1 from biobank.kits where biobank_no = ${bank.biobankNo} and (code = ${code} or id = ${code}) for update`.execute(
    trx,
  );
  const [kit] = await readKits(trx, sql`k.biobank_no = ${bank.biobankNo} and (k.code = ${code} or k.id = ${code})`);
  if (kit === undefined) throw new Problem(errors.kitUnknown, 'No kit of the biobank has this code.');
  return kit;
}

/** Sends a kit to whoever will fill it. */
export async function sendKit(
  deps: BiobankDeps,
  scope: Scope,
  code: string,
  given: { to: string; biobank?: string | undefined },
): Promise<Kit> {
  assertScope(scope, 'biobank.specimens.receive', deps.clock);
  return await deps.database.withActor(scope.actor, async (trx) => {
    const kit = await lockKit(trx, scope, code, given.biobank);
    await changeKit(trx, kit, 'sent', deps.clock.now());
    await sql`update biobank.kits set sent_to = ${given.to} where kit_no = ${kit.kitNo}`.execute(trx);
    await recordAccess(trx, scope, { action: 'biobank.kits.send', object: kit.id }, deps.clock);
    return asAnswer((await readKits(trx, sql`k.kit_no = ${kit.kitNo}`))[0]!);
  });
}

/** Takes a kit out of use that was not filled: its time is over, or it came back empty. @throws Problem IDUN_KIT_STATE */
export async function expireKit(
  deps: BiobankDeps,
  scope: Scope,
  code: string,
  given: { biobank?: string | undefined; reason: string },
): Promise<Kit> {
  assertScope(scope, 'biobank.specimens.receive', deps.clock);
  return await deps.database.withActor(scope.actor, async (trx) => {
    const kit = await lockKit(trx, scope, code, given.biobank);
    await changeKit(trx, kit, 'expired', deps.clock.now());
    const access = { action: 'biobank.kits.expire', object: kit.id, reason: given.reason };
    await recordAccess(trx, scope, access, deps.clock);
    return asAnswer((await readKits(trx, sql`k.kit_no = ${kit.kitNo}`))[0]!);
  });
}

/** Labels of kits: for the boxes, or for the tubes in them. The kits’ own codes and kinds, and nobody’s name. */
export async function makeKitLabels(
  deps: BiobankDeps,
  scope: Scope,
  given: {
    biobank?: string | undefined;
    kits: readonly string[];
    of: 'boxes' | 'tubes';
    layout: LabelName;
    format: 'zpl' | 'pdf';
  },
): Promise<PrintedLabels> {
  const db = readAs(deps.database.app, scope, 'biobank.specimens.receive', deps.clock);
  const bank = await requireBiobank(db, scope, given.biobank);
  const codes = sql`${[...given.kits]}::text[]`;
  const kits = await readKits(
    db,
    sql`k.biobank_no = ${bank.biobankNo} and (k.code = any(${codes}) or k.id = any(${codes}))`,
  );
  if (kits.length < new Set(given.kits).size) {
    throw new Problem(errors.kitUnknown, 'A kit of these is not of the biobank.');
  }
  const texts = kits.reverse().flatMap(({ id, code, kind, tubes, expiresOn }) => {
    const until = expiresOn === null ? '' : `< ${expiresOn}`;
    if (given.of === 'boxes') return [{ code, of: id, lines: [code, kind, `${tubes.length} ×`, until] }];
    return tubes.map(({ barcode, type }) => ({ code: barcode!, of: id, lines: [barcode!, type, kind, until] }));
  });
  const { layout, format } = given;
  const printed = await printLabels(texts, { layout, format, madeAt: deps.clock.now() });
  const detail = { layout, labels: texts.length };
  await recordAccess(deps.database.app, scope, { action: 'biobank.labels', object: bank.id, detail }, deps.clock);
  return printed;
}

/**
 * A visit at which a kit was filled: binds the kit to the person and announces its tubes, so that they are received by their
 * barcodes alone.
 * @throws Problem IDUN_KIT_STATE when it was used before or its time is over
 */
export async function recordVisit(
  deps: BiobankDeps,
  scope: Scope,
  given: {
    kit: string;
    person: string;
    visit: string;
    at: Date;
    sender?: string | undefined;
    biobank?: string | undefined;
  },
): Promise<Order> {
  assertScope(scope, 'biobank.specimens.receive', deps.clock);
  const donor = await findDonor(deps, given.person);
  return await deps.database.withActor(scope.actor, async (trx) => {
    const kit = await lockKit(trx, scope, given.kit, given.biobank);
    if (kit.expiresOn !== null && given.at.toISOString().slice(0, 10) > kit.expiresOn) {
      throw new Problem(errors.kitState, `The kit was to be used by ${kit.expiresOn}.`, {
        action: 'Take another kit.',
      });
    }
    await changeKit(trx, kit, 'used', deps.clock.now());
    const { collection, tubes, code, kitNo } = kit;
    const { visit, sender, at, biobank } = given;
    return await insertOrder(trx, deps, scope, {
      ...{ biobank, collection, tubes, requisition: code, donor, visit, sender, collectedAt: at, kitNo },
    });
  });
}

/** Kits of a biobank, newest first. */
export async function listKits(
  deps: BiobankDeps,
  scope: Scope,
  request: { biobank?: string | undefined; state?: KitState | undefined } = {},
): Promise<Kit[]> {
  const db = readAs(deps.database.app, scope, 'biobank.specimens.receive', deps.clock);
  const bank = await requireBiobank(db, scope, request.biobank);
  await recordAccess(deps.database.app, scope, { action: 'biobank.kits.list', object: bank.id }, deps.clock);
  const state = request.state ?? null;
  return (
    await readKits(db, sql`k.biobank_no = ${bank.biobankNo} and (${state}::text is null or k.state = ${state})`)
  ).map(asAnswer);
}
