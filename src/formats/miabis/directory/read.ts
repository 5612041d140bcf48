import { checkEntry } from '../check.ts';
import type { ListName } from '../lists.ts';
import { lists } from '../lists.ts';
import { type Catalogue, type EntryOf, emptyCatalogue, type Fact, type Kind, type QualityMark } from '../model.ts';
import { splitCell, type Table, type TableFault, type TableRow } from '../tables.ts';
import { readCode, readDisease } from './codes.ts';
import {
  type Codec,
  type Columns,
  type DirectoryTable,
  factColumns,
  markParts,
  personColumns,
  qualityTables,
  reckoned,
  tablesOfDirectory,
} from './columns.ts';

type Fields = Record<string, unknown>;

/** What reading the Directory's tables found: entries, faults, and the tables that say nothing of biobanks. */
export interface ReadCatalogue {
  catalogue: Catalogue;
  faults: TableFault[];
  leftOut: string[];
}

/** What the tables beside one say of what its cells name. */
interface Beside {
  persons: ReadonlyMap<string, Fields>;
  elsewhere: ReadonlyMap<string, Fields>;
  faults: TableFault[];
}

/** Reads tables of the BBMRI-ERIC Directory, named as there (`Biobanks`, `Collections` …). */
export function readDirectory(tables: Readonly<Record<string, Table>>): ReadCatalogue {
  const catalogue = emptyCatalogue();
  const faults: TableFault[] = [];
  const rowsOf = (name: string): readonly TableRow[] => tables[name]?.rows ?? [];
  const beside: Beside = {
    persons: new Map(rowsOf('Persons').map((row) => [row.cells['id']!, personOf(row, faults)])),
    elsewhere: new Map(rowsOf('AlsoKnownIn').map(({ cells }) => [cells['id']!, elsewhereOf(cells)])),
    faults,
  };
  const marks = readMarks(tables);
  for (const table of Object.keys(tablesOfDirectory) as DirectoryTable[]) {
    const { kind, columns } = tablesOfDirectory[table];
    const ids = new Set<string>();
    for (const row of rowsOf(table)) {
      const fields = readRow(table, columns, row, beside, reckoned[table]);
      if ('ageLowUnit' in fields && fields['ageHigh'] !== undefined) fields['ageHighUnit'] = fields['ageLowUnit'];
      const own = marks.get(`${kind} ${fields['id']}`);
      if (own !== undefined) fields['quality'] = own;
      if (ids.has(String(fields['id']))) {
        faults.push({
          table,
          line: row.line,
          column: 'id',
          found: String(fields['id']),
          expected: 'an ID once',
          wrong: true,
        });
        continue;
      }
      ids.add(String(fields['id']));
      const entry = keep(kind, fields, { table, line: row.line, columns }, faults);
      if (entry !== null) (catalogue[kind] as unknown[]).push(entry);
    }
  }
  addMembers(catalogue);
  catalogue.facts = rowsOf('CollectionFacts').map((row) => factOf(row, faults));
  const known = new Set([
    ...Object.keys(tablesOfDirectory),
    ...Object.keys(qualityTables),
    'Persons',
    'AlsoKnownIn',
    'CollectionFacts',
  ]);
  return { catalogue, faults, leftOut: Object.keys(tables).filter((name) => !known.has(name)) };
}

function keep<K extends Kind>(
  kind: K,
  fields: Fields,
  { table, line, columns }: { table: string; line: number; columns: Columns },
  faults: TableFault[],
): EntryOf[K] | null {
  const checked = checkEntry(kind, fields);
  for (const fault of checked.faults) {
    if (fault.kind === 'advice') continue;
    const column =
      Object.entries(columns).find(([, [field]]) => field === fault.field.split('.')[0])?.[0] ?? fault.field;
    const value = fields[fault.field.split('.')[0]!];
    faults.push({
      ...{ table, line, column, expected: fault.expected, wrong: fault.kind === 'wrong' },
      found: typeof value === 'string' ? value.slice(0, 100) : null,
    });
  }
  return checked.entry;
}

function readRow(table: string, columns: Columns, row: TableRow, beside: Beside, skip: readonly string[]): Fields {
  const fields: Fields = {};
  const kept: Record<string, string> = {};
  for (const [column, cell] of Object.entries(row.cells)) {
    if (cell === '' || skip.includes(column)) continue;
    const known = columns[column];
    if (known === undefined) {
      kept[column] = cell;
      continue;
    }
    const [field, codec] = known;
    const value = decode(codec, cell, beside, (found, expected) => {
      beside.faults.push({ table, line: row.line, column, found: found.slice(0, 100), expected, wrong: true });
    });
    if (value !== undefined) fields[field] = value;
  }
  return Object.keys(kept).length === 0 ? fields : { ...fields, kept };
}

