import { type FhirResource, type PlacedResource, readResources } from '../../../formats/fhir/index.ts';
import { looksLikeCpr } from '../../../trust/people/index.ts';
import { type TableName, tables } from '../../columns/index.ts';
import type { BundleDescription, ColumnDescription } from '../model.ts';
import { ChunkParser } from '../parse/chunk-parser.ts';
import type { Layout } from '../parse/layout.ts';
import { makeLayout } from '../parse/make-layout.ts';
import type { ParsedStretch } from '../parse/pool.ts';
import { cprMark } from '../people/resolver.ts';
import { cprOfPatient, type FhirContext, type FhirRow, rowOf } from './fhir-rows.ts';
import type { GivenFile } from './files.ts';
import { fieldSeparator, RowText } from './row-text.ts';

/** Parsed rows of one table of a file of resources. */
export interface BundlePart {
  file: GivenFile;
  source: { table: TableName; register: string | null; columns: Record<string, ColumnDescription> };
  layout: Layout;
  parsed: ParsedStretch;
}

const mostText = 1 << 20;

interface OpenTable {
  source: BundlePart['source'];
  layout: Layout;
  parser: ChunkParser;
  text: RowText;
}

/**
 * Rows of the resources in files, by table. Resources may stand in any order and in any file; who is meant is settled first.
 * @throws FormatError IDUN_FHIR_…
 */
export async function* openBundles(
  description: BundleDescription,
  files: readonly GivenFile[],
  signal: AbortSignal,
): AsyncGenerator<BundlePart> {
  const open = new Map<string, OpenTable>();
  const context = await readContext(description, files, signal);
  for (const [index, file] of files.entries()) {
    for await (const { resource, place } of readResources(file.path)) {
      const row = rowOf(resource, context);
      if (row === null) continue;
      const table = openTable(open, description, row);
      table.text.add(
        place,
        table.layout.names.slice(1).map((name) => row.cells[name]),
      );
      if (table.text.size > mostText) yield take(table, file, index);
    }
    signal.throwIfAborted();
    for (const table of open.values()) if (table.text.rows > 0) yield take(table, file, index);
  }
}

function take({ source, layout, parser, text }: OpenTable, file: GivenFile, index: number): BundlePart {
  const bytes = text.take();
  const chunk = parser.parse(bytes, 0, false);
  return { file, source, layout, parsed: { file: index, thread: 0, bytes: 0, chunk } };
}

function openTable(open: Map<string, OpenTable>, { namespace }: BundleDescription, row: FhirRow): OpenTable {
  const key = `${row.table} ${row.register} ${row.system}`;
  const known = open.get(key);
  if (known !== undefined) return known;
  const names = Object.keys(row.cells);
  const columns = Object.fromEntries(names.map((name) => [name, columnOf(row, name, namespace)]));
  const layout = makeLayout(
    { table: row.table, columns, separator: fieldSeparator, decimal: '.', variables: [] },
    ['', ...names],
    row.table,
    0,
  );
  const made = {
    source: { table: row.table, register: row.register, columns },
    layout,
    parser: new ChunkParser(layout),
    text: new RowText(),
  };
  open.set(key, made);
  return made;
}

function columnOf({ table, system }: FhirRow, column: string, namespace: string): ColumnDescription {
  if (column === 'person') return { column, as: 'id', namespace };
  if (column === 'code') return { column, ...(system === null ? {} : { system }) };
  const { type, words } = (tables[table] as Record<string, { type: string; words?: true }>)[column]!;
  // The day of a sample may be unknown to its custodian; that of an event is what the register is about.
  return {
    column,
    ...(type === 'u16' && words === undefined ? { format: 'ISO' } : {}),
    ...(table === 'specimens' ? { required: false } : {}),
  };
}

/** Who patients are and what medications are: both may stand in other files than what refers to them. */
async function readContext(
  description: BundleDescription,
  files: readonly GivenFile[],
  signal: AbortSignal,
): Promise<FhirContext> {
  const cprs = new Map<string, string>();
  const medications = new Map<string, unknown>();
  for (const { path } of files) {
    signal.throwIfAborted();
    for await (const { resource } of readResources(path) as AsyncGenerator<PlacedResource>)
      note(resource, cprs, medications);
  }
  return {
    personOf: (id) => cprs.get(id) ?? id,
    systems: description.systems,
    medications,
  };
}

function note(resource: FhirResource, cprs: Map<string, string>, medications: Map<string, unknown>): void {
  if (resource.id === undefined) return;
  if (resource.resourceType === 'Medication') medications.set(resource.id, resource['code']);
  if (resource.resourceType !== 'Patient') return;
  const cpr = cprOfPatient(resource);
  if (cpr !== null && looksLikeCpr(cpr)) cprs.set(resource.id, `${cprMark}${cpr.replace('-', '').toUpperCase()}`);
}
