import { checkEntry } from './check.ts';
import { keyOf } from './lists.ts';
import { type Catalogue, type Entry, emptyCatalogue, type Kind } from './model.ts';
import type { Table, TableFault } from './tables.ts';

type Fields = Record<string, unknown>;
type Cells = Readonly<Record<string, string>>;

/** Columns of MIABIS 2's exchange tables by the fields of an entry; they are the same in tables of their own and in flat rows. */
const columns: Readonly<Record<'biobank' | 'sampleCollection' | 'study', Readonly<Record<string, string>>>> = {
  biobank: {
    ...{ id: 'id', acronym: 'acronym', name: 'name', url: 'url', juristicperson: 'juristicPerson', country: 'country' },
    ...{ contactinformation: 'contact', description: 'description' },
  },
  sampleCollection: {
    ...{ id: 'id', acronym: 'acronym', name: 'name', description: 'description', datacategory: 'datasetTypes' },
    ...{ collectiontype: 'designs', contactinformation: 'contact' },
  },
  study: {
    ...{ id: 'id', name: 'name', description: 'description', design: 'designs', studydesign: 'designs' },
    ...{ datacategory: 'datasetTypes', totalnumberofparticipants: 'subjects', inclusioncriteria: 'inclusion' },
    ...{ contactinformation: 'contact', principalinvestigator: 'investigator', totalnumberofdonors: 'donors' },
    ...{ sex: 'sex', materialtype: 'sampleTypes', agelow: 'ageLow', agehigh: 'ageHigh', ageunit: 'ageUnit' },
  },
};
const kindOf = { biobank: 'biobank', sampleCollection: 'collection', study: 'study' } as const;
const listOf: Readonly<Record<string, 'datasetType' | 'design' | 'inclusion' | 'sex' | 'sampleType'>> = {
  ...{ datasetTypes: 'datasetType', designs: 'design', inclusion: 'inclusion', sex: 'sex', sampleTypes: 'sampleType' },
};
const numbers: ReadonlySet<string> = new Set(['subjects', 'ageLow', 'ageHigh']);

/** The columns of a flat file without a header, in their order (MIABIS 2's converter). */
export const flatColumns: readonly string[] = [
  ...[
    'id',
    'parentSampleId',
    'materialType',
    'storageTemperature',
    'sampledTime',
    'anatomicalSite',
    'disease',
    'sex',
  ].map((one) => `sample.${one}`),
  ...['ageLow', 'ageHigh', 'ageUnit', 'container'].map((one) => `sample.${one}`),
  ...['id', 'acronym', 'name', 'url', 'juristicPerson', 'contactInformation', 'description', 'country'].map(
    (one) => `biobank.${one}`,
  ),
  ...['id', 'acronym', 'name', 'description', 'dataCategory', 'collectionType', 'contactInformation'].map(
    (one) => `sampleCollection.${one}`,
  ),
  ...['id', 'name', 'description', 'principalInvestigator', 'contactInformation', 'design', 'dataCategory'].map(
    (one) => `study.${one}`,
  ),
  ...['totalNumberOfParticipants', 'totalNumberOfDonors', 'inclusionCriteria'].map((one) => `study.${one}`),
];

const contactParts = ['id', 'firstName', 'lastName', 'phone', 'email', 'address', 'zip', 'city', 'country'] as const;
const plain = (name: string): string => name.toLowerCase().replace(/[^a-z.]/g, '');

/** The cells of a row by their columns' plain names. */
const plainCells = (cells: Cells): Map<string, string> =>
  new Map(Object.entries(cells).map(([name, cell]) => [plain(name), cell]));

/**
 * Reads MIABIS 2 exchange tables: `biobank`, `contactInfo`, `sampleCollection`, `study` and `sample`, or flat rows (`input…`) that
 * repeat the entities of each sample. Samples themselves are the register's; here they say what a collection holds and where it lies.
 */
