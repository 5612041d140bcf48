import type { ColumnMemory } from '../../bits/index.ts';
import { type StoredTable, TableReader } from '../columns/index.ts';
import { type CodeTree, orderCodes } from './code-tree.ts';

/** What is known of a register before its events are placed. */
export interface PlannedRegister {
  name: string;
  tree: CodeTree;
  /** For each table and word of it, the code's place in the tree + 1; 0 for no code. */
  numbers: Uint32Array[];
  tables: StoredTable[];
  /** First event of each code, and one more. */
  starts: Uint32Array;
}

/** Orders a register's codes and counts the events of each. Rows without a code are left out. */
export function planRegister(name: string, tables: readonly StoredTable[]): PlannedRegister {
  const events = tables.filter(({ table }) => table === 'events');
  const parents = new Map<string, string>();
  for (const table of tables) if (table.table === 'codes') readParents(table, parents);
  const readers = events.map((table) => new TableReader({ ...table, table: 'events' }));
  const words = readers.map((reader) => reader.words('code'));
  const tree = orderCodes(words.flat(), parents);
  const placeOf = new Map(tree.codes.map((code, place) => [code, place]));
  const numbers = words.map((list) => Uint32Array.from(list, (word) => (word === '' ? 0 : placeOf.get(word)! + 1)));
  const starts = new Uint32Array(tree.codes.length + 1);
  for (const [at, reader] of readers.entries()) {
    for (const { values } of reader.batches('code')) {
      for (let row = 0; row < values.length; row++) {
        const number = numbers[at]![values[row]!]!;
        if (number !== 0) starts[number]!++;
      }
    }
  }
  for (let code = 1; code < starts.length; code++) starts[code]! += starts[code - 1]!;
  return { name, tree, numbers, tables: events, starts };
}

function readParents(table: StoredTable, parents: Map<string, string>): void {
  const reader = new TableReader({ ...table, table: 'codes' });
  const codeWords = reader.words('code');
  const parentWords = reader.words('parent');
  const parent = reader.column('parent');
  for (const [row, word] of reader.column('code').entries()) {
    const code = codeWords[word]!;
    const under = parentWords[parent[row]!]!;
    // What one list puts under something, another one does not take away.
    if (under !== '' || !parents.has(code)) parents.set(code, under);
  }
}

/** Puts a register's events in the order of code, person, day. */
export function placeEvents(
  memory: ColumnMemory,
  { starts, numbers, tables }: PlannedRegister,
  at: { starts: number; person: number; day: number },
): void {
  const total = starts.at(-1)!;
  memory.u32(at.starts, starts.length).set(starts);
  const person = memory.u32(at.person, total);
  const day = memory.u16(at.day, total);
  const next = starts.slice(0, -1);
  for (const [which, table] of tables.entries()) {
    const reader = new TableReader({ ...table, table: 'events' });
    const ofWord = numbers[which]!;
    const rows = Math.max(1, Math.min(1 << 18, reader.rows));
    const codes = reader.batches('code', rows);
    const persons = reader.batches('person', rows);
    const days = reader.batches('day', rows);
    for (const { values } of codes) {
      const people = persons.next().value!.values;
      const when = days.next().value!.values;
      for (let row = 0; row < values.length; row++) {
        const number = ofWord[values[row]!]!;
        if (number === 0) continue;
        const place = next[number - 1]!++;
        person[place] = people[row]!;
        day[place] = when[row]!;
      }
    }
    // Their digests are checked at the end.
    persons.next();
    days.next();
  }
  for (let code = 0; code + 1 < starts.length; code++) sortEvents(person, day, starts[code]!, starts[code + 1]!);
}

/** Sorts a code's events by person and day; most feeds come so already. */
function sortEvents(person: Uint32Array, day: Uint16Array, from: number, to: number): void {
  let sorted = true;
  for (let e = from + 1; e < to && sorted; e++) {
    sorted = person[e - 1]! < person[e]! || (person[e - 1] === person[e] && day[e - 1]! <= day[e]!);
  }
  if (sorted) return;
  // A person and a day are a whole number below 2^48, which a double holds.
  const keys = new Float64Array(to - from);
  for (let e = from; e < to; e++) keys[e - from] = person[e]! * 65_536 + day[e]!;
  keys.sort();
  for (let e = from; e < to; e++) {
    const key = keys[e - from]!;
    person[e] = Math.floor(key / 65_536);
    day[e] = key % 65_536;
  }
}
