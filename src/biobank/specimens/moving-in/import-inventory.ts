import { readCsv } from '../../../formats/csv/index.ts';
import { openWorkbook, readSheetRows } from '../../../formats/xlsx/index.ts';
import { type Db, unguardDatabase } from '../../../platform/database/index.ts';
import { Problem } from '../../../platform/problem/index.ts';
import {
  findByIdentifiers,
  findManyByCpr,
  findOrCreateProvisional,
  looksLikeCpr,
  parseCpr,
} from '../../../trust/people/index.ts';
import { assertScope, type Scope } from '../../../trust/scope/index.ts';
import { type Biobank, listCollections, requireBiobank } from '../banks.ts';
import type { BiobankDeps } from '../deps.ts';
import { errors } from '../errors.ts';
import { conditionNames, containers, materialNames } from '../material.ts';
import { findByCodes } from '../store.ts';
import { insertRows } from './insert-rows.ts';
import { columnsOf, type Mapping } from './mapping.ts';
import { type InventoryRow, type RowFault, readRow } from './read-row.ts';

/** What an import did, or would do. */
export interface InventoryReport {
  biobank: string;
  rows: number;
  /** Specimens that were made; 0 in a dry run. */
  imported: number;
  byType: Record<string, number>;
  /** The first faults, by line. */
  faults: RowFault[];
  faultCount: number;
}

export interface InventoryRequest {
  biobank?: string | undefined;
  mapping: Mapping;
  /** The file, decoded, in pieces; or a workbook (.xlsx) as it is. */
  chunks: AsyncIterable<string> | Uint8Array;
  file?: string | undefined;
  dryRun?: boolean | undefined;
}

const mostFaults = 200;
const words = { materials: materialNames, containers, conditions: conditionNames };

async function* rowsOf(
  chunks: InventoryRequest['chunks'],
  mapping: Mapping,
  file: string | undefined,
): AsyncGenerator<{ fields: string[]; line: number }[]> {
  if (!(chunks instanceof Uint8Array)) return yield* readCsv(chunks, mapping.separator);
  // A workbook’s numbers have no decimal sign of their own: they are given the one that the mapping’s columns are read with.
  const point = [mapping.amount, mapping.concentration, mapping.thaws].some(
    (field) => field !== undefined && 'decimal' in field && field.decimal === ',',
  );
  yield* readSheetRows(await openWorkbook(chunks, { file }), mapping.sheet, point ? ',' : '.');
}

async function readRows(
  { mapping, chunks, file }: InventoryRequest,
  now: Date,
): Promise<{ rows: InventoryRow[]; faults: RowFault[]; lines: number }> {
  const rows: InventoryRow[] = [];
  const faults: RowFault[] = [];
  let head: Map<string, number> | undefined;
  let lines = 0;
  for await (const part of rowsOf(chunks, mapping, file)) {
    for (const { fields, line } of part) {
      if (head === undefined) {
        head = new Map(fields.map((name, i) => [name.trim(), i]));
        const missing = columnsOf(mapping).filter((name) => !head!.has(name));
        if (missing.length === 0) continue;
        throw new Problem(errors.inventory, `The file has no column ${missing.join(', ')}.`, {
          ...{ file, line },
          expected: `the columns of the mapping; the file has ${fields.slice(0, 60).join(', ').slice(0, 400)}`,
          action:
            fields.length === 1
              ? `Check the mapping's separator, which is ${JSON.stringify(mapping.separator)}.`
              : 'Correct the names in the mapping, or give the file that has them.',
        });
      }
      lines++;
      if (fields.length !== head.size) {
        faults.push({ line, column: 'line', fault: `has ${fields.length} cells where the heading has ${head.size}` });
        continue;
      }
      const columns = head;
      const row = readRow(mapping, (name) => (fields[columns.get(name)!] ?? '').trim(), line, { now, ...words });
      if ('fault' in row) faults.push(row);
      else rows.push(row);
    }
  }
  if (lines > 0) return { rows, faults, lines };
  throw new Problem(
    errors.inventory,
    head === undefined ? 'The file is empty.' : 'The file has a heading and no rows.',
    {
      file,
      expected: 'a heading and a row for each tube',
      action: 'Check whether copying, or the program that made it, was interrupted.',
    },
  );
}

