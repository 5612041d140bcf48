import { type Attribute, attributes, contactParts, diseaseParts } from './attributes.ts';
import { checkEntry } from './check.ts';
import type { Loss, WrittenTables } from './directory/write.ts';
import { coreOf, keyOf, type ListName, lists, listValue } from './lists.ts';
import { type Catalogue, type Contact, type Disease, type Entry, emptyCatalogue, type Kind } from './model.ts';
import { joinCell, splitCell, type Table, type TableFault, writeTable } from './tables.ts';

type CoreKind = Exclude<Kind, 'service'>;

/**
 * MIABIS Core 3 as tables: one for each kind of entry, a column for each attribute under MIABIS's own name, the parts of structured
 * attributes as columns of their own, several values separated by `|`. MIABIS Core names no file format; this is its model written down.
 */
export const coreTables: Readonly<Record<string, CoreKind>> = {
  biobanks: 'biobank',
  collections: 'collection',
  'research-resources': 'study',
  networks: 'network',
};
/** Beside the attributes: what an entry belongs to, which MIABIS says by where it lies. */
const links: Readonly<Record<CoreKind, readonly (readonly [column: string, field: string])[]>> = {
  biobank: [],
  collection: [
    ['Biobank ID', 'biobank'],
    ['Parent collection ID', 'parent'],
    ['Research resource IDs', 'studies'],
  ],
  study: [],
  network: [],
};
const between = '|';
const manyLinks = new Set(['studies']);

/** Columns of a kind's table. */
export function coreColumns(kind: CoreKind): string[] {
  const own = attributes[kind].flatMap(({ name, form }) => {
    if (form === 'contact') return contactParts.map(([part]) => `Contact ${part}`);
    return form === 'diseases' ? diseaseParts.map(([part]) => part) : [name];
  });
  return [...own, ...links[kind].map(([column]) => column)];
}

/** Writes a catalogue as MIABIS Core 3 tables. Services and fact tables are not of MIABIS and are left out. */
export function writeCore(catalogue: Catalogue): WrittenTables {
  const losses: Loss[] = [];
  const tables = Object.entries(coreTables).map(([table, kind]) => {
    const rows = (catalogue[kind] as Entry[]).map((entry) => writeEntry(kind, entry, losses));
    return [table, writeTable(coreColumns(kind), rows)];
  });
  return { tables: Object.fromEntries(tables), losses };
}

function writeEntry(kind: CoreKind, entry: Entry, losses: Loss[]): Record<string, string> {
  const fields = entry as unknown as Record<string, unknown>;
  const cells = attributes[kind].flatMap((attribute): [string, string][] => {
    const value = fields[attribute.field];
    if (value === undefined) return [];
    const { form, name } = attribute;
    if (form === 'contact')
      return contactParts.map(([part, key]) => [`Contact ${part}`, (value as Contact)[key] ?? '']);
    if (form === 'diseases') {
      return diseaseParts.map(([part, key]) => [
        part,
        joinCell(
          (value as Disease[]).map((one) => one[key] ?? ''),
          between,
        ),
      ]);
    }
    return [[name, writeValue(kind, entry.id, attribute, value, losses)]];
  });
  const linked = links[kind].map(([column, field]) => [column, textOf(fields[field])]);
  return Object.fromEntries([...cells, ...linked]);
}

const textOf = (value: unknown): string =>
  Array.isArray(value) ? joinCell(value as string[], between) : String(value ?? '');

function writeValue(kind: string, id: string, { form, field }: Attribute, value: unknown, losses: Loss[]): string {
  if (form === 'quality')
    return joinCell(
      (value as { standard: string }[]).map(({ standard }) => standard),
      between,
    );
  if (typeof form !== 'object') return textOf(value);
  const words = (Array.isArray(value) ? value : [value]).map((key: string) => {
    const core = coreOf(form.list, key)!;
    const own = listValue(form.list, key)!;
    if (core.key !== key) losses.push({ kind, id, field, value: own.name, written: core.name });
    return core.name;
  });
  return joinCell([...new Set(words)], between);
}

