import { closeSync, existsSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { readRows } from './block-content.ts';
import {
  CALLS_FORMAT,
  CALLS_MAGIC,
  type CallsManifest,
  type GenomeIndex,
  genomeFile,
  MANIFEST,
  type SiteIndex,
  sitesFile,
} from './call-files.ts';
import { blockBinding, openBlock } from './cipher.ts';
import type { SiteBlockEntry } from './model.ts';

/** One file of sealed blocks, open for reading. */
export class BlockFile<T extends SiteIndex | GenomeIndex> {
  readonly index: T;
  readonly #fd: number;
  readonly #offsets: number[];

  /** @throws Error when the file is not whole, or of another format */
  constructor(path: string, lengthsOf: (index: T) => number[]) {
    this.#fd = openSync(path, 'r');
    try {
      const { size } = fstatSync(this.#fd);
      const tail = this.#read(size - 12, 12);
      if (size < 20 || tail.toString('latin1', 4) !== CALLS_MAGIC)
        throw new Error(`${path} is not a whole file of calls`);
      const length = tail.readUInt32LE(0);
      this.index = JSON.parse(this.#read(size - 12 - length, length).toString('utf8')) as T;
      if (this.index.format !== CALLS_FORMAT)
        throw new Error(`${path} has format ${this.index.format}, not ${CALLS_FORMAT}`);
      this.#offsets = [CALLS_MAGIC.length];
      for (const block of lengthsOf(this.index)) this.#offsets.push(this.#offsets.at(-1)! + block);
    } catch (error) {
      closeSync(this.#fd);
      throw error;
    }
  }

  /** Sealed bytes of a block; empty when there is none for this genome. */
  block(i: number): Buffer {
    return this.#read(this.#offsets[i]!, this.#offsets[i + 1]! - this.#offsets[i]!);
  }

  close(): void {
    closeSync(this.#fd);
  }

  #read(at: number, length: number): Buffer {
    const buffer = Buffer.alloc(Math.max(0, length));
    for (let done = 0; done < buffer.length; ) {
      const read = readSync(this.#fd, buffer, done, buffer.length - done, Math.max(0, at) + done);
      if (read === 0) throw new Error('a file of calls ends early');
      done += read;
    }
    return buffer;
  }
}

/** Opens the site file of a calls folder. */
export function openSites(folder: string): BlockFile<SiteIndex> {
  return new BlockFile<SiteIndex>(join(folder, sitesFile()), (index) => index.blocks.map((block) => block.length));
}

/** Opens a genome's file; null when the genome was erased. */
export function openGenome(folder: string, localNo: number): BlockFile<GenomeIndex> | null {
  const path = join(folder, genomeFile(localNo));
  return existsSync(path) ? new BlockFile<GenomeIndex>(path, (index) => index.lengths) : null;
}

export function readManifest(folder: string): CallsManifest {
  return JSON.parse(readFileSync(join(folder, MANIFEST), 'utf8')) as CallsManifest;
}

/** Lines of a sealed block. */
export function blockLines(
  sealed: Uint8Array,
  key: Uint8Array,
  batchId: string,
  owner: number | 'sites',
  entry: SiteBlockEntry,
): string[] {
  const binding = blockBinding(batchId, owner, entry.contig, entry.firstStart, entry.rows);
  return readRows(openBlock(sealed, key, binding), entry.rows);
}
