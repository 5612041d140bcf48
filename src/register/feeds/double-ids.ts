/**
 * Which ids of a feed came before, by 84 bits of two hashes: at 22 million ids a wrong answer is less likely than a broken disk, and it
 * holds 12 bytes for each instead of its text.
 */
export class SeenIds {
  #high = new Float64Array(1 << 10).fill(-1);
  #low = new Uint32Array(1 << 10);
  #size = 0;

  /** @returns whether it came before */
  add(high: number, low: number): boolean {
    if (this.#size * 3 > this.#high.length * 2) this.#grow();
    const at = this.#find(high, low);
    if (this.#high[at] !== -1) return true;
    this.#high[at] = high;
    this.#low[at] = low;
    this.#size++;
    return false;
  }

  #find(high: number, low: number): number {
    const mask = this.#high.length - 1;
    let at = (low ^ (high >>> 0)) & mask;
    while (this.#high[at] !== -1 && (this.#high[at] !== high || this.#low[at] !== low)) at = (at + 1) & mask;
    return at;
  }

  #grow(): void {
    const [high, low] = [this.#high, this.#low];
    this.#high = new Float64Array(high.length * 2).fill(-1);
    this.#low = new Uint32Array(high.length * 2);
    for (let i = 0; i < high.length; i++) {
      if (high[i] === -1) continue;
      const at = this.#find(high[i]!, low[i]!);
      this.#high[at] = high[i]!;
      this.#low[at] = low[i]!;
    }
  }
}