// Two lines that cannot both be so. Both are named.
function findDuplicates(mapping: Mapping, rows: readonly InventoryRow[]): RowFault[] {
  const faults: RowFault[] = [];
  const seen = new Map<string, number>();
  const claim = (key: string, line: number, column: string, what: string): void => {
    const first = seen.get(key);
    if (first === undefined) seen.set(key, line);
    else faults.push({ line, column, fault: `has ${what} as in line ${first}` });
  };
  for (const { line, barcode, codes, place } of rows) {
    claim(`barcode\n${barcode}`, line, mapping.barcode, 'the same barcode');
    for (const { namespace, code } of codes) claim(`${namespace}\n${code}`, line, namespace, 'the same code');
    if (place !== null)
      claim(`place\n${place.rack}\n${place.position}`, line, mapping.place!.position, 'the same position');
  }
  return faults;
}

function isAbove(row: InventoryRow, from: InventoryRow, byBarcode: ReadonlyMap<string, InventoryRow>): boolean {
  const passed = new Set<string>();
  for (let at: InventoryRow | undefined = from; at !== undefined && !passed.has(at.barcode); ) {
    if (at.barcode === row.barcode) return true;
    passed.add(at.barcode);
    at = at.parent === null ? undefined : byBarcode.get(at.parent);
  }
  return false;
}

/** Parents must be in the file or in the biobank, give no more than can be, and not be their own descendants. */
function orderByParents(
  mapping: Mapping,
  rows: readonly InventoryRow[],
  known: ReadonlySet<string>,
): { ordered: InventoryRow[]; faults: RowFault[] } {
  const byBarcode = new Map(rows.map((row) => [row.barcode, row]));
  const faults: RowFault[] = [];
  const depth = new Map<string, number>();
  const depthOf = (row: InventoryRow, below: ReadonlySet<string>): number => {
    const found = depth.get(row.barcode);
    if (found !== undefined) return found;
    const parent = row.parent === null ? undefined : byBarcode.get(row.parent);
    const own =
      parent === undefined || below.has(row.parent!) ? 0 : depthOf(parent, new Set([...below, row.barcode])) + 1;
    depth.set(row.barcode, own);
    return own;
  };
  for (const row of rows) {
    if (row.parent === null) continue;
    const parent = byBarcode.get(row.parent);
    const refuse = (fault: string) => faults.push({ line: row.line, column: mapping.parent!, fault });
    if (parent === undefined) {
      if (!known.has(row.parent)) refuse('is no barcode of the file or the biobank');
      continue;
    }
    if (parent.person !== row.person) refuse(`is a specimen of somebody else (line ${parent.line})`);
    if (isAbove(row, parent, byBarcode)) refuse('is a descendant of the specimen itself');
  }
  return {
    ordered: [...rows].sort((a, b) => depthOf(a, new Set()) - depthOf(b, new Set()) || a.line - b.line),
    faults,
  };
}

/** Who the donors are, by what the file says. Nobody's number is told. */
async function findDonors(
  trx: Db,
  deps: BiobankDeps,
  { person }: Mapping,
  rows: readonly InventoryRow[],
): Promise<{ donors: ReadonlyMap<string, number>; faults: RowFault[] }> {
  const donors = new Map<string, number>();
  const named = [...new Set(rows.map((row) => row.person))];
  if ('cpr' in person) {
    const numbers = named.filter(looksLikeCpr);
    const found = await findManyByCpr(trx, deps.cprKeys, numbers.map(parseCpr));
    numbers.forEach((text, i) => {
      const personNo = found[i];
      if (personNo !== undefined && personNo >= 0) donors.set(text, personNo);
    });
  } else {
    const found =
      person.unknown === 'provisional'
        ? await findOrCreateProvisional(
            trx,
            person.namespace,
            named.map((value) => ({ value })),
          )
        : await findByIdentifiers(trx, person.namespace, named);
    for (const [value, { personNo }] of found) donors.set(value, personNo);
  }
  const faults = rows
    .filter((row) => !donors.has(row.person))
    .map(({ line }) => ({ line, column: person.column, fault: 'is nobody known here' }));
  return { donors, faults };
}

