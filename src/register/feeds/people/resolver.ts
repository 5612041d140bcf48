import type { Db } from '../../../platform/database/index.ts';
import {
  type Cpr,
  type CprKeys,
  findByIdentifiers,
  findManyByCpr,
  readLifeSpans,
} from '../../../trust/people/index.ts';
import type { ParsedColumn } from '../parse/parsed-chunk.ts';
import { CprSlots, type Slot } from './slots.ts';

/** Nobody has this number or identifier. */
export const nobody = -1;

/** Begins an identifier that is a civil registration number: a source of bundles may have both kinds. */
export const cprMark = 'cpr:';
export const numberOf = (id: string): Cpr => id.slice(cprMark.length) as Cpr;

const most = 50_000;

/** How a source names people. */
export type PersonNaming = { as: 'cpr' } | { as: 'id'; namespace: string };

/** Finds people in batches, each once, with when they lived. One for all files of a feed. */
export class PeopleResolver {
  readonly #db: Db;
  readonly #keys: CprKeys;
  readonly #cprs = new CprSlots();
  readonly #ids = new Map<string, Slot>();
  readonly #idOf: string[] = [];
  readonly naming: PersonNaming;
  #done = 0;
  /** By slot: number of trust/people or `nobody`, and days of birth and death, −1 where not known. */
  person = new Int32Array(1 << 11);
  born = new Int32Array(1 << 11);
  died = new Int32Array(1 << 11);

  constructor(db: Db, keys: CprKeys, naming: PersonNaming) {
    this.#db = db;
    this.#keys = keys;
    this.naming = naming;
  }

  get size(): number {
    return this.naming.as === 'cpr' ? this.#cprs.size : this.#ids.size;
  }

  /**
   * The slots of a column's rows.
   * @param words of the thread the column comes from, when it is one of identifiers
   */
  slotsOf(column: ParsedColumn, words: readonly string[]): Uint32Array {
    if (column.kind === 'cpr') {
      const slots = new Uint32Array(column.keys.length);
      for (let row = 0; row < slots.length; row++) slots[row] = this.#cprs.slot(column.keys[row]!);
      return slots;
    }
    if (column.kind !== 'word') throw new TypeError('people are named by number or identifier');
    const known = new Int32Array(words.length).fill(-1);
    return column.words.map((word) => {
      if (known[word] === -1) known[word] = this.#slotOfId(words[word]!);
      return known[word]!;
    });
  }

  #slotOfId(id: string): Slot {
    const found = this.#ids.get(id);
    if (found !== undefined) return found;
    const slot = this.#ids.size;
    this.#ids.set(id, slot);
    this.#idOf.push(id);
    return slot;
  }

  /** Asks for everybody who has come since the last time. */
  async resolve(): Promise<void> {
    const { size } = this;
    while (this.person.length < size) {
      this.person = grown(this.person);
      this.born = grown(this.born);
      this.died = grown(this.died);
    }
    for (let from = this.#done; from < size; from += most) {
      const to = Math.min(size, from + most);
      await this.#resolvePart(from, to);
      this.#done = to;
    }
  }

  async #resolvePart(from: Slot, to: Slot): Promise<void> {
    const found = await this.#find(from, to);
    this.person.set(found, from);
    const { born, died } = await readLifeSpans(this.#db, found);
    this.born.set(born, from);
    this.died.set(died, from);
  }

  async #find(from: Slot, to: Slot): Promise<Int32Array> {
    const { naming } = this;
    if (naming.as === 'cpr') return await findManyByCpr(this.#db, this.#keys, this.cprs(range(from, to)));
    const ids = this.ids(range(from, to));
    const named = ids.filter((id) => !id.startsWith(cprMark));
    const numbered = ids.filter((id) => id.startsWith(cprMark));
    const people = await findByIdentifiers(this.#db, naming.namespace, named);
    const byNumber = await findManyByCpr(this.#db, this.#keys, numbered.map(numberOf));
    const found = new Map(numbered.map((id, i) => [id, byNumber[i]!]));
    return Int32Array.from(ids, (id) => found.get(id) ?? people.get(id)?.personNo ?? nobody);
  }

  /** Civil registration numbers of slots: for hashes and new people, never for a text that leaves. */
  cprs(slots: readonly Slot[]): Cpr[] {
    return slots.map((slot) => this.#cprs.cpr(slot) as Cpr);
  }

  /** Identifiers of slots. */
  ids(slots: readonly Slot[]): string[] {
    return slots.map((slot) => this.#idOf[slot]!);
  }

  /** Those nobody is known by. */
  unknown(): Slot[] {
    return range(0, this.size).filter((slot) => this.person[slot] === nobody);
  }
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, i) => from + i);
}

function grown(values: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(values.length * 2);
  larger.set(values);
  return larger;
}
