import type { FaultKind } from '../model.ts';

/** Values of a field, one a row. */
export type ParsedColumn =
  /** Base-36 values of the ten characters; NaN where there is none. */
  | { kind: 'cpr'; keys: Float64Array }
  /** Numbers in the thread's dictionary, and the words it learnt since its last chunk. */
  | { kind: 'word'; words: Uint32Array; added: string[] }
  /** Days since 1900-01-01; 65535 where there is none. */
  | { kind: 'day'; days: Uint16Array }
  | { kind: 'number'; numbers: Uint32Array }
  /** Texts with two hashes of each, by which doubles are found. */
  | { kind: 'id'; texts: string[]; high: Float64Array; low: Uint32Array };

/** A fault that shows in the row alone. */
export interface RowFaultFound {
  kind: FaultKind;
  /** 1-based, in the file. */
  row: number;
  column: string | null;
  found: string | null;
}

/** Rows of one stretch of a file. Rows with a fault are not among them. */
export interface ParsedChunk {
  rows: number;
  /** All rows there were. */
  read: number;
  /** Where each row stands in the file, 1-based. */
  places: Uint32Array;
  columns: ParsedColumn[];
  /** Faults by kind: how many, and the first of them. */
  faults: { kind: FaultKind; rows: number; first: RowFaultFound[] }[];
  /** Filled rows of the counted columns. */
  filled: Uint32Array;
}
