import { registerWasm } from './register.wasm.generated.ts';
import { instantiate, makeSharedMemory, type SharedMemory } from './wasm.ts';

type At = number;
type Count = number;

/** Kernels over sets and columns in shared memory; what each does stands in assembly/register.ts. */
export interface RegisterKernel {
  setAnd(a: At, b: At, out: At, bits: Count): void;
  setOr(a: At, b: At, out: At, bits: Count): void;
  setAndNot(a: At, b: At, out: At, bits: Count): void;
  setCount(a: At, bits: Count): number;
  setCountAnd(a: At, b: At, bits: Count): number;
  rangeU8(column: At, rows: Count, low: number, high: number, out: At): void;
  rangeU16(column: At, rows: Count, low: number, high: number, out: At): void;
  rangeU32(column: At, rows: Count, low: number, high: number, out: At): void;
  memberU8(column: At, rows: Count, table: At, out: At): void;
  memberU16(column: At, rows: Count, table: At, out: At): void;
  // biome-ignore format: a parameter list reads best whole
  eventPeople(person: At, day: At, from: Count, to: Count, low: number, high: number, born: At, ageLow: number, ageHigh: number, out: At): void;
  allEventPeople(person: At, from: Count, to: Count, out: At): void;
  firstDays(person: At, day: At, from: Count, to: Count, first: At): void;
  countEvents(person: At, day: At, from: Count, to: Count, low: number, high: number, counts: At): void;
  // biome-ignore format: as above
  ageAtSampling(mask: At, specimens: Count, person: At, day: At, born: At, low: number, high: number, out: At): void;
  // biome-ignore format: as above
  windowOfAnchor(people: At, persons: Count, offsets: At, mask: At, day: At, anchor: At, low: number, high: number, out: At): void;
  // biome-ignore format: as above
  windowOfEvents(person: At, eventDay: At, from: Count, to: Count, offsets: At, mask: At, day: At, low: number, high: number, out: At): void;
  peopleOfSpecimens(mask: At, specimens: Count, person: At, out: At): void;
  // biome-ignore format: as above
  seriesPeople(people: At, persons: Count, offsets: At, mask: At, day: At, least: number, gapLow: number, gapHigh: number, reach: At, out: At): void;
  atLeastPeople(mask: At, specimens: Count, person: At, least: number, out: At): void;
  specimensOfPeople(people: At, persons: Count, offsets: At, mask: At, out: At): void;
  countSpecimens(people: At, persons: Count, offsets: At): number;
  countSpecimensIn(mask: At, specimens: Count, person: At, people: At): number;
  histogramU8(mask: At, rows: Count, column: At, counts: At): void;
  histogramU16(mask: At, rows: Count, column: At, counts: At): void;
  // biome-ignore format: as above
  facetSeven(mask: At, specimens: Count, person: At, a: At, b: At, c: At, d: At, e: At, f: At, g: At, cells: At): void;
  facetBits(mask: At, specimens: Count, person: At, column: At, cells: At): void;
  facetU8(mask: At, specimens: Count, person: At, column: At, cells: At): void;
  facetU16(mask: At, specimens: Count, person: At, column: At, cells: At): void;
  spread(set: At, persons: Count, bit: number, bytes: At): void;
  countEventPeople(person: At, from: Count, to: Count, people: At, seen: At): number;
}

/** First byte that may be used; what lies below is the compiler's. */
export const firstSharedByte = 65_536;

/** Columns and sets at places in shared memory, and the kernels that work on them. A thread makes its own over the same memory. */
export class ColumnMemory {
  readonly memory: SharedMemory;
  readonly kernel: RegisterKernel;

  constructor(memory: SharedMemory) {
    this.memory = memory;
    this.kernel = instantiate<RegisterKernel>(registerWasm, { env: { memory } });
  }

  static make(bytes: number): ColumnMemory {
    return new ColumnMemory(makeSharedMemory(bytes));
  }

  u8(at: At, length: Count): Uint8Array {
    return new Uint8Array(this.memory.buffer, at, length);
  }

  u16(at: At, length: Count): Uint16Array {
    return new Uint16Array(this.memory.buffer, at, length);
  }

  u32(at: At, length: Count): Uint32Array {
    return new Uint32Array(this.memory.buffer, at, length);
  }
}

/** Bytes of a column of `rows` values, padded so that kernels read whole lanes. */
export function columnBytes(rows: number, width: 1 | 2 | 4): number {
  return (Math.ceil(rows / 128) * 128 + 128) * width;
}

/** Bytes of a set of `size` members. */
export function setBytes(size: number): number {
  return Math.ceil(size / 128) * 16;
}
