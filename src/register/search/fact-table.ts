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

/** What is counted of some of the people: counts by [code, sex, age, type], and the person that the next part begins with. */
export interface FactPart {
  persons: Float64Array;
  specimens: Float64Array;
  next: number | null;
}

/** Which people a part is of: from a person's number on, until so many specimens have been looked at. */
export interface FactSlice {
  from: number;
  mostSpecimens: number;
}

/**
 * Counts people and specimens of a query by sex, age at sampling, type and code: in one pass over the specimens, which lie person by
 * person. A person is in a cell once: that whoever is in it has one specimen of its age and type. Parts add up, as each person is in one.
 */
export function countFacts(
  searcher: Searcher,
  query: Query,
  axes: FactAxes,
  { today, from, mostSpecimens }: FactSlice & { today: string },
): FactPart {
  const { memory, header } = searcher;
  const found = find(searcher, query, today);
  const specimens = setView(memory, specimensOfFound(searcher, found), header.specimens);
  const person = memory.u32(searcher.column('specimenPerson'), header.specimens);
  const day = memory.u16(searcher.column('day'), header.specimens);
  const type = memory.u8(searcher.column('type'), header.specimens);
  const born = memory.u16(searcher.column('born'), header.persons);
  const sex = memory.u8(searcher.column('sex'), header.persons);
  const typeOf = numbersOf(searcher, 'type', axes.types);
  const sexes = axes.sexes.map((word) => [word]);
  const sexOf = numbersOf(searcher, 'sex', sexes);
  const ageOf = agesByDay(axes.ages);
  const codes = codeSets(searcher, axes);
  const table = new FactCounts(axes);
  const has: number[] = [];
  let current = -1;
  let seen = 0;
  const close = (): void => {
    if (current < 0) return;
    has.length = 0;
    const word = current >>> 5;
    const bit = 1 << (current & 31);
    for (let code = 0; code < codes.length; code++) if ((codes[code]![word]! & bit) !== 0) has.push(code);
    table.addPerson(sexOf[sex[current]!]!, has);
  };
  const first = memory.u32(searcher.column('offsets'), header.persons + 1)[from]!;
  for (let w = first >>> 5; w < specimens.length; w++) {
    let word = specimens[w]!;
    if (w === first >>> 5) word &= -1 << (first & 31);
    for (; word !== 0; word &= word - 1) {
      const s = w * 32 + 31 - Math.clz32(word & -word);
      if (person[s] !== current) {
        close();
        current = person[s]!;
        if (seen >= mostSpecimens) return { ...table.all(), next: current };
      }
      seen++;
      const [at, birth] = [day[s]!, born[current]!];
      const age = at === noDay || birth === noDay || at < birth ? none : ageOf[at - birth]!;
      table.addSpecimen(age, typeOf[type[s]!]!);
    }
  }
  close();
  return { ...table.all(), next: null };
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

/** Counts by [code, sex, age, type]; the last number of each axis is any, of sexes those of none of them. */
class FactCounts {
  readonly #shape: Shape;
  readonly #persons: Float64Array;
  readonly #specimens: Float64Array;
  /** Of the person at hand: specimens by [age, type] with their margins, and which of these are not nought. */
  readonly #own: Uint32Array;
  readonly #touched: Uint16Array;
  #count = 0;

  constructor(axes: FactAxes) {
    this.#shape = shapeOf(axes);
    const { own, size } = this.#shape;
    this.#own = new Uint32Array(own);
    this.#touched = new Uint16Array(own);
    this.#persons = new Float64Array(size);
    this.#specimens = new Float64Array(size);
  }

  addSpecimen(age: number, type: number): void {
    const { ages, types } = this.#shape;
    const width = types + 1;
    const any = ages * width;
    this.#touch(any + types);
    if (age !== none) this.#touch(age * width + types);
    if (type === none) return;
    this.#touch(any + type);
    if (age !== none) this.#touch(age * width + type);
  }

  #touch(cell: number): void {
    if (this.#own[cell]!++ === 0) this.#touched[this.#count++] = cell;
  }

  /** Ends the person at hand. */
  addPerson(sex: number, codes: readonly number[]): void {
    const { own, sexes, codes: anyCode } = this.#shape;
    const at = (sex === none ? sexes : sex) * own;
    this.#add(anyCode * (sexes + 1) * own + at);
    for (const code of codes) this.#add(code * (sexes + 1) * own + at);
    for (let i = 0; i < this.#count; i++) this.#own[this.#touched[i]!] = 0;
    this.#count = 0;
  }

  #add(from: number): void {
    const [own, persons, specimens, touched] = [this.#own, this.#persons, this.#specimens, this.#touched];
    for (let i = 0; i < this.#count; i++) {
      const cell = touched[i]!;
      persons[from + cell]!++;
      specimens[from + cell]! += own[cell]!;
    }
  }

  all(): { persons: Float64Array; specimens: Float64Array } {
    return { persons: this.#persons, specimens: this.#specimens };
  }
}

interface Shape {
  sexes: number;
  ages: number;
  types: number;
  codes: number;
  /** Cells by age and type; all cells. */
  own: number;
  size: number;
}

function shapeOf(axes: FactAxes): Shape {
  const [sexes, ages, types, codes] = [
    axes.sexes.length,
    axes.ages.length,
    axes.types.length,
    axes.codes?.codes.length ?? 0,
  ];
  const own = (ages + 1) * (types + 1);
  return { sexes, ages, types, codes, own, size: (sexes + 1) * (codes + 1) * own };
}

/** The cells of what was counted, parts put together. */
export function factCells(axes: FactAxes, parts: readonly Pick<FactPart, 'persons' | 'specimens'>[]): FactCell[] {
  const { sexes, ages, types, codes, own, size } = shapeOf(axes);
  const [persons, specimens] = [new Float64Array(size), new Float64Array(size)];
  // A person has one sex at most: whatever the sex is the sum of all.
  const add = (at: number, of: number, part: (typeof parts)[number]): void => {
    persons[at]! += part.persons[of]!;
    specimens[at]! += part.specimens[of]!;
  };
  for (const part of parts) {
    for (let at = 0; at < size; at++) {
      const sex = Math.floor(at / own) % (sexes + 1);
      add(at + (sexes - sex) * own, at, part);
      if (sex < sexes) add(at, at, part);
    }
  }
  const orAny = (value: number, values: number): number | null => (value === values ? null : value);
  return [...persons.entries()].flatMap(([at, people]) => {
    if (people === 0) return [];
    const above = Math.floor(at / own);
    const cell = {
      sex: orAny(above % (sexes + 1), sexes),
      age: orAny(Math.floor((at % own) / (types + 1)), ages),
      type: orAny(at % (types + 1), types),
      code: orAny(Math.floor(above / (sexes + 1)), codes),
    };
    return [{ ...cell, persons: people, specimens: specimens[at]! }];
  });
}
