import type { CodeTree } from '../codes/index.ts';
import {
  type Batch,
  consentWord,
  dateOf,
  dayOf,
  noDay,
  storageWord,
  type TableName,
  TableWriter,
  tables,
  typeWord,
} from '../columns/index.ts';
import { SeenIds } from './double-ids.ts';
import type { FaultList } from './faults.ts';
import type { ColumnDescription, FaultKind } from './model.ts';
import { isDamaged } from './parse/chunk-parser.ts';
import type { Layout } from './parse/layout.ts';
import type { ParsedColumn } from './parse/parsed-chunk.ts';
import type { ParsedStretch } from './parse/pool.ts';
import { nobody, type PeopleResolver } from './people/resolver.ts';

/** What a table of a feed is loaded with. */
export interface TableLoading {
  /** Folder of all tables. */
  folder: string;
  table: TableName;
  register: string | null;
  columns: Readonly<Record<string, ColumnDescription>>;
  people: PeopleResolver;
  unknownPeople: 'leave-out' | 'provisional' | 'refuse';
  /** The trees of the lists that columns name. */
  trees: ReadonlyMap<string, CodeTree>;
  faults: FaultList;
  /** Today, in days since 1900-01-01. */
  today: number;
}

type Rows = Record<string, Uint8Array | Uint16Array | Uint32Array | string[]>;

/** Rows of people nobody knows yet, by slot; their numbers come with the commit. */
interface WaitingRows {
  slots: Uint32Array;
  batch: Rows;
}

/** The words of one thread for one field: what each is in the table, or what is wrong with it. */
interface Words {
  texts: string[];
  numbers: number[];
  faults: (FaultKind | null)[];
}

/** Takes parsed rows, finds their people, checks them and writes those that are right. */
export class TableLoad {
  readonly loading: TableLoading;
  readonly writer: TableWriter<TableName>;
  readonly #words = new Map<string, Words>();
  readonly #constants: Record<string, number>;
  readonly #ids = new SeenIds();
  /** By slot: rows kept of a person, at most 255; rows left out because nobody knows them. */
  #kept = new Uint8Array(1 << 10);
  #left = new Uint8Array(1 << 10);
  readonly #waiting: WaitingRows[] = [];
  unknownRows = 0;
  from = noDay;
  to = 0;

  constructor(loading: TableLoading) {
    this.loading = loading;
    this.writer = new TableWriter(loading.folder, loading.table, loading.register);
    this.#constants = Object.fromEntries(
      Object.entries(loading.columns).flatMap(([field, { value, words }]) =>
        value === undefined ? [] : [[field, this.#constant(field, words?.[value] ?? value)]],
      ),
    );
  }

  #constant(field: string, value: string): number {
    const { words } = (tables[this.loading.table] as Record<string, { words?: true }>)[field]!;
    if (words) return this.writer.word(field as never, asWritten(field, value).meant);
    const day = dayOf(value);
    if (field === 'day') [this.from, this.to] = [day, day];
    return day;
  }

  /** Each file has words of its own. */
  beginFile(): void {
    this.#words.clear();
  }

  /** Takes a stretch of a file. */
  async take(name: string, layout: Layout, { chunk, thread }: ParsedStretch): Promise<void> {
    const { people, unknownPeople, faults } = this.loading;
    faults.take(name, chunk.faults);
    layout.fields.forEach((field, i) => {
      const column = chunk.columns[i]!;
      if (column.kind === 'word') this.#learn(`${thread} ${field.field}`, field.field, column.added);
    });
    const at = layout.fields.findIndex(({ field }) => field === 'person');
    const slots = people.slotsOf(chunk.columns[at]!, this.#words.get(`${thread} person`)?.texts ?? []);
    await people.resolve();
    this.#makeRoom();
    const state = new Uint8Array(chunk.rows);
    const refused = (row: number, kind: FaultKind, field: string | null, found: string | null): void => {
      if (kind !== 'date-after-death') state[row] = 1;
      const column = field === null ? null : (layout.fields.find((one) => one.field === field)?.column ?? field);
      faults.add(kind, { file: name, row: chunk.places[row]!, column, found });
    };
    layout.fields.forEach(({ field }, i) => {
      const column = chunk.columns[i]!;
      if (column.kind === 'word') this.#checkWords(column, thread, field, state, refused);
      if (column.kind === 'day') this.#checkDays(column.days, slots, field, state, refused);
    });
    for (let row = 0; row < chunk.rows; row++) {
      if (state[row] !== 0 || people.person[slots[row]!] !== nobody) continue;
      if (unknownPeople === 'refuse') refused(row, 'person', 'person', null);
      else state[row] = unknownPeople === 'provisional' ? 2 : 3;
    }
    this.#checkDoubles(chunk.columns, layout, slots, state, refused);
    this.#write(chunk.columns, layout, thread, slots, state);
  }

  #learn(key: string, field: string, added: readonly string[]): void {
    const words = this.#words.get(key) ?? { texts: [], numbers: [], faults: [] };
    this.#words.set(key, words);
    const spec = this.loading.columns[field]!;
    for (const text of added) {
      words.texts.push(text);
      const { meant, fault } = isDamaged(text)
        ? { meant: '', fault: 'encoding' as const }
        : field === 'person'
          ? { meant: '', fault: null }
          : this.#meaning(field, spec, text.trim());
      words.numbers.push(meant === '' ? 0 : this.writer.word(field as never, meant));
      words.faults.push(fault);
    }
  }