export function readExchange(tables: Readonly<Record<string, Table>>): {
  catalogue: Catalogue;
  faults: TableFault[];
  leftOut: string[];
} {
  const found = new Map<string, { kind: Kind; table: string; line: number; fields: Fields }>();
  const contacts = contactsOf(tables['contactInfo']);
  const take = (
    entity: keyof typeof columns,
    cells: ReadonlyMap<string, string>,
    table: string,
    line: number,
  ): string | null => {
    const fields = fieldsOf(entity, cells, contacts);
    if (Object.keys(fields).length === 0) return null;
    // Flat rows may leave out the ID of a biobank; its name then is it.
    const id = String(fields['id'] ?? fields['name'] ?? '').replace(/[\s/?#%\\]+/g, '_');
    const key = `${entity} ${id}`;
    // So may a study its name.
    if (!found.has(key)) found.set(key, { kind: kindOf[entity], table, line, fields: { name: id, ...fields, id } });
    return id;
  };
  for (const entity of Object.keys(columns) as (keyof typeof columns)[]) {
    for (const { cells, line } of tables[entity]?.rows ?? []) take(entity, plainCells(cells), entity, line);
  }
  for (const [name, table] of Object.entries(tables)) {
    const flat = name !== 'sample' && table.columns.some((column) => column.startsWith('sample.'));
    if (name !== 'sample' && !flat) continue;
    for (const { cells, line } of table.rows) {
      const row = plainCells(cells);
      const part = (entity: string) => sub(row, `${entity.toLowerCase()}.`);
      const [biobank, collection, study] = flat
        ? [
            take('biobank', part('biobank'), name, line),
            take('sampleCollection', part('sampleCollection'), name, line),
            take('study', part('study'), name, line),
          ]
        : [row.get('biobank') || null, row.get('samplecollection') || null, row.get('study') || null];
      addSample(found.get(`sampleCollection ${collection}`)?.fields, flat ? part('sample') : row, { biobank, study });
    }
  }
  const catalogue = emptyCatalogue();
  const faults: TableFault[] = [];
  for (const { kind, table, line, fields } of found.values()) {
    const { entry, faults: own } = checkEntry(kind, fields);
    for (const { kind: which, attribute, field, expected } of own) {
      if (which === 'advice') continue;
      faults.push({ table, line, column: attribute ?? field, found: null, expected, wrong: which === 'wrong' });
    }
    if (entry !== null) (catalogue[kind] as Entry[]).push(entry);
  }
  const known = new Set([...Object.keys(columns), 'contactInfo', 'sample']);
  const isFlat = (table: Table): boolean => table.columns.some((column) => column.startsWith('sample.'));
  return {
    catalogue,
    faults,
    leftOut: Object.entries(tables).flatMap(([name, table]) => (known.has(name) || isFlat(table) ? [] : [name])),
  };
}

function sub(cells: ReadonlyMap<string, string>, start: string): Map<string, string> {
  return new Map(
    [...cells].flatMap(([name, cell]) => (name.startsWith(start) ? [[name.slice(start.length), cell] as const] : [])),
  );
}

function fieldsOf(
  entity: keyof typeof columns,
  cells: ReadonlyMap<string, string>,
  contacts: ReadonlyMap<string, Fields>,
): Fields {
  const fields: Fields = {};
  const kept: Record<string, string> = {};
  let unit: string | undefined;
  for (const [column, field] of Object.entries(columns[entity])) {
    const cell = cells.get(column) ?? '';
    if (cell === '') continue;
    const list = listOf[field];
    if (field === 'contact') fields['contact'] = contacts.get(cell) ?? contactOf(cell);
    else if (numbers.has(field)) fields[field] = /^\d+$/.test(cell) ? Number(cell) : cell;
    else if (field === 'ageUnit') unit = keyOf('ageUnit', cell) ?? keyOf('ageUnit', `${cell}s`) ?? cell;
    else if (field === 'investigator' || field === 'donors') kept[field] = cell;
    else if (list !== undefined) fields[field] = cell.split('|').map((word) => keyOf(list, word) ?? word);
    else fields[field] = cell;
  }
  if (unit !== undefined) {
    if (fields['ageLow'] !== undefined) fields['ageLowUnit'] = unit;
    if (fields['ageHigh'] !== undefined) fields['ageHighUnit'] = unit;
  }
  return Object.keys(kept).length === 0 ? fields : { ...fields, kept };
}

function contactsOf(table: Table | undefined): Map<string, Fields> {
  return new Map(
    (table?.rows ?? []).map(({ cells }) => {
      const row = plainCells(cells);
      const parts = {
        ...Object.fromEntries(contactParts.map((part) => [part, row.get(plain(part)) ?? ''])),
        firstName: row.get('name') ?? '',
      };
      return [row.get('id')!, withoutEmpty(parts)];
    }),
  );
}

// In flat rows a person's parts stand between backslashes, or there is only an ID.
const contactOf = (cell: string): Fields =>
  withoutEmpty(Object.fromEntries(cell.split('\\').map((part, i) => [contactParts[i] ?? 'role', part])));

const withoutEmpty = (fields: Record<string, string>): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== ''));

function addSample(
  collection: Fields | undefined,
  sample: ReadonlyMap<string, string>,
  of: { biobank: string | null; study: string | null },
): void {
  if (collection === undefined) return;
  const add = (field: string, key: string | undefined): void => {
    const before = (collection[field] as string[] | undefined) ?? [];
    if (key !== undefined && !before.includes(key)) collection[field] = [...before, key];
  };
  if (of.biobank !== null) collection['biobank'] ??= of.biobank;
  if (of.study !== null) add('studies', of.study);
  add('sampleTypes', keyOf('sampleType', sample.get('materialtype') ?? ''));
  add('sex', keyOf('sex', sample.get('sex') ?? ''));
  add('temperatures', keyOf('temperature', sample.get('storagetemperature') ?? ''));
}
