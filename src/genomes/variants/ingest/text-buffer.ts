/** Inflates raw deflate data to exactly `size` bytes of text at `at`, of that CRC-32; false when it cannot. */
export type Inflate = (deflated: Uint8Array, at: number, size: number, checksum: number) => boolean;

/** A growing buffer of decompressed text that a thread reads its lines in. */
export class TextBuffer {
  bytes: Uint8Array;
  length = 0;
  /** Allocates at least `capacity` bytes that begin with those of `old`. */
  readonly #allocate: (capacity: number, old: Uint8Array) => Uint8Array;

  readonly #inflate: Inflate | null;

  /** @param inflate inflates into the memory that `allocate` gives; without it the caller does it */
  constructor(allocate: (capacity: number, old: Uint8Array) => Uint8Array, inflate: Inflate | null = null) {
    this.#allocate = allocate;
    this.#inflate = inflate;
    this.bytes = allocate(1 << 16, new Uint8Array(0));
  }

  clear(): void {
    this.length = 0;
  }

  /** Makes room for `more` bytes after the text. */
  reserve(more: number): void {
    if (this.length + more <= this.bytes.length) return;
    this.bytes = this.#allocate(
      Math.max(this.length + more, this.bytes.length * 2),
      this.bytes.subarray(0, this.length),
    );
  }

  /** Appends what deflate data hold, when they hold exactly `size` bytes of that CRC-32; false: nothing is appended. */
  appendInflated(deflated: Uint8Array, size: number, checksum: number): boolean {
    if (this.#inflate === null) return false;
    this.reserve(size);
    if (!this.#inflate(deflated, this.length, size, checksum)) return false;
    this.length += size;
    return true;
  }

  append(piece: Uint8Array): void {
    this.reserve(piece.length);
    this.bytes.set(piece, this.length);
    this.length += piece.length;
  }
}

/** Memory of this process's own, for {@link TextBuffer}. */
export function plainMemory(capacity: number, old: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(capacity);
  bytes.set(old);
  return bytes;
}
