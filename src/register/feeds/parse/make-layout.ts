import { Problem } from '../../../platform/problem/index.ts';
import { type TableName, tables } from '../../columns/index.ts';
import { errors } from '../errors.ts';
import type { ColumnDescription, TableDescription } from '../model.ts';
import { badDay, readDay, readDayFormat } from './day-format.ts';
import type { FieldLayout, FieldReading, Layout } from './layout.ts';

/** Fields that a row must have. */
const needed: Readonly<Partial<Record<TableName, readonly string[]>>> = {
  persons: ['person'],
  specimens: ['person', 'day', 'type'],
  events: ['person', 'day', 'code'],
};
const perUnit = { ul: 1, ml: 1000, l: 1_000_000 } as const;

function refuse(detail: string, expected: string): never {
  throw new Problem(errors.description, detail, {
    expected,
    action: 'Correct the description (docs/guides/feeds.md).',
  });
}

/** The fields that a description may give a table, and those it must. @throws Problem IDUN_FEED_DESCRIPTION */
export function checkFields({ table, columns, register }: TableDescription): void {
  const known = Object.keys(tables[table]);
  const other = Object.keys(columns).find((field) => !known.includes(field));
  if (other !== undefined) refuse(`${JSON.stringify(other)} is nothing of ${table}.`, known.join(', '));
  const missing = needed[table]!.find((field) => columns[field] === undefined);
  if (missing !== undefined) refuse(`The description does not say where ${missing} stands.`, needed[table]!.join(', '));
  if ((table === 'events') !== (register !== undefined))
    refuse('Events, and only they, are of a register.', 'register');
  for (const [field, { column, value, as, namespace }] of Object.entries(columns)) {
    if ((column === undefined) === (value === undefined))
      refuse(`${field} has neither or both of a column and a value.`, 'one of them');
    if (value !== undefined) checkConstant(table, field, value);
    if (field !== 'person') continue;
    if (column === undefined || as === undefined)
      refuse('A person has a column and `as`.', 'as: cpr, or as: id with a namespace');
    if ((as === 'id') !== (namespace !== undefined))
      refuse('An identifier of a person, and only that, has a namespace.', 'namespace');
  }
}

function checkConstant(table: TableName, field: string, value: string): void {
  const { type, words } = (tables[table] as Record<string, { type: string; words?: true }>)[field]!;
  if (words) return;
  if (type !== 'u16') refuse(`${field} cannot be the same for every row.`, 'a column');
  const bytes = Buffer.from(value);
  if (readDay(bytes, 0, bytes.length, readDayFormat('YYYY-MM-DD')!) === badDay)
    refuse(`${JSON.stringify(value)} is no day.`, 'a date YYYY-MM-DD');
}

type Described = Pick<TableDescription, 'columns' | 'separator' | 'decimal' | 'variables'> & { table: TableName };

/**
 * Matches a description to a header.
 * @param placeAt column that has the place of each row; −1 when rows are lines
 * @throws Problem IDUN_FEED_DESCRIPTION; IDUN_FEED_FILE when the header lacks a column
 */
export function makeLayout(
  { table, columns, separator, decimal, variables }: Described,
  header: readonly string[],
  file: string,
  placeAt = -1,
): Layout {
  const at = (column: string): number => {
    const found = header.indexOf(column);
    if (found >= 0) return found;
    throw new Problem(errors.file, `The header has no column ${JSON.stringify(column)}.`, {
      ...{ file, line: 1 },
      expected: `${JSON.stringify(column)}; the header has ${header.slice(0, 40).join(', ')}`,
      action:
        header.length === 1
          ? `Check \`separator\` (here ${JSON.stringify(separator)}) in the description.`
          : 'Correct the name in the description, or ask the custodian for the whole file.',
    });
  };
  const fields = Object.entries(columns).flatMap(([field, spec]): FieldLayout[] => {
    if (spec.column === undefined) return [];
    const required = spec.required ?? needed[table]!.includes(field);
    const several = spec.several === undefined ? {} : { several: spec.several.charCodeAt(0) };
    const reading = readingOf(table, field, spec);
    return [{ field, column: spec.column, at: at(spec.column), reading, required, ...several }];
  });
  const counted = new Set([...fields.map((field) => field.at), ...variables.map(({ column }) => at(column))]);
  return {
    separator: separator === 'tab' ? '\t' : separator,
    ...{ decimal, width: header.length, fields, counted: [...counted], names: [...header], placeAt },
  };
}

function readingOf(table: TableName, field: string, spec: ColumnDescription): FieldReading {
  if (field === 'person') return spec.as === 'cpr' ? { kind: 'cpr' } : { kind: 'word' };
  const column = (tables[table] as Record<string, { type: string; words?: true }>)[field]!;
  if (column.words) return { kind: 'word' };
  if (column.type === 'text') return { kind: 'id' };
  if (column.type === 'u16') {
    const format = readDayFormat(spec.format ?? 'YYYY-MM-DD');
    if (format !== undefined) return { kind: 'day', format };
    refuse(
      `${JSON.stringify(spec.format)} is no form of a date.`,
      'such as YYYY-MM-DD, DDMMYYYY, DD.MM.YYYY, DDMMMYYYY, YYYY-MM',
    );
  }
  const scale = field === 'volume_ul' ? perUnit[spec.unit ?? 'ul'] : 1;
  return { kind: 'number', scale, most: column.type === 'u8' ? 0xff : 0xffffffff };
}
