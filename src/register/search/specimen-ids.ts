import { join } from 'node:path';
import { TableReader } from '../columns/index.ts';
import type { NumberedTable } from './snapshot-layout.ts';

/** What rows are called by their custodian, and their numbers in Idun's own biobanks. */
export interface RowIds {
  id: string[];
  number: Uint32Array;
}

/**
 * Reads the ids of rows from the column files: memory does not hold them, for only whoever is given tubes needs them.
 * @param columns the folder of column files
 * @param rows numbers of rows over all tables
 */
export function rowIds(tables: readonly NumberedTable[], columns: string, rows: Uint32Array): RowIds {
  const id = new Array<string>(rows.length).fill('');
  const number = new Uint32Array(rows.length).fill(0xffffffff);
  for (const { hash, table, from, rows: size } of tables) {
    const at: number[] = [];
    for (let i = 0; i < rows.length; i++) if (rows[i]! >= from && rows[i]! < from + size) at.push(i);
    if (at.length === 0) continue;
    const wanted = Uint32Array.from(at, (i) => rows[i]! - from);
    const folder = join(columns, hash);
    const texts = new TableReader({ folder, hash, table }).textsAt('custodian_id', wanted);
    for (const [k, i] of at.entries()) id[i] = texts[k]!;
    if (table !== 'own_specimens') continue;
    const numbers = new TableReader({ folder, hash, table }).column('number');
    for (const [k, i] of at.entries()) number[i] = numbers[wanted[k]!]!;
  }
  return { id, number };
}