type Refuse = (found: string, expected: string) => undefined;

function decode(codec: Codec, cell: string, { persons, elsewhere }: Beside, refuse: Refuse): unknown {
  if (typeof codec === 'object') return decodeCodes(codec, cell, refuse);
  switch (codec) {
    case 'text':
      return cell;
    case 'ids':
    case 'texts':
      return splitCell(cell);
    case 'integer':
      if (/^-?\d+$/.test(cell)) return Number(cell);
      return refuse(cell, 'a whole number');
    case 'flag':
      if (/^(true|false)$/i.test(cell)) return cell.toLowerCase() === 'true';
      return refuse(cell, 'true or false');
    case 'duo':
      return splitCell(cell).map((one) => one.replace('_', ':'));
    case 'diseases':
      return splitCell(cell).map(readDisease);
    case 'disease':
      return readDisease(cell);
    case 'person':
      return persons.get(cell) ?? refuse(cell, 'a person of the table Persons');
    case 'elsewhere':
      return splitCell(cell).flatMap((id) => elsewhere.get(id) ?? refuse(id, 'a row of the table AlsoKnownIn') ?? []);
  }
}

function decodeCodes(codec: { one: ListName } | { many: ListName }, cell: string, refuse: Refuse): unknown {
  const list = 'one' in codec ? codec.one : codec.many;
  const keys = ('one' in codec ? [cell] : splitCell(cell)).flatMap((code) => {
    const key = readCode(list, code);
    if (key === undefined) refuse(code, expectedCodes(list));
    return key ?? [];
  });
  return 'one' in codec ? keys[0] : [...new Set(keys)];
}

const expectedCodes = (list: ListName): string =>
  `one of ${[...new Set(lists[list].values.flatMap(({ directory }) => directory))].join(', ')}`;

function personOf(row: TableRow, faults: TableFault[]): Fields {
  const beside: Beside = { persons: new Map(), elsewhere: new Map(), faults };
  return readRow('Persons', personColumns, row, beside, []);
}

function elsewhereOf(cells: Readonly<Record<string, string>>): Fields {
  const parts = {
    id: cells['id'],
    system: cells['name_system'],
    pid: cells['pid'],
    url: cells['url'],
    node: cells['national_node'],
  };
  return Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined && value !== ''));
}

function readMarks(tables: Readonly<Record<string, Table>>): Map<string, QualityMark[]> {
  const marks = new Map<string, QualityMark[]>();
  for (const [name, columns] of Object.entries(qualityTables)) {
    for (const { cells } of tables[name]?.rows ?? []) {
      const key = `${columns.kind} ${cells[columns.of]}`;
      const parts = markParts
        .map((part) => [part, cells[columns[part]] ?? ''] as const)
        .filter(([, value]) => value !== '');
      marks.set(key, [...(marks.get(key) ?? []), Object.fromEntries(parts) as unknown as QualityMark]);
    }
  }
  return marks;
}

// The Directory says at each member which networks it is of; MIABIS says it at the network.
function addMembers(catalogue: Catalogue): void {
  for (const network of catalogue.network) {
    const members = [...catalogue.biobank, ...catalogue.collection].filter(({ networks }) =>
      networks?.includes(network.id),
    );
    if (members.length > 0) network.members = members.map(({ id }) => id);
  }
}

function factOf({ cells, line }: TableRow, faults: TableFault[]): Fact {
  const code = (column: string, list: ListName): string | null => {
    const cell = cells[column] ?? '';
    if (cell === '' || cell === '*') return null;
    const key = readCode(list, cell);
    if (key === undefined) {
      faults.push({ table: 'CollectionFacts', line, column, found: cell, expected: expectedCodes(list), wrong: true });
    }
    return key ?? null;
  };
  const count = (column: string): number | null => (/^\d+$/.test(cells[column] ?? '') ? Number(cells[column]) : null);
  const disease = cells['disease'] ?? '';
  const kept = Object.entries(cells).filter(
    ([column, cell]) =>
      cell !== '' && (column === 'national_node' || !(factColumns as readonly string[]).includes(column)),
  );
  return {
    ...{
      id: cells['id'] ?? '',
      collection: cells['collection'] ?? '',
      asOf: (cells['last_update'] ?? '').slice(0, 10),
    },
    ...{
      sex: code('sex', 'sex'),
      ageRange: code('age_range', 'ageRange'),
      sampleType: code('sample_type', 'sampleType'),
    },
    disease: disease === '' || disease === '*' ? null : readDisease(disease),
    ...{ samples: count('number_of_samples'), donors: count('number_of_donors') },
    ...(kept.length === 0 ? {} : { kept: Object.fromEntries(kept) }),
  };
}
