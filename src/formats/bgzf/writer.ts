import { Transform } from 'node:stream';
import { promisify } from 'node:util';
import { crc32, deflateRaw } from 'node:zlib';
import { bgzfEof } from './block.ts';
import type { GziIndex } from './gzi.ts';

const deflate = promisify<Uint8Array, { level: number }, Uint8Array>(deflateRaw);

/** bgzip's own: leaves room for what deflate adds to incompressible bytes. */
const contentPerBlock = 0xff00;
/** Blocks deflated together on libuv's threads. */
const blocksAtOnce = 8;

export interface BgzfWriterOptions {
  /** zlib level 0–9; 6 unless given. */
  readonly level?: number;
}

export interface BgzfWriter extends Transform {
  /** The `.gzi` of what was written; whole once the stream has ended. */
  gzi(): GziIndex;
}

/** A stream that compresses what is written to it as BGZF and ends it with the empty last block. */
export function createBgzfWriter(options: BgzfWriterOptions = {}): BgzfWriter {
  const level = options.level ?? 6;
  const compressed: number[] = [];
  const uncompressed: number[] = [];
  let pending: Uint8Array[] = [];
  let pendingBytes = 0;
  let written = 0;
  let taken = 0;

  async function compress(bytes: Uint8Array, push: (block: Uint8Array) => void): Promise<void> {
    const contents: Uint8Array[] = [];
    for (let at = 0; at < bytes.length; at += contentPerBlock) contents.push(bytes.subarray(at, at + contentPerBlock));
    for (let i = 0; i < contents.length; i += blocksAtOnce) {
      const group = contents.slice(i, i + blocksAtOnce);
      const blocks = await Promise.all(group.map((content) => compressBlock(content, level)));
      for (const [j, block] of blocks.entries()) {
        compressed.push(written);
        uncompressed.push(taken);
        written += block.length;
        taken += group[j]!.length;
        push(block);
      }
    }
  }

  function take(all: boolean): Uint8Array {
    const bytes = pending.length === 1 ? pending[0]! : Buffer.concat(pending, pendingBytes);
    const use = all ? bytes.length : bytes.length - (bytes.length % contentPerBlock);
    pending = use < bytes.length ? [bytes.subarray(use)] : [];
    pendingBytes = bytes.length - use;
    return bytes.subarray(0, use);
  }

  const stream = new Transform({
    transform(chunk: Uint8Array, _encoding, done) {
      pending.push(chunk);
      pendingBytes += chunk.length;
      if (pendingBytes < blocksAtOnce * contentPerBlock) return done();
      compress(take(false), (block) => this.push(block)).then(() => done(), done);
    },
    flush(done) {
      const finish = () => {
        this.push(bgzfEof);
        done();
      };
      compress(take(true), (block) => this.push(block)).then(finish, done);
    },
  });
  const gzi = () => ({
    compressed: Float64Array.from(compressed.length === 0 ? [0] : compressed),
    uncompressed: Float64Array.from(uncompressed.length === 0 ? [0] : uncompressed),
  });
  return Object.assign(stream, { gzi });
}

/** One BGZF block of at most 65,280 bytes of content. */
export async function compressBlock(content: Uint8Array, level = 6): Promise<Uint8Array> {
  const deflated = await deflate(content, { level });
  const block = Buffer.allocUnsafe(18 + deflated.length + 8);
  block.set(bgzfEof.subarray(0, 16));
  block.writeUInt16LE(block.length - 1, 16);
  block.set(deflated, 18);
  block.writeUInt32LE(crc32(content), block.length - 8);
  block.writeUInt32LE(content.length, block.length - 4);
  return block;
}