class DryRun extends Error {
  readonly report: InventoryReport;
  constructor(report: InventoryReport) {
    super('a dry run changes nothing');
    this.report = report;
  }
}

/**
 * Takes over an inventory: every row or none. A dry run does all of it and takes it back, so that what it says is what would happen.
 * @throws Problem IDUN_INVENTORY_REFUSED with the lines, IDUN_INVENTORY_MAPPING
 */
export async function importInventory(
  deps: BiobankDeps,
  scope: Scope,
  request: InventoryRequest,
): Promise<InventoryReport> {
  assertScope(scope, 'biobank.specimens.import', deps.clock);
  const bank = await deps.database.withActor(scope.actor, (trx) => requireBiobank(trx, scope, request.biobank));
  const read = await readRows(request, deps.clock.now());
  // Donors are people the importer may not read: the numbers behind the file's are looked up here, and are not told.
  const everybody = unguardDatabase(deps.database);
  try {
    return await everybody.withActor(scope.actor, (trx) => importRows(trx, deps, scope, { request, bank, ...read }));
  } catch (error) {
    if (error instanceof DryRun) return error.report;
    throw error;
  }
}

async function importRows(
  trx: Db,
  deps: BiobankDeps,
  scope: Scope,
  given: { request: InventoryRequest; bank: Biobank; rows: InventoryRow[]; faults: RowFault[]; lines: number },
): Promise<InventoryReport> {
  const { request, bank, rows, lines } = given;
  const { mapping } = request;
  const known = await findByCodes(
    trx,
    scope,
    rows.flatMap(({ barcode, parent }) => [barcode, ...(parent ? [parent] : [])]),
    bank.biobankNo,
  );
  const collections = new Map((await listCollections(trx, bank)).map(({ name, collectionNo }) => [name, collectionNo]));
  const { donors, faults: unknown } = await findDonors(trx, deps, mapping, rows);
  const { ordered, faults: orphans } = orderByParents(mapping, rows, new Set(known.keys()));
  const there = rows
    .filter(({ barcode }) => known.has(barcode))
    .map(({ line }) => ({ line, column: mapping.barcode, fault: 'is in the biobank already' }));
  const nowhere = rows
    .filter(({ collection }) => !collections.has(collection))
    .map(({ line }) => ({ line, column: 'collection', fault: 'is no collection of the biobank' }));
  const faults = [...given.faults, ...findDuplicates(mapping, rows), ...there, ...nowhere, ...unknown, ...orphans].sort(
    (a, b) => a.line - b.line,
  );
  const byType: Record<string, number> = {};
  for (const { type } of rows) byType[type] = (byType[type] ?? 0) + 1;
  const report = {
    biobank: bank.name,
    rows: lines,
    imported: 0,
    byType,
    faults: faults.slice(0, mostFaults),
    faultCount: faults.length,
  };
  if (faults.length > 0) {
    if (request.dryRun) throw new DryRun(report);
    throw new Problem(errors.inventory, `${faults.length} of ${lines} lines cannot be taken; nothing was.`, {
      file: request.file,
      line: faults[0]!.line,
      faults: report.faults,
    });
  }
  await insertRows(trx, deps, scope, { bank, ordered, donors, collections, file: request.file });
  if (request.dryRun) throw new DryRun(report);
  return { ...report, imported: rows.length };
}
