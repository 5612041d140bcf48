import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { PACKED_ROWS, unpackRows } from '../../../bits/index.ts';

/** First byte of deflated text; packed rows have `PACKED_ROWS`. */
const DEFLATED_TEXT = 0;
const SMALL = 1 << 14;

/** Rows as deflated text, each ended by a line feed: for rows that cannot be packed, and for rows made of strings. */
export function deflateRows(text: Uint8Array): Buffer {
  // A small window spares zlib the clearing of a quarter of a megabyte for each of thousands of small blocks.
  const options = text.length < SMALL ? { level: 3, windowBits: 13, memLevel: 5 } : { level: 1 };
  return Buffer.concat([Uint8Array.of(DEFLATED_TEXT), deflateRawSync(text, options)]);
}

/**
 * The rows of a block's content.
 * @throws Error when there are not `rows` of them
 */
export function readRows(content: Uint8Array, rows: number): string[] {
  if (content[0] === PACKED_ROWS) return unpackRows(content, rows);
  if (content[0] !== DEFLATED_TEXT) throw new Error(`a block of calls has content of kind ${content[0]}`);
  const lines = inflateRawSync(content.subarray(1)).toString('utf8').split('\n');
  lines.pop();
  if (lines.length !== rows) throw new Error(`a block of calls has ${lines.length} rows instead of ${rows}`);
  return lines;
}
