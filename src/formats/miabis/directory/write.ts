import type { CsvCell } from '../../csv/index.ts';
import { type ListName, listValue } from '../lists.ts';
import type { Catalogue, Collection, Contact, Disease, Entry, Fact, QualityMark } from '../model.ts';
import { joinCell, type TableOut, writeTable } from '../tables.ts';
import { writeCode, writeDisease } from './codes.ts';
import {
  type Codec,
  type Columns,
  type DirectoryTable,
  factColumns,
  markParts,
  personColumns,
  qualityTables,
  tablesOfDirectory,
} from './columns.ts';

type Row = Record<string, CsvCell>;

/** A value that a format has no word for, and what stands in its place. */
export interface Loss {
  kind: string;
  id: string;
  field: string;
  value: string;
  written: string | null;
}

export interface WrittenTables {
  /** Text of each table, by name. */
  tables: Record<string, string>;
  losses: Loss[];
}

type Elsewhere = NonNullable<Entry['elsewhere']>[number];

/** Rows that several entries name, each written once. */
interface Gathering {
  persons: Map<string, Row>;
  elsewhere: Map<string, Row>;
  losses: Loss[];
}

/** Writes a catalogue as tables of the BBMRI-ERIC Directory. */
export function writeDirectory(catalogue: Catalogue): WrittenTables {
  const gathering: Gathering = { persons: new Map(), elsewhere: new Map(), losses: [] };
  const tables: Record<string, string> = {};
  const nameOf = new Map(catalogue.biobank.map(({ id, name }) => [id, name]));
  const nodeOf = new Map([...catalogue.biobank, ...catalogue.collection].map((one) => [one.id, nodeOfEntry(one)]));
  for (const table of Object.keys(tablesOfDirectory) as DirectoryTable[]) {
    const { kind, columns } = tablesOfDirectory[table];
    const rows = (catalogue[kind] as Entry[]).map(inOneUnit).map((entry): Row => {
      const row = writeRow(kind, columns, entry, gathering);
      return { ...row, ...reckon(table, entry, nameOf) };
    });
    tables[table] = tableOf(Object.keys(columns), rows);
  }
  for (const [table, columns] of Object.entries(qualityTables)) {
    const rows = (catalogue[columns.kind] as Entry[]).flatMap((entry) =>
      ('quality' in entry ? (entry.quality ?? []) : []).map((mark, i) => markRow(columns, entry, mark, i)),
    );
    tables[table] = tableOf(['id', columns.of, ...markParts.map((part) => columns[part])], rows);
  }
  tables['CollectionFacts'] = writeTable(
    factColumns,
    catalogue.facts.filter(isTold).map((fact, i) => factRow(fact, i, nodeOf)),
  );
  tables['Persons'] = tableOf(Object.keys(personColumns), [...gathering.persons.values()]);
  tables['AlsoKnownIn'] = tableOf(
    ['id', 'name_system', 'pid', 'url', 'national_node', 'label'],
    [...gathering.elsewhere.values()],
  );
  return { tables, losses: gathering.losses };
}

const parts: Readonly<Record<string, { of: string; times: number }>> = {
  years: { of: 'months', times: 12 },
  weeks: { of: 'days', times: 7 },
};

// The Directory has one unit for both ages: the smaller, where one is a whole number of the other.
function inOneUnit(entry: Entry): Entry {
  if (!('ageLow' in entry || 'ageHigh' in entry)) return entry;
  const { ageLow, ageHigh, ageLowUnit = 'years', ageHighUnit = 'years' } = entry as Collection;
  if (ageLowUnit === ageHighUnit) return entry;
  if (ageLow === undefined) return { ...entry, ageLowUnit: ageHighUnit } as Entry;
  if (ageHigh === undefined) return entry;
  const high = parts[ageHighUnit];
  if (high?.of === ageLowUnit) return { ...entry, ageHigh: ageHigh * high.times } as Entry;
  const low = parts[ageLowUnit];
  if (low?.of === ageHighUnit) return { ...entry, ageLow: ageLow * low.times, ageLowUnit: ageHighUnit } as Entry;
  // Months and days have none in common: the upper end is left out rather than told wrongly.
  return { ...entry, ageHigh: undefined } as Entry;
}

function tableOf(columns: readonly string[], rows: TableOut): string {
  const more = new Set(rows.flatMap((row) => Object.keys(row)));
  return writeTable([...new Set([...columns, ...more])], rows);
}

function writeRow(kind: string, columns: Columns, entry: Entry, gathering: Gathering): Row {
  const row: Row = {};
  for (const [column, [field, codec]] of Object.entries(columns)) {
    const value = (entry as unknown as Record<string, unknown>)[field];
    row[column] = value === undefined ? '' : encode(codec, value, { kind, field, entry, gathering });
  }
  return { ...row, ...entry.kept };
}

interface At {
  kind: string;
  field: string;
  entry: Entry;
  gathering: Gathering;
}

