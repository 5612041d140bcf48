const none = 0xffffffff;

/** Numbers for the different values of a column, found by their bytes: a value is made a string once. */
export class ByteDictionary {
  #slots = new Uint32Array(1 << 10).fill(none);
  #hashes = new Uint32Array(1 << 9);
  #starts = new Uint32Array(1 << 9);
  #bytes = new Uint8Array(1 << 14);
  #used = 0;
  #size = 0;
  #told = 0;

  get size(): number {
    return this.#size;
  }

  /** The number of a value; new ones are numbered as they come. */
  number(bytes: Uint8Array, from: number, to: number): number {
    let hash = 0x811c9dc5;
    for (let at = from; at < to; at++) hash = Math.imul(hash ^ bytes[at]!, 0x01000193);
    hash ^= hash >>> 15;
    hash >>>= 0;
    const mask = this.#slots.length - 1;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const known = this.#slots[slot]!;
      if (known === none) return this.#add(slot, hash, bytes, from, to);
      if (this.#hashes[known] === hash && this.#equals(known, bytes, from, to)) return known;
    }
  }

  /** The values that came since this was asked last, in the order of their numbers. */
  takeNew(): string[] {
    const added: string[] = [];
    for (; this.#told < this.#size; this.#told++) {
      const at = this.#starts[this.#told]!;
      const end = this.#told + 1 < this.#size ? this.#starts[this.#told + 1]! : this.#used;
      added.push(Buffer.from(this.#bytes.buffer, at, end - at).toString('utf8'));
    }
    return added;
  }

  #equals(known: number, bytes: Uint8Array, from: number, to: number): boolean {
    const start = this.#starts[known]!;
    const end = known + 1 < this.#size ? this.#starts[known + 1]! : this.#used;
    if (end - start !== to - from) return false;
    const own = this.#bytes;
    for (let i = 0; i < to - from; i++) if (own[start + i] !== bytes[from + i]) return false;
    return true;
  }

  #add(slot: number, hash: number, bytes: Uint8Array, from: number, to: number): number {
    const number = this.#size;
    if (number === this.#starts.length) {
      this.#starts = grown(this.#starts);
      this.#hashes = grown(this.#hashes);
    }
    while (this.#used + to - from > this.#bytes.length) {
      const larger = new Uint8Array(this.#bytes.length * 2);
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    this.#starts[number] = this.#used;
    this.#hashes[number] = hash;
    this.#bytes.set(bytes.subarray(from, to), this.#used);
    this.#used += to - from;
    this.#slots[slot] = number;
    this.#size++;
    if (this.#size * 2 > this.#slots.length) this.#rehash();
    return number;
  }

  #rehash(): void {
    const slots = new Uint32Array(this.#slots.length * 2).fill(none);
    const mask = slots.length - 1;
    for (let number = 0; number < this.#size; number++) {
      let slot = this.#hashes[number]! & mask;
      while (slots[slot] !== none) slot = (slot + 1) & mask;
      slots[slot] = number;
    }
    this.#slots = slots;
  }
}

function grown(values: Uint32Array): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(values.length * 2);
  larger.set(values);
  return larger;
}
