import { sql } from 'kysely';
import type { Db } from '../../../platform/database/index.ts';
import { recordAccess } from '../../../trust/audit/index.ts';
import { readAs, type Scope } from '../../../trust/scope/index.ts';
import type { Biobank } from '../banks.ts';
import type { BiobankDeps } from '../deps.ts';
import type { CustodyAct, SpecimenState } from '../status.ts';

/** An event as it is replayed. */
export interface ReplayedEvent {
  specimenNo: number;
  seq: number;
  act: CustodyAct;
  fromState: SpecimenState | null;
  toState: SpecimenState;
  /** Exact decimals, as text. */
  amountChange: string;
  thawsChange: number;
  facts: Record<string, unknown>;
}

/** What the events of a specimen come to: the columns of its row, values as text. */
export type Replayed = Record<string, string | null>;

/** Columns that an event's facts state. */
const stated = [
  ...[
    'id',
    'collection_no',
    'person_no',
    'pooled',
    'lineage',
    'root_no',
    'barcode',
    'requisition',
    'block',
    'type',
    'container',
  ],
  ...['unit', 'concentration', 'sprec_version', 'sprec', 'collected_at', 'received_at', 'condition', 'temperature'],
] as const;

/** Takers whose amount children have got. */
const gives: ReadonlySet<CustodyAct> = new Set(['aliquot', 'derive', 'pool']);

// Amounts have three decimals: whole thousandths are exact.
const thousandths = (text: string): bigint => {
  const [, sign, whole, part = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text)!;
  const value = BigInt(whole!) * 1000n + BigInt(part.padEnd(3, '0').slice(0, 3));
  return sign === '-' ? -value : value;
};

function textOf(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  return Array.isArray(value) ? value.join('-') : String(value);
}

/** Folds the events of one specimen, in their order, into the row they must have made. */
export function replay(events: readonly ReplayedEvent[]): Replayed {
  const row: Replayed = {};
  let initial = 0n;
  let amount = 0n;
  let given = 0n;
  let thaws = 0;
  for (const event of events) {
    const birth = event.fromState === null;
    if (birth) {
      initial = thousandths(String(event.facts['amount']));
      amount = initial;
      thaws = Number(event.facts['thaws'] ?? 0);
    }
    for (const column of stated) if (birth || column in event.facts) row[column] = textOf(event.facts[column]);
    const change = thousandths(event.amountChange);
    amount += change;
    if (gives.has(event.act)) given -= change;
    thaws += event.thawsChange;
    row['state'] = event.toState;
  }
  return {
    ...row,
    ...{ initial_amount: String(initial), amount: String(amount), given: String(given), thaws: String(thaws) },
    last_seq: String(events.at(-1)?.seq ?? 0),
  };
}

/** What a replay found. */
export interface ReplayReport {
  specimens: number;
  events: number;
  /** Specimens whose row is not what their events make, with the columns. */
  different: { specimen: string; columns: string[] }[];
  /** Events whose hash is not that of what they say and of the event before, or that their log entry does not name. */
  broken: { specimen: string; seq: number; why: 'hash' | 'log' | 'order' }[];
}

const page = 5000;

/**
 * Replays every event of a biobank and compares with what is stored: the rows, the chain of hashes, and the entries of the audit
 * log that name each event. One audit entry.
 */
export async function replayBiobank(deps: BiobankDeps, scope: Scope, bank: Biobank): Promise<ReplayReport> {
  const db = readAs(deps.database.app, scope, 'biobank.specimens.read', deps.clock);
  const report: ReplayReport = { specimens: 0, events: 0, different: [], broken: [] };
  for (let after = -1; ; ) {
    const rows = await readRows(db, bank, after);
    if (rows.length === 0) break;
    after = rows.at(-1)!.specimenNo;
    await comparePage(db, rows, report);
  }
  const detail = { specimens: report.specimens, different: report.different.length, broken: report.broken.length };
  await recordAccess(deps.database.app, scope, { action: 'biobank.replay', object: bank.id, detail }, deps.clock);
  return report;
}

interface StoredRow {
  specimenNo: number;
  specimen: string;
  row: Record<string, unknown>;
}

// Times as the events' JSON has them, decimals in thousandths: a row and its replay are compared as text.
async function readRows(db: Db, bank: Biobank, after: number): Promise<StoredRow[]> {
  const { rows } = await sql<StoredRow>`select specimen_no as "specimenNo", id as specimen,
      to_jsonb(s) || jsonb_build_object('initial_amount', (initial_amount * 1000)::bigint, 'amount', (amount * 1000)::bigint,
        'given', (given * 1000)::bigint, 'concentration', concentration::float8,
        'collected_at', to_char(collected_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
        'received_at', to_char(received_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) as row
    from biobank.specimens s where biobank_no = ${bank.biobankNo} and specimen_no > ${after}
    order by specimen_no limit ${page}`.execute(db);
  return rows;
}

/** The hashes that entries of the audit log name; each entry is read once, however many events it has. */
async function loggedDigests(db: Db, batches: readonly string[]): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const { rows } = await sql<{ batch: string; entry: Buffer }>`select b.batch, a.entry from biobank.custody_batches b
    join trust.audit_entries a on a.id = b.entry_id where b.batch = any(${[...batches]}::text[])`.execute(db);
  return new Map(
    rows.map(({ batch, entry }) => {
      const { detail } = JSON.parse(entry.toString('utf8')) as {
        detail?: { custody?: [string, number, string, string][] };
      };
      return [batch, new Set((detail?.custody ?? []).map(([, , , digest]) => digest))];
    }),
  );
}

async function comparePage(db: Db, rows: readonly StoredRow[], report: ReplayReport): Promise<void> {
  const numbers = rows.map(({ specimenNo }) => specimenNo);
  const { rows: events } = await sql<ReplayedEvent & { intact: boolean; digest: string; batch: string }>`select
      e.specimen_no as "specimenNo", e.seq, e.act, e.from_state as "fromState", e.to_state as "toState",
      e.amount_change::text as "amountChange", e.thaws_change as "thawsChange", e.facts, e.batch, encode(e.digest, 'hex') as digest,
      e.digest = biobank.digest_of(e, lag(e.digest) over (partition by e.specimen_no order by e.seq)) as intact
    from biobank.custody_events e where e.specimen_no = any(${numbers}::int[]) order by e.specimen_no, e.seq`.execute(
    db,
  );
  const logged = await loggedDigests(db, [...new Set(events.map(({ batch }) => batch))]);
  const bySpecimen = new Map<number, typeof events>(numbers.map((no) => [no, []]));
  for (const event of events) bySpecimen.get(event.specimenNo)!.push(event);
  report.specimens += rows.length;
  report.events += events.length;
  for (const { specimenNo, specimen, row } of rows) {
    const own = bySpecimen.get(specimenNo)!;
    own.forEach(({ seq, intact, batch, digest }, i) => {
      if (!intact) report.broken.push({ specimen, seq, why: 'hash' });
      else if (seq !== i + 1) report.broken.push({ specimen, seq, why: 'order' });
      else if (!logged.get(batch)?.has(digest)) report.broken.push({ specimen, seq, why: 'log' });
    });
    const made = replay(own);
    const columns = Object.keys(made).filter((column) => made[column] !== textOf(row[column]));
    if (columns.length > 0 || own.length === 0) report.different.push({ specimen, columns });
  }
}
