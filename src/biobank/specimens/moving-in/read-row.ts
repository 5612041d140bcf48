import { type Condition, type Container, type MaterialName, materials, type Unit } from '../material.ts';
import { parseSprec, type Sprec } from '../sprec.ts';
import type { Mapping } from './mapping.ts';

/** A row of the inventory, understood. */
export interface InventoryRow {
  line: number;
  barcode: string;
  /** As the file says it; never told again, since it may be a civil registration number. */
  person: string;
  collection: string;
  type: MaterialName;
  amount: number;
  unit: Unit;
  container: Container | null;
  condition: Condition | null;
  temperature: string | null;
  concentration: number | null;
  thaws: number;
  collectedAt: Date | null;
  receivedAt: Date | null;
  requisition: string | null;
  block: string | null;
  sprec: Sprec | null;
  parent: string | null;
  codes: { namespace: string; code: string }[];
  place: { rack: string; position: string } | null;
}

/** What is wrong in a line. The value is told only where it cannot be somebody's number. */
export interface RowFault {
  line: number;
  column: string;
  fault: string;
}

class Fault extends Error {
  readonly column: string;
  constructor(column: string, fault: string) {
    super(fault);
    this.column = column;
  }
}

type Cells = (column: string) => string;

/** Reads a date by a pattern of YYYY, MM, DD, HH, mm, ss; ISO 8601 without one. Undefined when there is no such day. */
export function readDate(text: string, format: string | undefined): Date | undefined {
  if (format === undefined) {
    // Some dates that no calendar has are read as a day of the next month.
    const date = readDate(text.slice(0, 10), 'YYYY-MM-DD');
    if (date === undefined || text.length === 10) return date;
    const whole = new Date(text);
    return Number.isNaN(whole.getTime()) ? undefined : whole;
  }
  const parts: string[] = [];
  const pattern = format.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&').replace(/YYYY|MM|DD|HH|mm|ss/g, (part) => {
    parts.push(part);
    return part === 'YYYY' ? '(\\d{4})' : '(\\d{1,2})';
  });
  const found = new RegExp(`^${pattern}$`).exec(text);
  if (found === null) return undefined;
  const of = (part: string, otherwise: number) =>
    parts.includes(part) ? Number(found[parts.indexOf(part) + 1]) : otherwise;
  const [year, month, day] = [of('YYYY', 1970), of('MM', 1), of('DD', 1)];
  const date = new Date(Date.UTC(year, month - 1, day, of('HH', 0), of('mm', 0), of('ss', 0)));
  const isSame = date.getUTCMonth() === month - 1 && date.getUTCDate() === day && date.getUTCMinutes() === of('mm', 0);
  return isSame ? date : undefined;
}

/** Digits, and where the point is a comma also points between thousands: nothing that may be meant as another number. */
const plainNumber = { '.': /^-?\d+(\.\d+)?$/, ',': /^-?(\d+|\d{1,3}(\.\d{3})+)(,\d+)?$/ } as const;
const largest = 1e9;
/** Letters of a cell; more is a missing quote or line end. */
const longest = 1000;
const earliest = Date.UTC(1900, 0, 1);

function readWhole(field: Mapping['thaws'], cells: Cells): number {
  const number = field === undefined ? 0 : (readNumber(field, cells) ?? 0);
  if (Number.isInteger(number) && number <= mostThaws) return number;
  throw new Fault(
    field !== undefined && 'column' in field ? field.column : 'thaws',
    `is not a count up to ${mostThaws}`,
  );
}
const mostThaws = 255;

function readNumber(field: Mapping['amount'], cells: Cells, least = 0): number | null {
  if ('value' in field) return field.value;
  const text = cells(field.column);
  if (text === '') return null;
  const { factor = 1, decimal = '.' } = 'factor' in field || 'decimal' in field ? field : {};
  if (!plainNumber[decimal].test(text)) throw new Fault(field.column, `is not a number with «${decimal}» as its point`);
  const value = Number(decimal === ',' ? text.replaceAll('.', '').replace(',', '.') : text) * factor;
  if (value < least) throw new Fault(field.column, `is less than ${least}`);
  if (value > largest) throw new Fault(field.column, `is more than ${largest}`);
  return Math.round(value * 1000) / 1000;
}

function readText(field: Mapping['requisition'], cells: Cells): string | null {
  if (field === undefined) return null;
  return ('value' in field ? field.value : cells(field.column)) || null;
}

