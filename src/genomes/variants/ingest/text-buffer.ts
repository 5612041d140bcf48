/** A growing buffer of decompressed text that a thread reads its lines in. */
export class TextBuffer {
  bytes: Uint8Array;
  length = 0;
  /** Allocates at least `capacity` bytes that begin with those of `old`. */
  readonly #allocate: (capacity: number, old: Uint8Array) => Uint8Array;

  constructor(allocate: (capacity: number, old: Uint8Array) => Uint8Array) {
    this.#allocate = allocate;
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
