/** A list of local numbers that is filled and emptied again and again. */
export class NumberList {
  #numbers = new Uint32Array(64);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(value: number): void {
    if (this.#length === this.#numbers.length) {
      const grown = new Uint32Array(this.#length * 2);
      grown.set(this.#numbers);
      this.#numbers = grown;
    }
    this.#numbers[this.#length++] = value;
  }

  clear(): void {
    this.#length = 0;
  }

  /** The numbers, valid until the next push. */
  get numbers(): Uint32Array {
    return this.#numbers.subarray(0, this.#length);
  }
}
