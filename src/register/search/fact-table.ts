import { hasBit } from '../../bits/index.ts';
import { noDay } from '../columns/index.ts';
import { find, specimensOfFound } from './count.ts';
import { lifeDays } from './days.ts';
import { eventsOf, peopleOfEvents } from './event-sets.ts';
import type { Query, SpecimenFilter } from './model.ts';
import { setView } from './place-people.ts';
import type { Searcher } from './searcher.ts';

/** What a fact table is split by. Values of one axis do not overlap, but codes: a person has many. */
export interface FactAxes {
  /** The register's words for sexes. */
  sexes: readonly string[];
  ages: readonly NonNullable<SpecimenFilter['ageAtSampling']>[];
  /** Words for specimens' types, those of one value together. */
  types: readonly (readonly string[])[];
  /** Codes of a register, each with everything under it; null without. */
  codes: { register: string; codes: readonly string[] } | null;
}

/** A cell by the numbers of its values on each axis; null is any. Those of nobody are not among them. */
export interface FactCell {
  sex: number | null;
  age: number | null;
  type: number | null;
  code: number | null;
  persons: number;
  specimens: number;
}

/** More codes than this are more sets of people than are kept at a time. */
export const mostFactCodes = 64;

/**
 * People and specimens of a query by sex, age at sampling, type and code, with the margins of all of these: in one pass over the specimens,
 * which lie person by person. A person is in a cell once; that whoever is in it has one specimen of its age and type.
 */
export function countFactTable(searcher: Searcher, query: Query, axes: FactAxes, today: string): FactCell[] {
  const { memory, header } = searcher;
  const found = find(searcher, query, today);
  const specimens = setView(memory, specimensOfFound(searcher, found), header.specimens);
  const person = memory.u32(searcher.column('specimenPerson'), header.specimens);
  const day = memory.u16(searcher.column('day'), header.specimens);
  const type = memory.u8(searcher.column('type'), header.specimens);
  const born = memory.u16(searcher.column('born'), header.persons);
  const sex = memory.u8(searcher.column('sex'), header.persons);
  const typeOf = numbersOf(searcher, 'type', axes.types);
  const sexOf = numbersOf(
    searcher,
    'sex',
    axes.sexes.map((word) => [word]),
  );
  const ageOf = agesByDay(axes.ages);
  const codes = codeSets(searcher, axes);
  const table = new Table(axes, codes.length);
  const ofPerson: number[] = [];
  let current = -1;
  const close = (): void => {
    if (current < 0) return;
    ofPerson.length = 0;
    for (let code = 0; code < codes.length; code++) if (hasBit(codes[code]!, current)) ofPerson.push(code);
    table.addPerson(sexOf[sex[current]!]!, ofPerson);
  };
  for (let w = 0; w < specimens.length; w++) {
    for (let word = specimens[w]!; word !== 0; word &= word - 1) {
      const s = w * 32 + 31 - Math.clz32(word & -word);
      if (person[s] !== current) {
        close();
        current = person[s]!;
      }
      const [at, birth] = [day[s]!, born[current]!];
      const age = at === noDay || birth === noDay || at < birth ? undefined : ageOf[at - birth];
      table.addSpecimen(age ?? none, typeOf[type[s]!]!);
    }
  }
  close();
  return table.cells();
}

/** A value that is none of an axis's: it counts in margins only. */
const none = 255;

function numbersOf(searcher: Searcher, column: 'type' | 'sex', groups: readonly (readonly string[])[]): Uint8Array {
  const numbers = new Uint8Array(256).fill(none);
  for (const [number, words] of groups.entries())
    for (const word of words) numbers[searcher.word(column, word)] = number;
  return numbers;
}

/** The number of the range that each day of life lies in. */
function agesByDay(ages: FactAxes['ages']): Uint8Array {
  const numbers = new Uint8Array(noDay).fill(none);
  for (const [number, range] of ages.entries()) {
    const { low, high } = lifeDays(range);
    numbers.fill(number, low, Math.min(high + 1, noDay));
  }
  return numbers;
}

