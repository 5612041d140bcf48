import { hatchFull, type StoreOrder } from '../driver.ts';

/** What can go wrong with one command, in a real store. */
export const faultKinds = [
  'none',
  /** The arm jams on the way: the tube goes back, a person has to open the door. */
  'jam',
  /** The arm takes the tube beside the one it should. */
  'neighbour',
  /** The scanner at the hatch cannot read the code. */
  'unreadable',
  /** The store restarts while the tube is in the air; when it finds itself it puts the tube at the hatch. */
  'restart',
  /** The same, and it has forgotten its commands. */
  'amnesia',
  /** The store restarts, has forgotten, and leaves the tube on its arm for a person to take. */
  'stuck',
  /** The connection is lost before the command is read. */
  'drop-before',
  /** The connection is lost after the command is accepted, before the answer. */
  'drop-after',
  /** Each answer comes twice. */
  'twice',
  /** The answer comes late. */
  'slow',
] as const;
export type FaultKind = (typeof faultKinds)[number];

type Memory =
  | { state: 'waiting' | 'running' }
  | { state: 'done'; scanned: string | null }
  | { state: 'failed'; because: string }
  | { state: 'cancelled' };

const armHeld = 'a tube is on the arm';

interface Given {
  /** What lies where in the beginning. */
  contents: Iterable<readonly [address: string, code: string]>;
  /** Every address there is; any, when not given. */
  addresses?: readonly string[];
  hatchHolds: number;
  /** How long the arm needs for one command. */
  moveMs: number;
  celsius?: number;
}

/** The inside of an automated store: places, an arm, a hatch, and a memory of commands. Without any protocol. */
export class StoreMechanics {
  readonly places = new Map<string, string>();
  readonly hatch: string[] = [];
  readonly #addresses: ReadonlySet<string> | undefined;
  readonly given: Given;
  arm: string | null = null;
  boot = 1;
  problem: string | null = null;
  lastError = 0;
  /** Commands the arm has carried through to the end, for tests: none twice. */
  readonly carriedOut: string[] = [];
  #memory = new Map<string, Memory>();
  #queue: { order: StoreOrder; fault: FaultKind }[] = [];
  #timer: NodeJS.Timeout | undefined;

  constructor(given: Given) {
    this.given = given;
    this.#addresses = given.addresses && new Set(given.addresses);
    for (const [address, code] of given.contents) this.places.set(address, code);
  }

  hasPlace(address: string): boolean {
    return this.#addresses === undefined || this.#addresses.has(address);
  }

  get running(): boolean {
    return this.#queue.length > 0;
  }

  /** What is remembered of a command. */
  recall(id: string): Memory | undefined {
    return this.#memory.get(id);
  }

  /** Whether commands of an earlier life may have been forgotten. */
  forgetful = false;

  /** Takes a command; one that is remembered is not done again. @returns why not, when it is refused */
  take(order: StoreOrder, fault: FaultKind): string | undefined {
    if (this.#memory.has(order.id)) return undefined;
    if (!this.hasPlace(order.address)) return 'no such place';
    if (this.problem !== null) return this.problem;
    if (order.kind === 'pick' && this.hatch.length >= this.given.hatchHolds) return hatchFull;
    if (order.kind === 'put' && !this.hatch.includes(order.code)) return 'not at the hatch';
    this.#memory.set(order.id, { state: 'waiting' });
    this.#queue.push({ order, fault });
    if (this.#queue.length === 1) this.#begin();
    return undefined;
  }

  cancel(id: string): boolean {
    const at = this.#queue.findIndex(({ order }) => order.id === id);
    if (at <= 0) return this.#memory.get(id)?.state === 'cancelled';
    this.#queue.splice(at, 1);
    this.#memory.set(id, { state: 'cancelled' });
    return true;
  }

  /** Begins as a store that stopped with a tube on its arm and has forgotten why. */
  hold(code: string): void {
    for (const [address, inside] of this.places) if (inside === code) this.places.delete(address);
    this.arm = code;
    this.forgetful = true;
    this.problem = armHeld;
  }

  /** A person opens the door: what is on the arm is put at the hatch, and the store is well again. */
  mend(): void {
    if (this.arm !== null) this.hatch.push(this.arm);
    this.arm = null;
    this.problem = null;
    this.lastError = 0;
  }

  /** Stops at once, as in a power cut; what is under way is not. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#queue = [];
  }

  #begin(): void {
    this.#memory.set(this.#queue[0]!.order.id, { state: 'running' });
    this.#timer = setTimeout(() => this.#grip(), this.given.moveMs / 2);
  }

  #end(outcome: Memory): void {
    this.#memory.set(this.#queue.shift()!.order.id, outcome);
    if (this.#queue.length > 0) this.#begin();
  }

  #grip(): void {
    const { order, fault } = this.#queue[0]!;
    if (fault === 'jam') {
      this.lastError = 7;
      this.#end({ state: 'failed', because: 'jammed' });
      return;
    }
    const why = this.#lift(order, fault);
    if (why !== undefined) {
      this.#end({ state: 'failed', because: why });
      return;
    }
    if (fault === 'restart' || fault === 'amnesia' || fault === 'stuck') this.restart(fault);
    else this.#timer = setTimeout(() => this.#release(order, fault), this.given.moveMs / 2);
  }

  // Takes the tube onto the arm. @returns why not
  #lift(order: StoreOrder, fault: FaultKind): string | undefined {
    if (order.kind === 'put') {
      if (this.places.has(order.address)) return 'the place is taken';
      const at = this.hatch.indexOf(order.code);
      if (at < 0) return 'not at the hatch';
      this.arm = this.hatch.splice(at, 1)[0]!;
      return undefined;
    }
    const from = this.#aim(order.address, fault);
    const tube = this.places.get(from);
    if (tube === undefined) return 'the place is empty';
    if (this.hatch.length >= this.given.hatchHolds) return hatchFull;
    this.places.delete(from);
    this.arm = tube;
    return undefined;
  }

  #aim(address: string, fault: FaultKind): string {
    if (fault !== 'neighbour') return address;
    return [...this.places.keys()].find((other) => other !== address) ?? address;
  }

  #release(order: StoreOrder, fault: FaultKind): void {
    const tube = this.arm!;
    this.arm = null;
    this.carriedOut.push(order.id);
    if (order.kind === 'pick') this.hatch.push(tube);
    else this.places.set(order.address, tube);
    this.#end({ state: 'done', scanned: fault === 'unreadable' ? null : tube });
  }

  /** The store restarts in the middle of what it does. */
  restart(how: 'restart' | 'amnesia' | 'stuck'): void {
    clearTimeout(this.#timer);
    const [current] = this.#queue;
    this.#queue = [];
    this.boot++;
    if (how !== 'restart') {
      this.#memory.clear();
      this.forgetful = true;
    } else {
      for (const [id, { state }] of this.#memory) if (state === 'waiting') this.#memory.delete(id);
      if (current !== undefined) this.#memory.set(current.order.id, { state: 'failed', because: 'restarted' });
    }
    if (how === 'stuck') this.problem = armHeld;
    else if (this.arm !== null) {
      this.hatch.push(this.arm);
      this.arm = null;
    }
  }
}
