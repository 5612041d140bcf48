import { compareAlleles } from './heap.ts';
import { type AlleleColumns, HEAP_BASE } from './layout.ts';

export type Column = Uint8Array | Uint16Array | Uint32Array | Float32Array;

export function sameAllele(columns: AlleleColumns, a: number, b: number): boolean {
  if (columns.end && columns.end[a] !== columns.end[b]) return false;
  return compareAlleles(columns.heap, columns.allele[a]!, columns.heap, columns.allele[b]!) === 0;
}

export function sameWords(a: Uint32Array, b: Uint32Array): boolean {
  return a.length === b.length && a.every((word, i) => word === b[i]);
}

/** Whether a column says nothing. */
export function allZero(column: Column): boolean {
  for (let i = 0; i < column.length; i++) if (column[i] !== 0) return false;
  return true;
}

export function allMissing(column: Float32Array): boolean {
  for (let i = 0; i < column.length; i++) if (!Number.isNaN(column[i]!)) return false;
  return true;
}

export function reorder<T extends Column>(column: T, order: Uint32Array): T {
  const out = column.slice(0, order.length) as T;
  for (let i = 0; i < order.length; i++) out[i] = column[order[i]!]!;
  return out;
}

export function concatenate<T extends Column>(parts: Column[], type: new (length: number) => T): T {
  const out = new type(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

export function typeOf(column: Column): 'u8' | 'u16' | 'u32' | 'f32' {
  if (column instanceof Uint8Array) return 'u8';
  if (column instanceof Uint16Array) return 'u16';
  return column instanceof Float32Array ? 'f32' : 'u32';
}

export function maxSpan(start: Uint32Array, end: Uint32Array): number {
  let longest = 0;
  for (let i = 0; i < start.length; i++) if (end[i]! - start[i]! > longest) longest = end[i]! - start[i]!;
  return longest;
}

export function maxSpanOfAlleles(columns: AlleleColumns): number {
  if (columns.end) return maxSpan(columns.start, columns.end);
  let longest = 1;
  const view = new DataView(columns.heap.buffer, columns.heap.byteOffset, columns.heap.byteLength);
  for (let i = 0; i < columns.alleles; i++) {
    const code = columns.allele[i]!;
    if (code >= HEAP_BASE) longest = Math.max(longest, view.getUint32(code - HEAP_BASE, true) - 2);
  }
  return longest;
}