function codeSets(searcher: Searcher, { codes }: FactAxes): Uint32Array[] {
  if (codes === null) return [];
  if (codes.codes.length > mostFactCodes) throw new RangeError(`a fact table has at most ${mostFactCodes} codes`);
  return codes.codes.map((code) => {
    const people = peopleOfEvents(searcher, eventsOf(searcher, { register: codes.register, codes: [code] }));
    return setView(searcher.memory, people, searcher.header.persons);
  });
}

/** Counts by [sex, code, age, type]; the last value of each axis is any, of sexes those that are none of it. */
class Table {
  readonly #ages: number;
  readonly #types: number;
  readonly #codes: number;
  readonly #sexes: number;
  readonly #persons: Float64Array;
  readonly #specimens: Float64Array;
  /** Of the person at hand: specimens by [age, type], and which of these are not nought. */
  readonly #own: Uint32Array;
  readonly #touched: Uint16Array;
  #count = 0;

  constructor({ sexes, ages, types }: FactAxes, codes: number) {
    this.#sexes = sexes.length;
    this.#codes = codes;
    this.#ages = ages.length;
    this.#types = types.length;
    const own = (ages.length + 1) * (types.length + 1);
    this.#own = new Uint32Array(own);
    this.#touched = new Uint16Array(own);
    const size = (sexes.length + 1) * (codes + 1) * own;
    this.#persons = new Float64Array(size);
    this.#specimens = new Float64Array(size);
  }

  addSpecimen(age: number, type: number): void {
    const width = this.#types + 1;
    const any = this.#ages * width;
    this.#touch(any + this.#types);
    if (age !== none) this.#touch(age * width + this.#types);
    if (type === none) return;
    this.#touch(any + type);
    if (age !== none) this.#touch(age * width + type);
  }

  #touch(cell: number): void {
    if (this.#own[cell]!++ === 0) this.#touched[this.#count++] = cell;
  }

  /** Ends the person at hand. */
  addPerson(sex: number, codes: readonly number[]): void {
    const size = this.#own.length;
    const ofSex = (sex === none ? this.#sexes : sex) * (this.#codes + 1);
    this.#add((ofSex + this.#codes) * size);
    for (const code of codes) this.#add((ofSex + code) * size);
    for (let i = 0; i < this.#count; i++) this.#own[this.#touched[i]!] = 0;
    this.#count = 0;
  }

  #add(from: number): void {
    for (let i = 0; i < this.#count; i++) {
      const cell = this.#touched[i]!;
      this.#persons[from + cell]!++;
      this.#specimens[from + cell]! += this.#own[cell]!;
    }
  }

  cells(): FactCell[] {
    const perSex = (this.#codes + 1) * this.#own.length;
    // A person has one sex at most: all of them are the sum.
    for (let at = 0; at < perSex; at++) {
      for (let sex = 0; sex < this.#sexes; sex++) {
        this.#persons[this.#sexes * perSex + at]! += this.#persons[sex * perSex + at]!;
        this.#specimens[this.#sexes * perSex + at]! += this.#specimens[sex * perSex + at]!;
      }
    }
    const cells: FactCell[] = [];
    const orAny = (value: number, values: number): number | null => (value === values ? null : value);
    for (const [at, persons] of this.#persons.entries()) {
      if (persons === 0) continue;
      const own = at % this.#own.length;
      const above = Math.floor(at / this.#own.length);
      cells.push({
        sex: orAny(Math.floor(above / (this.#codes + 1)), this.#sexes),
        age: orAny(Math.floor(own / (this.#types + 1)), this.#ages),
        type: orAny(own % (this.#types + 1), this.#types),
        code: orAny(above % (this.#codes + 1), this.#codes),
        persons,
        specimens: this.#specimens[at]!,
      });
    }
    return cells;
  }
}