  #meaning(
    field: string,
    { words, system, prefix = '', without = '' }: ColumnDescription,
    found: string,
  ): { meant: string; fault: FaultKind | null } {
    const text = found.startsWith(without) ? found.slice(without.length) : found;
    if (words !== undefined) {
      const meant = Object.hasOwn(words, text) ? words[text]! : undefined;
      if (meant === undefined && text !== '') return { meant: '', fault: 'word' };
      return asWritten(field, meant ?? '');
    }
    if (field === 'consent') return asWritten(field, text);
    if (text === '') return { meant: '', fault: null };
    const tree = system === undefined ? undefined : this.loading.trees.get(system);
    if (tree === undefined) return asWritten(field, prefix + text);
    const at = tree.indexOf(prefix + text);
    return at < 0 ? { meant: '', fault: 'code' } : { meant: tree.rows[at]!.code, fault: null };
  }

  #checkWords(
    column: Extract<ParsedColumn, { kind: 'word' }>,
    thread: number,
    field: string,
    state: Uint8Array,
    refused: (row: number, kind: FaultKind, field: string, found: string | null) => void,
  ): void {
    const { faults, texts } = this.#words.get(`${thread} ${field}`)!;
    if (faults.every((fault) => fault === null)) return;
    for (let row = 0; row < column.words.length; row++) {
      const fault = faults[column.words[row]!];
      if (!fault || state[row] !== 0) continue;
      refused(row, fault, field, field === 'person' ? null : shown(texts[column.words[row]!]!));
    }
  }

  #checkDays(
    days: Uint16Array,
    slots: Uint32Array,
    field: string,
    state: Uint8Array,
    refused: (row: number, kind: FaultKind, field: string, found: string | null) => void,
  ): void {
    const { people, today } = this.loading;
    const { born, died } = people;
    const isOfLife = field === 'day';
    for (let row = 0; row < days.length; row++) {
      const day = days[row]!;
      if (day === noDay || state[row] !== 0) continue;
      const slot = slots[row]!;
      if (day > today) refused(row, 'date-in-future', field, shownDay(day));
      else if (day < born[slot]! && field !== 'born') refused(row, 'date-before-birth', field, shownDay(day));
      else if (isOfLife && died[slot]! >= 0 && day > died[slot]!) refused(row, 'date-after-death', field, dateOf(day));
      if (isOfLife && state[row] === 0) {
        if (day < this.from) this.from = day;
        if (day > this.to) this.to = day;
      }
    }
  }

  #checkDoubles(
    columns: readonly ParsedColumn[],
    layout: Layout,
    slots: Uint32Array,
    state: Uint8Array,
    refused: (row: number, kind: FaultKind, field: string, found: string | null) => void,
  ): void {
    const at = layout.fields.findIndex(({ field }) => field === 'custodian_id');
    const ids = columns[at];
    if (ids?.kind === 'id') {
      for (let row = 0; row < state.length; row++) {
        if (ids.texts[row] === '' || state[row] === 1) continue;
        if (this.#ids.add(ids.high[row]!, ids.low[row]!))
          refused(row, 'duplicate', 'custodian_id', shown(ids.texts[row]!));
      }
    }
    if (this.loading.table !== 'persons') return;
    for (let row = 0; row < state.length; row++) {
      if (state[row] === 1) continue;
      const slot = slots[row]!;
      if (this.#kept[slot]! + this.#left[slot]! > 0) refused(row, 'duplicate', 'person', null);
      // Counted here already: the next row of this stretch may be the same person.
      else this.#left[slot] = 1;
    }
  }

  #write(
    columns: readonly ParsedColumn[],
    layout: Layout,
    thread: number,
    slots: Uint32Array,
    state: Uint8Array,
  ): void {
    const { table, people } = this.loading;
    const good = rowsWith(state, 0);
    const waiting = rowsWith(state, 2);
    for (let row = 0; row < state.length; row++) {
      const slot = slots[row]!;
      if (state[row] === 3) {
        this.unknownRows++;
        this.#left[slot] = 1;
      } else if (state[row] !== 1) this.#kept[slot] = 1;
    }
    const fill = (rows: Uint32Array): Rows => {
      const batch: Rows = {};
      for (const [field, { type, ...spec }] of Object.entries(tables[table]) as [
        string,
        { type: string; words?: true },
      ][]) {
        const i = layout.fields.findIndex((one) => one.field === field);
        const constant = this.#constants[field];
        if (field === 'person' || (i < 0 && constant === undefined)) continue;
        if (i < 0) batch[field] = arrayFor(type, rows.length).fill(constant!);
        else
          batch[field] = picked(
            columns[i]!,
            rows,
            type,
            spec.words ? this.#words.get(`${thread} ${field}`)!.numbers : null,
          );
      }
      return batch;
    };
    if (good.length > 0) {
      const person = Uint32Array.from(good, (row) => people.person[slots[row]!]!);
      this.writer.append(good.length, { ...fill(good), person } as Batch<TableName>);
    }
    if (waiting.length > 0)
      this.#waiting.push({ slots: Uint32Array.from(waiting, (row) => slots[row]!), batch: fill(waiting) });
  }

  /** Writes the rows of people who have been made meanwhile. @param personOf number by slot */
  appendWaiting(personOf: (slot: number) => number): void {
    for (const { slots, batch } of this.#waiting) {
      this.writer.append(slots.length, { ...batch, person: slots.map(personOf) } as Batch<TableName>);
    }
    this.#waiting.length = 0;
  }

  /** Slots of people who have a row that waits for them. */
  waitingSlots(): number[] {
    return [...new Set(this.#waiting.flatMap(({ slots }) => [...slots]))];
  }

  /** Marks who has rows, in an array by slot: 1 for kept, 2 for left out as unknown. */
  markPeople(into: Uint8Array): void {
    for (let slot = 0; slot < this.loading.people.size; slot++) {
      if (this.#kept[slot]) into[slot]! |= 1;
      else if (this.#left[slot]) into[slot]! |= 2;
    }
  }

  #makeRoom(): void {
    while (this.#kept.length < this.loading.people.size) {
      this.#kept = grown(this.#kept);
      this.#left = grown(this.#left);
    }
  }
}

/** Fields whose words are the register's own, whoever wrote them; null is no word. */
const wordOf: Readonly<Record<string, (text: string) => string | null>> = {
  ...{ consent: consentWord, type: typeWord, temperature: storageWord },
};

// A consent has words of its own: anything else would be a use that nobody can ask for.
function asWritten(field: string, text: string): { meant: string; fault: FaultKind | null } {
  const meant = Object.hasOwn(wordOf, field) ? wordOf[field]!(text) : text;
  return meant === null ? { meant: '', fault: 'word' } : { meant, fault: null };
}

function rowsWith(state: Uint8Array, wanted: number): Uint32Array {
  const rows = new Uint32Array(state.length);
  let count = 0;
  for (let row = 0; row < state.length; row++) if (state[row] === wanted) rows[count++] = row;
  return rows.subarray(0, count);
}

function arrayFor(type: string, rows: number): Uint8Array | Uint16Array | Uint32Array {
  return type === 'u8' ? new Uint8Array(rows) : type === 'u16' ? new Uint16Array(rows) : new Uint32Array(rows);
}

function picked(
  column: ParsedColumn,
  rows: Uint32Array,
  type: string,
  numbers: readonly number[] | null,
): Rows[string] {
  if (column.kind === 'id') return Array.from(rows, (row) => column.texts[row]!);
  const values = arrayFor(type, rows.length);
  if (column.kind === 'word') for (let i = 0; i < rows.length; i++) values[i] = numbers![column.words[rows[i]!]!]!;
  else if (column.kind === 'day') for (let i = 0; i < rows.length; i++) values[i] = column.days[rows[i]!]!;
  else if (column.kind === 'number') for (let i = 0; i < rows.length; i++) values[i] = column.numbers[rows[i]!]!;
  return values;
}

/** A day as far as days reach. */
function shownDay(day: number): string {
  return day === noDay - 1 ? `${dateOf(day)} or later` : day === 0 ? `${dateOf(day)} or earlier` : dateOf(day)!;
}

/** What stood there, unless it may hold somebody's number. */
function shown(text: string): string | null {
  return /\d{6}[- ]?[\dA-Z]{4}/i.test(text) ? null : text.slice(0, 40);
}

function grown(values: Uint8Array): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(values.length * 2);
  larger.set(values);
  return larger;
}