/** Reads MIABIS Core 3 tables, whose columns may also be named by MIABIS's codes. */
export function readCore(tables: Readonly<Record<string, Table>>): { catalogue: Catalogue; faults: TableFault[] } {
  const catalogue = emptyCatalogue();
  const faults: TableFault[] = [];
  for (const [table, kind] of Object.entries(coreTables)) {
    for (const { cells, line } of tables[table]?.rows ?? []) {
      const refuse = (column: string, found: string, expected: string): undefined => {
        faults.push({ table, line, column, found: found.slice(0, 100), expected, wrong: true });
      };
      const { entry, faults: own } = checkEntry(kind, readEntry(kind, cells, refuse));
      for (const { kind: which, field, attribute, expected } of own) {
        if (which === 'advice') continue;
        faults.push({ table, line, column: attribute ?? field, found: null, expected, wrong: which === 'wrong' });
      }
      if (entry !== null) (catalogue[kind] as Entry[]).push(entry);
    }
  }
  return { catalogue, faults };
}

type Refuse = (column: string, found: string, expected: string) => undefined;

function readEntry(kind: CoreKind, cells: Readonly<Record<string, string>>, refuse: Refuse): Record<string, unknown> {
  const plain = new Map(Object.entries(cells).map(([name, cell]) => [name.toLowerCase(), cell]));
  const cellOf = (...names: string[]): string =>
    names.map((name) => plain.get(name.toLowerCase()) ?? '').find((one) => one !== '') ?? '';
  const fields: Record<string, unknown> = {};
  for (const attribute of attributes[kind]) {
    const { name, code, form, field } = attribute;
    if (form === 'contact') {
      const contact = partsOf(contactParts, (part) => cellOf(`Contact ${part}`));
      if (Object.keys(contact).length > 0) fields[field] = contact;
    } else if (form === 'diseases') {
      const diseases = readDiseases((part) => cellOf(part));
      if (diseases.length > 0) fields[field] = diseases;
    } else {
      const cell = cellOf(name, code);
      const value = cell === '' ? undefined : readValue(attribute, cell, refuse);
      if (value !== undefined) fields[field] = value;
    }
  }
  for (const [column, field] of links[kind]) {
    const cell = cellOf(column);
    if (cell !== '') fields[field] = manyLinks.has(field) ? splitCell(cell, between) : cell;
  }
  return fields;
}

function partsOf(
  parts: readonly (readonly [string, string])[],
  cellOf: (part: string) => string,
): Record<string, string> {
  return Object.fromEntries(parts.map(([part, key]) => [key, cellOf(part)]).filter(([, cell]) => cell !== ''));
}

// The parts of one disease stand at the same place in each of the five columns.
function readDiseases(cellOf: (part: string) => string): Record<string, string>[] {
  const columns = diseaseParts.map(([part, key]) => [key, cellOf(part).split(between)] as const);
  const most = Math.max(...columns.map(([, values]) => values.length));
  const all = Array.from({ length: most }, (_, i) =>
    Object.fromEntries(
      columns.map(([key, values]) => [key, values[i]?.trim() ?? '']).filter(([, value]) => value !== ''),
    ),
  );
  return all.filter((one) => Object.keys(one).length > 0);
}

function readValue({ name, form, many }: Attribute, cell: string, refuse: Refuse): unknown {
  if (form === 'integer') return /^\d+$/.test(cell) ? Number(cell) : refuse(name, cell, 'a whole number');
  if (form === 'quality') return splitCell(cell, between).map((standard) => ({ standard }));
  if (typeof form !== 'object') return many ? splitCell(cell, between) : cell;
  const keys = (many ? splitCell(cell, between) : [cell]).flatMap((word) => {
    const key = keyOf(form.list as ListName, word);
    if (key === undefined) refuse(name, word, `one of ${lists[form.list].values.map((one) => one.name).join(', ')}`);
    return key ?? [];
  });
  return many ? [...new Set(keys)] : keys[0];
}
