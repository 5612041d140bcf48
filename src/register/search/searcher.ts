import { type Bitmap, columnBytes, type RegisterKernel } from '../../bits/index.ts';
import { Problem } from '../../platform/problem/index.ts';
import { type Snapshot, type SnapshotSizes, setSizes } from './build-snapshot.ts';
import { errors } from './errors.ts';
import { setView } from './place-people.ts';
import { SetPool } from './set-pool.ts';
import type { RegisterEvents, SnapshotHeader, WordColumn } from './snapshot-layout.ts';

/** Sets that are kept: of people some 200 MB at a nation's size, of specimens as much. */
const personSlots = 160;
const specimenSlots = 72;

/** Who may not be counted, by person number. */
export interface Masks {
  epoch: number;
  /** Out of research use of material; of genetic data. Null where nobody is beyond those of the feeds. */
  material: Iterable<number>;
  genetic: Iterable<number>;
}

/** Room that searching needs behind a snapshot. */
export function searchRoom(sizes: SnapshotSizes): number {
  const { person, specimen } = setSizes(sizes);
  const scratch = 2 * columnBytes(sizes.persons, 2) + columnBytes(sizes.persons, 1) + columnBytes(mostReach(sizes), 2);
  return personSlots * person + specimenSlots * specimen + scratch + 65_536 * 12 + 65_536 + 4096;
}

// A person has fewer specimens than this; one with more is somebody else's stand-in.
function mostReach({ capacity }: SnapshotSizes): number {
  return Math.min(capacity, 1 << 20);
}

/** A snapshot with room to work in: where columns and sets lie, and sets that are kept between questions. */
export class Searcher {
  readonly header: SnapshotHeader;
  readonly memory: Snapshot['memory'];
  readonly kernel: RegisterKernel;
  readonly people: SetPool;
  readonly specimens: SetPool;
  /** Scratch: two columns of a day a person, of a byte a person, one of a person's specimens, cells of a facet, a table of bytes. */
  readonly scratch: { first: number; second: number; bytes: number; reach: number; cells: number; table: number };
  /** Everybody who may be counted; those of them whose genome may. */
  readonly everybody: number;
  readonly genomes: number;
  /** All specimens, of whomever. */
  readonly allSpecimens: number;
  maskEpoch = -1;
  #everybodySketch: Uint32Array | undefined;
  readonly #wordNumbers = new Map<WordColumn, Map<string, number>>();
  readonly #codes = new Map<string, Map<string, number>>();

  constructor({ header, memory }: Snapshot) {
    this.header = header;
    this.memory = memory;
    this.kernel = memory.kernel;
    const { person, specimen } = setSizes(header);
    let next = header.bytes;
    const take = (bytes: number): number => {
      const at = next;
      next = Math.ceil((at + bytes) / 64) * 64;
      return at;
    };
    this.everybody = take(person);
    this.genomes = take(person);
    this.allSpecimens = take(specimen);
    this.scratch = {
      first: take(columnBytes(header.persons, 2)),
      second: take(columnBytes(header.persons, 2)),
      bytes: take(columnBytes(header.persons, 1)),
      reach: take(columnBytes(mostReach(header), 2)),
      cells: take(65_536 * 12),
      table: take(65_536),
    };
    this.people = new SetPool(memory, take((personSlots - 3) * person), { bytes: person, count: personSlots - 3 });
    this.specimens = new SetPool(memory, take((specimenSlots - 2) * specimen), {
      bytes: specimen,
      count: specimenSlots - 2,
    });
    this.#takeSpecimens();
  }

  #takeSpecimens(): void {
    const { specimens, capacity } = this.header;
    setView(this.memory, this.allSpecimens, capacity).fill(0);
    this.kernel.rangeU32(this.column('specimenPerson'), specimens, 0, 0xffffffff, this.allSpecimens);
    this.#trim(this.allSpecimens, specimens);
  }

  /** After the specimens in memory have changed: nothing that was reckoned before holds, masks included. */
  refresh(): void {
    this.forget();
    this.#wordNumbers.clear();
    this.#takeSpecimens();
  }

  // Kernels work on whole lanes; what lies past the last member is no member.
  #trim(at: number, size: number): void {
    const words = setView(this.memory, at, size);
    if (size % 32 !== 0) words[size >>> 5]! &= 0xffffffff >>> (32 - (size % 32));
    words.fill(0, Math.ceil(size / 32));
  }

  /** Place of a column or standing set. */
  column(name: string): number {
    return this.header.at[name]!;
  }

  /** Says who may not be counted from now on. */
  setMasks({ epoch, material, genetic }: Masks): void {
    const { kernel, header } = this;
    const { persons } = header;
    kernel.setAndNot(this.column('exists'), this.column('outMaterial'), this.everybody, persons);
    clear(setView(this.memory, this.everybody, persons), material, persons);
    kernel.setAnd(this.column('genomes'), this.everybody, this.genomes, persons);
    kernel.setAndNot(this.genomes, this.column('outGenetic'), this.genomes, persons);
    clear(setView(this.memory, this.genomes, persons), genetic, persons);
    this.maskEpoch = epoch;
    this.#everybodySketch = undefined;
  }

  /** The sketch of everybody who may be counted, made once while the masks are the same. */
  sketchOfEverybody(make: () => Uint32Array): Uint32Array {
    this.#everybodySketch ??= make();
    return this.#everybodySketch;
  }

  /** Forgets the sets of earlier questions, so that the next is asked as if it were the first. */
  forget(): void {
    this.people.forget();
    this.specimens.forget();
  }

  /** A register by its name. @throws Problem IDUN_REGISTER_UNKNOWN */
  register(name: string): RegisterEvents {
    const found = this.header.registers.find((register) => register.name === name);
    if (found) return found;
    throw new Problem(errors.unknownRegister, `No register is called ${name}.`, {
      expected: this.header.registers.map((register) => register.name).join(', '),
    });
  }

  /** The place of a code in its register's tree. @throws Problem IDUN_REGISTER_CODE */
  code(register: RegisterEvents, code: string): number {
    let places = this.#codes.get(register.name);
    if (!places) {
      places = new Map(register.codes.map((one, place) => [one, place]));
      this.#codes.set(register.name, places);
    }
    const place = places.get(code);
    if (place !== undefined) return place;
    throw new Problem(errors.unknownCode, `The register ${register.name} has no code ${code}.`);
  }

  /** The number of a word in a column. @throws Problem IDUN_REGISTER_WORD */
  word(column: WordColumn, word: string): number {
    let numbers = this.#wordNumbers.get(column);
    if (!numbers) {
      numbers = new Map(this.header.words[column]!.map((one, number) => [one, number]));
      this.#wordNumbers.set(column, numbers);
    }
    const number = numbers.get(word);
    if (number !== undefined) return number;
    throw new Problem(errors.unknownWord, `No ${column} is called ${word}.`);
  }

  /** First event of each code of a register, and one more. */
  starts({ startsAt, codes }: RegisterEvents): Uint32Array {
    return this.memory.u32(startsAt, codes.length + 1);
  }
}

function clear(set: Bitmap, numbers: Iterable<number>, size: number): void {
  for (const number of numbers) if (number < size) set[number >>> 5]! &= ~(1 << (number & 31));
}
