import { columnBytes, firstSharedByte, mostSharedBytes, setBytes } from '../../bits/index.ts';
import { Problem } from '../../platform/problem/index.ts';
import { errors } from './errors.ts';

/** Gives out places in shared memory, one after the other. */
export class Places {
  next = firstSharedByte;

  column(rows: number, width: 1 | 2 | 4): number {
    return this.#take(columnBytes(rows, width));
  }

  set(size: number): number {
    return this.#take(setBytes(size) + 16);
  }

  #take(bytes: number): number {
    const at = this.next;
    // Not by operators on bits: above two gibibytes they turn negative.
    this.next = Math.ceil((at + bytes) / 64) * 64;
    if (this.next <= mostSharedBytes) return at;
    throw new Problem(errors.tooLarge, 'The register needs more than four gibibytes of memory.', {
      expected: 'a nation of at most some twenty million people',
    });
  }
}
