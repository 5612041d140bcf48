import type { ColumnMemory } from '../../bits/index.ts';
import { Problem } from '../../platform/problem/index.ts';
import { errors } from './errors.ts';

interface Slot {
  at: number;
  key: string | null;
  usedAt: number;
  /** The question that uses it now; it is not given away within it. */
  held: number;
}

/**
 * Places for sets of one size: those of questions that come again stay until their place is needed for another. Within one
 * question no set that it was given is given away.
 */
export class SetPool {
  readonly #slots: Slot[];
  readonly #known = new Map<string, Slot>();
  readonly #memory: ColumnMemory;
  readonly #words: number;
  #clock = 0;
  #question = 1;

  constructor(memory: ColumnMemory, from: number, { bytes, count }: { bytes: number; count: number }) {
    this.#memory = memory;
    this.#words = bytes >>> 2;
    this.#slots = Array.from({ length: count }, (_, i) => ({ at: from + i * bytes, key: null, usedAt: 0, held: 0 }));
  }

  /** Begins a question: what earlier ones held may be given away. */
  begin(): void {
    this.#question++;
  }

  /** The set of a key, made when it is not known; `make` is given an empty one. */
  get(key: string, make: (at: number) => void): number {
    const known = this.#known.get(key);
    if (known) {
      this.#touch(known);
      return known.at;
    }
    const slot = this.#take();
    make(slot.at);
    slot.key = key;
    this.#known.set(key, slot);
    return slot.at;
  }

  /** An empty set for the rest of this question. */
  scratch(): number {
    return this.#take().at;
  }

  /** Forgets every set. */
  forget(): void {
    this.#known.clear();
    for (const slot of this.#slots) slot.key = null;
  }

  #touch(slot: Slot): void {
    slot.usedAt = ++this.#clock;
    slot.held = this.#question;
  }

  #take(): Slot {
    let oldest: Slot | undefined;
    for (const slot of this.#slots) {
      if (slot.held === this.#question) continue;
      if (oldest === undefined || slot.usedAt < oldest.usedAt) oldest = slot;
    }
    if (oldest === undefined) {
      throw new Problem(errors.tooMuch, 'The question needs more sets at once than there is room for.', {
        action: 'Ask it in parts.',
      });
    }
    if (oldest.key !== null) this.#known.delete(oldest.key);
    oldest.key = null;
    this.#touch(oldest);
    this.#memory.u32(oldest.at, this.#words).fill(0);
    return oldest;
  }
}
