import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { finished, pipeline } from 'node:stream/promises';
import { createBgzfWriter } from '../../src/formats/bgzf/index.ts';

/** Collects text in one buffer and hands full ones to a file, compressed with bgzip when its name ends in `.gz`. */
export class TextSink {
  readonly #stream: NodeJS.WritableStream;
  readonly #done: Promise<void>;
  #buffer = Buffer.allocUnsafeSlow(1 << 22);
  #length = 0;

  constructor(path: string) {
    const file = createWriteStream(path);
    if (path.endsWith('.gz')) {
      const bgzf = createBgzfWriter();
      this.#stream = bgzf;
      this.#done = pipeline(bgzf, file);
    } else {
      this.#stream = file;
      this.#done = finished(file);
    }
  }

  text(text: string): void {
    this.#reserve(text.length);
    this.#length += this.#buffer.write(text, this.#length, 'latin1');
  }

  bytes(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#buffer.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  /** To be called now and then: waits until the file can take more. */
  async drain(): Promise<void> {
    if (this.#length < 1 << 21) return;
    const full = this.#buffer.subarray(0, this.#length);
    this.#buffer = Buffer.allocUnsafeSlow(Math.max(1 << 22, this.#buffer.length));
    this.#length = 0;
    if (!this.#stream.write(full)) await once(this.#stream, 'drain');
  }

  async end(): Promise<void> {
    this.#stream.end(this.#buffer.subarray(0, this.#length));
    await this.#done;
  }

  #reserve(bytes: number): void {
    if (this.#length + bytes <= this.#buffer.length) return;
    const grown = Buffer.allocUnsafeSlow(Math.max(this.#buffer.length * 2, this.#length + bytes));
    grown.set(this.#buffer.subarray(0, this.#length));
    this.#buffer = grown;
  }
}