function encode(codec: Codec, value: unknown, at: At): CsvCell {
  if (typeof codec === 'object') {
    const list = 'one' in codec ? codec.one : codec.many;
    const keys = 'one' in codec ? [value as string] : (value as string[]);
    return joinCell([...new Set(keys.flatMap((key) => encodeCode(list, key, at)))]);
  }
  switch (codec) {
    case 'ids':
    case 'texts':
      return joinCell(value as string[]);
    case 'duo':
      return joinCell((value as string[]).map((one) => one.replace(':', '_')));
    case 'diseases':
      return joinCell((value as Disease[]).flatMap((one) => encodeDisease(one, at)));
    case 'disease':
      return encodeDisease(value as Disease, at)[0] ?? '';
    case 'person':
      return personId(value as Contact, at);
    case 'elsewhere':
      return joinCell((value as Elsewhere[]).map((one, i) => elsewhereId(one, i, at)));
    default:
      return value as CsvCell;
  }
}

function encodeCode(list: ListName, key: string, { kind, field, entry: { id }, gathering }: At): string[] {
  const written = writeCode(list, key);
  const value = listValue(list, key);
  if ((value?.directory.length ?? 0) === 0)
    gathering.losses.push({ kind, id, field, value: value?.name ?? key, written });
  return written === null ? [] : [written];
}

function encodeDisease(disease: Disease, { kind, field, entry: { id }, gathering }: At): string[] {
  const written = writeDisease(disease);
  if (written !== null) return [written];
  const value = [disease.ontology, disease.code, disease.text].filter((one) => one !== undefined).join(' ');
  gathering.losses.push({ kind, id, field, value, written: null });
  return [];
}

function personId(contact: Contact, { field, entry, gathering }: At): string {
  const id = contact.id ?? `bbmri-eric:contactID:${nodeOfEntry(entry)}_${entry.id.replace(/[^\w-]/g, '_')}_${field}`;
  const parts = Object.entries(personColumns).map(([column, [part]]) => [column, contact[part as 'id'] ?? '']);
  gathering.persons.set(id, { ...Object.fromEntries(parts), national_node: nodeOfEntry(entry), ...contact.kept, id });
  return id;
}

function elsewhereId({ id: given, system, pid, url, node }: Elsewhere, i: number, { entry, gathering }: At): string {
  const id = given ?? `bbmri-eric:akiID:${nodeOfEntry(entry)}_${entry.id.replace(/[^\w-]/g, '_')}_${i + 1}`;
  const row = { id, name_system: system, pid, url, national_node: node ?? nodeOfEntry(entry), label: system };
  gathering.elsewhere.set(id, row);
  return id;
}

// National nodes are countries, and the Directory asks for one everywhere.
function nodeOfEntry(entry: Entry): string {
  const node = entry.kept?.['national_node'];
  if (node !== undefined) return node;
  return (
    ('country' in entry ? entry.country : undefined) ??
    ('countries' in entry ? entry.countries?.[0] : undefined) ??
    'EXT'
  );
}

function reckon(table: DirectoryTable, entry: Entry, nameOf: ReadonlyMap<string, string>): Row {
  const magnitude = (n: number | undefined): number | null =>
    n === undefined ? null : n < 1 ? 0 : Math.floor(Math.log10(n));
  const node = { national_node: nodeOfEntry(entry) };
  const withdrawn = { withdrawn: entry.kept?.['withdrawn'] ?? 'false' };
  if (table === 'Services' || table === 'Studies') return node;
  if (table !== 'Collections' || !('sampleTypes' in entry || 'samples' in entry || 'biobank' in entry))
    return { ...node, ...withdrawn };
  const { biobank, samples, subjects } = entry as { biobank?: string; samples?: number; subjects?: number };
  return {
    ...{ ...node, ...withdrawn, biobank_label: nameOf.get(biobank ?? '') ?? '' },
    ...{ order_of_magnitude: magnitude(samples ?? subjects), order_of_magnitude_donors: magnitude(subjects) },
  };
}

type MarkColumns = (typeof qualityTables)[keyof typeof qualityTables];

function markRow(columns: MarkColumns, { id }: Entry, mark: QualityMark, i: number): Row {
  const parts = markParts.map((part) => [columns[part], mark[part] ?? '']);
  return { id: `${id}_quality_${i + 1}`, [columns.of]: id, ...Object.fromEntries(parts) };
}

const isTold = ({ samples, donors }: Fact): boolean => samples !== null || donors !== null;

function factRow(fact: Fact, i: number, nodeOf: ReadonlyMap<string, string>): Row {
  const code = (list: ListName, key: string | null) => (key === null ? '*' : writeCode(list, key));
  return {
    ...{
      id: fact.id ?? `bbmri-eric:factID:${fact.collection.replace(/[^\w-]/g, '_')}_${i + 1}`,
      collection: fact.collection,
    },
    ...{
      sex: code('sex', fact.sex),
      age_range: code('ageRange', fact.ageRange),
      sample_type: code('sampleType', fact.sampleType),
    },
    disease: fact.disease === null ? '*' : writeDisease(fact.disease),
    ...{ number_of_samples: fact.samples, number_of_donors: fact.donors, last_update: fact.asOf },
    national_node: fact.kept?.['national_node'] ?? nodeOf.get(fact.collection) ?? 'EXT',
  };
}
