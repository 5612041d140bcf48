import { type Bitmap, type ColumnMemory, setBit, setBytes } from '../../bits/index.ts';
import { noDay, type StoredTable, TableReader, yearOf } from '../columns/index.ts';
import type { WordLists } from './word-lists.ts';

export interface PersonPlaces {
  born: number;
  died: number;
  sex: number;
  region: number;
  municipality: number;
  birthYear: number;
}

/** Puts the facts of persons in their columns; a later table speaks over an earlier one. */
export function placePersons(
  memory: ColumnMemory,
  tables: readonly StoredTable[],
  words: WordLists,
  { at, persons, exists }: { at: PersonPlaces; persons: number; exists: Bitmap },
): void {
  const born = memory.u16(at.born, persons).fill(noDay);
  const died = memory.u16(at.died, persons).fill(noDay);
  const sex = memory.u8(at.sex, persons);
  const region = memory.u8(at.region, persons);
  const municipality = memory.u16(at.municipality, persons);
  for (const table of tables) {
    const reader = new TableReader({ ...table, table: 'persons' });
    const person = reader.column('person');
    const put = (
      column: 'born' | 'died' | 'sex' | 'region' | 'municipality',
      into: Uint8Array | Uint16Array,
      numbers?: Uint32Array,
    ): void => {
      for (const { from, values } of reader.batches(column)) {
        for (let row = 0; row < values.length; row++) {
          into[person[from + row]!] = numbers ? numbers[values[row]!]! : values[row]!;
        }
      }
    };
    put('born', born);
    put('died', died);
    put('sex', sex, words.take('sex', reader.words('sex')));
    put('region', region, words.take('region', reader.words('region')));
    put('municipality', municipality, words.take('municipality', reader.words('municipality')));
    for (let row = 0; row < person.length; row++) setBit(exists, person[row]!);
  }
  const yearOfDay = yearsOfDays();
  const year = memory.u8(at.birthYear, persons);
  for (let p = 0; p < persons; p++) year[p] = yearOfDay[born[p]!]!;
}

let years: Uint8Array | undefined;

/** The year of every day, since 1900; 255 for none. */
export function yearsOfDays(): Uint8Array {
  if (years === undefined) {
    years = Uint8Array.from({ length: noDay + 1 }, (_, day) => yearOf(day) - 1900);
    years[noDay] = 255;
  }
  return years;
}

/** Marks the people that tables name; of opt-outs those of a scope. */
export function markPeople(tables: readonly StoredTable[], set: Bitmap, scope?: string): void {
  for (const table of tables) {
    const reader = new TableReader({ ...table, table: table.table as 'optouts' });
    const person = reader.column('person');
    if (scope === undefined) {
      for (let row = 0; row < person.length; row++) setBit(set, person[row]!);
      continue;
    }
    const wanted = reader.words('scope').indexOf(scope);
    const scopes = reader.column('scope');
    for (let row = 0; row < person.length; row++) if (scopes[row] === wanted) setBit(set, person[row]!);
  }
}

/** A view of a set as whole words. */
export function setView(memory: ColumnMemory, at: number, size: number): Uint32Array {
  return memory.u32(at, setBytes(size) >>> 2);
}
