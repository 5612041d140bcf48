import type { DayFormat } from './day-format.ts';

/** How a field's bytes become a value. Plain data: it crosses to the parsing threads. */
export type FieldReading =
  | { kind: 'cpr' }
  | { kind: 'word' }
  | { kind: 'day'; format: DayFormat }
  /** `scale`: what the number is multiplied by before it is rounded. */
  | { kind: 'number'; scale: number; most: number }
  | { kind: 'id' };

/** A column that is read. */
export interface FieldLayout {
  /** What it is in the table, for example `day`. */
  field: string;
  /** Name in the header. */
  column: string;
  /** Index in the row. */
  at: number;
  reading: FieldReading;
  required: boolean;
  /** The byte between values, where a cell holds several. */
  several?: number;
}

/** What the parsing threads need to know of a file. */
export interface Layout {
  separator: string;
  decimal: '.' | ',';
  /** Columns of a row. */
  width: number;
  fields: readonly FieldLayout[];
  /** Columns whose filled rows are counted, by their index. */
  counted: readonly number[];
  /** Names of the header, by index. */
  names: readonly string[];
  /** Column with the place of a row in its source, where rows were made of something else than lines; −1 for lines. */
  placeAt: number;
}
