import { find, specimensOfFound } from './count.ts';
import type { Query } from './model.ts';
import type { Searcher } from './searcher.ts';
import { specimenColumns, type WordColumn } from './snapshot-layout.ts';

/** A column of words that specimens have. */
export type CrossColumn = WordColumn & keyof typeof specimenColumns;

/** A larger table has no empty cells in it. */
const mostEmptyCells = 20_000;

export interface CrossCell {
  row: string;
  column: string;
  persons: number;
  specimens: number;
}

/** People and specimens of each biobank (or other column) crossed with each type: a table of cells. */
export function crossFacet(
  searcher: Searcher,
  query: Query,
  { rows, columns, today, empty = false }: { rows: CrossColumn; columns: CrossColumn; today: string; empty?: boolean },
): CrossCell[] {
  const { memory, header } = searcher;
  const found = find(searcher, query, today);
  const specimens = memory.u32(specimensOfFound(searcher, found), Math.ceil(header.specimens / 32));
  const person = memory.u32(searcher.column('specimenPerson'), header.specimens);
  const view = (name: CrossColumn): Uint8Array | Uint16Array =>
    specimenColumns[name] === 1
      ? memory.u8(searcher.column(name), header.specimens)
      : memory.u16(searcher.column(name), header.specimens);
  const [rowOf, columnOf] = [view(rows), view(columns)];
  const width = header.words[columns]!.length;
  const size = width * header.words[rows]!.length;
  const [specimenCount, personCount, last] = [
    new Uint32Array(size),
    new Uint32Array(size),
    new Int32Array(size).fill(-1),
  ];
  for (let w = 0; w < specimens.length; w++) {
    for (let word = specimens[w]!; word !== 0; word &= word - 1) {
      const s = w * 32 + 31 - Math.clz32(word & -word);
      const cell = rowOf[s]! * width + columnOf[s]!;
      specimenCount[cell]!++;
      if (last[cell] === person[s]) continue;
      last[cell] = person[s]!;
      personCount[cell]!++;
    }
  }
  // With empty cells: those of rows and columns that somebody is in.
  const rowIn = new Set<number>();
  const columnIn = new Set<number>();
  for (const [cell, count] of specimenCount.entries()) {
    if (count === 0) continue;
    rowIn.add(Math.floor(cell / width));
    columnIn.add(cell % width);
  }
  const fill = empty && rowIn.size * columnIn.size <= mostEmptyCells;
  return [...specimenCount.entries()].flatMap(([cell, count]) => {
    if (count === 0 && !(fill && rowIn.has(Math.floor(cell / width)) && columnIn.has(cell % width))) return [];
    const row = header.words[rows]![Math.floor(cell / width)]!;
    return [{ row, column: header.words[columns]![cell % width]!, persons: personCount[cell]!, specimens: count }];
  });
}