function readWord<T extends string>(
  field: Mapping['type'] | Mapping['container'] | Mapping['condition'],
  known: readonly string[],
  cells: Cells,
): T | null {
  if (field === undefined) return null;
  if ('value' in field) return field.value as string as T;
  const text = cells(field.column);
  if (text === '') return null;
  const map: Readonly<Record<string, string>> = ('map' in field ? field.map : undefined) ?? {};
  const word = Object.hasOwn(map, text) ? map[text]! : text;
  if (!known.includes(word)) throw new Fault(field.column, `«${text.slice(0, 40)}» is not in the mapping`);
  return word as T;
}

function readWhen(field: Mapping['collectedAt'], cells: Cells, now: Date): Date | null {
  if (field === undefined) return null;
  const text = cells(field.column);
  if (text === '') return null;
  const format = 'format' in field ? field.format : undefined;
  const date = readDate(text, format);
  if (date === undefined) throw new Fault(field.column, `is not a date of the form ${format ?? 'YYYY-MM-DD'}`);
  // A day ahead: clocks and time zones differ.
  if (date.getTime() > now.getTime() + 86_400_000) throw new Fault(field.column, 'is a day to come');
  if (date.getTime() < earliest) throw new Fault(field.column, 'is a day before 1900');
  return date;
}

function readPlace(field: Mapping['place'], cells: Cells): InventoryRow['place'] {
  if (field === undefined) return null;
  const rack = cells(field.rack);
  const text = cells(field.position);
  if (rack === '' && text === '') return null;
  const position = readPosition(text, field);
  if (rack === '' || position === undefined) {
    throw new Fault(field.position, `is not a position of a rack of ${field.rows} × ${field.columns}`);
  }
  return { rack, position };
}

/** `B7`, or where the rack's places are only numbered, `19`; undefined when the rack has no such place. */
function readPosition(text: string, { rows, columns }: NonNullable<Mapping['place']>): string | undefined {
  const [, letters = '', digits] = /^([A-Z]{0,2})0*([1-9]\d{0,3})$/i.exec(text) ?? [];
  if (digits === undefined) return undefined;
  if (letters === '') return Number(digits) <= rows * columns ? digits : undefined;
  const row = [...letters.toUpperCase()].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0);
  return row <= rows && Number(digits) <= columns ? `${letters.toUpperCase()}${digits}` : undefined;
}

const required = (text: string, column: string): string => {
  if (text === '') throw new Fault(column, 'is empty');
  return text;
};

/** Understands one row, or says everything that is wrong with it that can be said on its own. */
export function readRow(
  mapping: Mapping,
  given: Cells,
  line: number,
  {
    now,
    ...words
  }: {
    now: Date;
    materials: readonly string[];
    containers: readonly string[];
    conditions: readonly string[];
  },
): InventoryRow | RowFault {
  const cells: Cells = (column) => {
    const text = given(column);
    if (text.length > longest) throw new Fault(column, `is longer than ${longest} letters`);
    return text;
  };
  try {
    const type = readWord<MaterialName>(mapping.type, words.materials, cells);
    if (type === null) throw new Fault('type', 'is empty');
    const amount = readNumber(mapping.amount, cells);
    if (amount === null) throw new Fault('amount', 'is empty');
    const { collection: of, sprec } = mapping;
    const collection = typeof of === 'string' ? of : (of.map?.[cells(of.column)] ?? cells(of.column));
    return {
      ...{ line, type, amount, unit: mapping.unit ?? materials[type].unit, collection },
      barcode: required(cells(mapping.barcode), mapping.barcode),
      person: required(cells(mapping.person.column), mapping.person.column),
      container: readWord<Container>(mapping.container, words.containers, cells),
      condition: readWord<Condition>(mapping.condition, words.conditions, cells),
      temperature: readText(mapping.temperature, cells),
      concentration: mapping.concentration === undefined ? null : readNumber(mapping.concentration, cells),
      thaws: readWhole(mapping.thaws, cells),
      collectedAt: readWhen(mapping.collectedAt, cells, now),
      receivedAt: readWhen(mapping.receivedAt, cells, now),
      requisition: readText(mapping.requisition, cells),
      block: readText(mapping.block, cells),
      sprec: sprec === undefined || cells(sprec.column) === '' ? null : readSprec(cells(sprec.column), sprec),
      parent: mapping.parent === undefined ? null : cells(mapping.parent) || null,
      codes: mapping.codes.flatMap(({ namespace, column }) =>
        cells(column) === '' ? [] : [{ namespace, code: cells(column) }],
      ),
      place: readPlace(mapping.place, cells),
    };
  } catch (error) {
    if (error instanceof Fault) return { line, column: error.column, fault: error.message };
    throw error;
  }
}

function readSprec(text: string, { column, version }: NonNullable<Mapping['sprec']>): Sprec {
  try {
    return parseSprec(text, version);
  } catch {
    throw new Fault(column, 'is not a SPREC code of seven parts');
  }
}
