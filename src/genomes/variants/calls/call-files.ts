import { createHash, type Hash } from 'node:crypto';
import { closeSync, fsyncSync, mkdirSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { fsyncFolder } from '../../../platform/durable/index.ts';
import type { DetailBlock, SiteBlockEntry } from './model.ts';

export const CALLS_MAGIC = 'IDUNCALL';
export const CALLS_FORMAT = 2;
export const MANIFEST = 'manifest.json';
/** Bytes held back before they are appended to thousands of files. */
const HELD_BYTES = 32 << 20;
const OPEN_FILES = 64;

/** The end of a site file, as JSON. */
export interface SiteIndex {
  format: number;
  blocks: SiteBlockEntry[];
}

/** The end of a genome's file: length of each block, in the order of the site file's. */
export interface GenomeIndex {
  format: number;
  lengths: number[];
}

/** What a calls folder holds. */
export interface CallsManifest {
  format: number;
  batchId: string;
  genomes: number;
  /** True when every record of the batch that is no reference block has details; else the others are in the segments only. */
  complete: boolean;
  files: Record<string, { sha256: string; bytes: number }>;
}

export function sitesFile(): string {
  return 'sites.calls';
}

export function genomeFile(localNo: number): string {
  return `${localNo}.calls`;
}

/** One file being written: bytes are held back, appended now and then, and hashed on the way. */
class AppendedFile {
  readonly path: string;
  readonly #hash: Hash = createHash('sha256');
  #fd: number | null;
  #held: Uint8Array[] = [];
  bytes = 0;

  constructor(path: string, keepOpen: boolean) {
    this.path = path;
    const fd = openSync(path, 'wx', 0o600);
    if (keepOpen) this.#fd = fd;
    else {
      closeSync(fd);
      this.#fd = null;
    }
    this.add(Buffer.from(CALLS_MAGIC, 'latin1'));
  }

  add(bytes: Uint8Array): void {
    this.#held.push(bytes);
    this.bytes += bytes.length;
  }

  append(): void {
    if (this.#held.length === 0) return;
    const fd = this.#fd ?? openSync(this.path, 'a');
    try {
      for (const bytes of this.#held) {
        this.#hash.update(bytes);
        for (let done = 0; done < bytes.length; ) done += writeSync(fd, bytes, done, bytes.length - done);
      }
    } finally {
      if (this.#fd === null) closeSync(fd);
    }
    this.#held = [];
  }

  /** Writes the index, its length and the magic; fsyncs. */
  finish(index: SiteIndex | GenomeIndex): { sha256: string; bytes: number } {
    const json = Buffer.from(JSON.stringify(index), 'utf8');
    const tail = Buffer.alloc(12);
    tail.writeUInt32LE(json.length, 0);
    tail.write(CALLS_MAGIC, 4, 'latin1');
    this.add(json);
    this.add(tail);
    this.append();
    const fd = this.#fd ?? openSync(this.path, 'r');
    fsyncSync(fd);
    closeSync(fd);
    this.#fd = null;
    return { sha256: this.#hash.digest('hex'), bytes: this.bytes };
  }

  close(): void {
    if (this.#fd !== null) closeSync(this.#fd);
    this.#fd = null;
  }
}

/**
 * Writes the call details of a batch: a file of sites and one per genome, each a sequence of sealed blocks with an index at
 * its end. Memory: 32 MiB held back, and the indexes.
 */
export class CallFilesWriter {
  readonly #folder: string;
  readonly #batchId: string;
  readonly #sites: AppendedFile;
  readonly #genomes: AppendedFile[];
  readonly #blocks: SiteBlockEntry[] = [];
  readonly #lengths: number[][];
  #held = 0;

  /** @param folder made here; must not be there yet */
  constructor(folder: string, batchId: string, genomes: number) {
    mkdirSync(join(folder, '..'), { recursive: true });
    mkdirSync(folder);
    this.#folder = folder;
    this.#batchId = batchId;
    this.#sites = new AppendedFile(join(folder, sitesFile()), true);
    const keepOpen = genomes <= OPEN_FILES;
    this.#genomes = Array.from({ length: genomes }, (_, g) => new AppendedFile(join(folder, genomeFile(g)), keepOpen));
    this.#lengths = Array.from({ length: genomes }, () => []);
  }

  /** Adds blocks in file order. */
  add(blocks: readonly DetailBlock[]): void {
    for (const { sites, genomes, lengths, ...entry } of blocks) {
      this.#sites.add(sites);
      this.#blocks.push({ ...entry, length: sites.length });
      let at = 0;
      for (let g = 0; g < lengths.length; g++) {
        const length = lengths[g]!;
        this.#lengths[g]!.push(length);
        if (length > 0) this.#genomes[g]!.add(genomes.subarray(at, at + length));
        at += length;
      }
      this.#held += sites.length + genomes.length;
    }
    if (this.#held < HELD_BYTES) return;
    this.#sites.append();
    for (const file of this.#genomes) file.append();
    this.#held = 0;
  }

  /** Writes what is left, the indexes and the manifest; fsyncs all. */
  finish(complete: boolean): void {
    const files: CallsManifest['files'] = {};
    files[sitesFile()] = this.#sites.finish({ format: CALLS_FORMAT, blocks: this.#blocks });
    this.#genomes.forEach((file, g) => {
      files[genomeFile(g)] = file.finish({ format: CALLS_FORMAT, lengths: this.#lengths[g]! });
    });
    const genomes = this.#genomes.length;
    writeManifest(this.#folder, { format: CALLS_FORMAT, batchId: this.#batchId, genomes, complete, files });
  }

  /** Gives up: removes the folder. */
  abort(): void {
    this.#sites.close();
    for (const file of this.#genomes) file.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** Writes a site file anew, block by block. */
export class AppendedSites {
  readonly #file: AppendedFile;
  readonly #blocks: SiteBlockEntry[] = [];

  constructor(path: string) {
    this.#file = new AppendedFile(path, true);
  }

  add(sealed: Uint8Array, entry: SiteBlockEntry): void {
    this.#blocks.push({ ...entry, length: sealed.length });
    this.#file.add(sealed);
    this.#file.append();
  }

  finish(): { sha256: string; bytes: number } {
    return this.#file.finish({ format: CALLS_FORMAT, blocks: this.#blocks });
  }

  close(): void {
    this.#file.close();
  }
}

/** Writes the manifest and makes it and the folder's names durable. */
export function writeManifest(folder: string, manifest: CallsManifest): void {
  const path = join(folder, MANIFEST);
  writeFileSync(path, `${JSON.stringify(manifest)}\n`, { mode: 0o600, flush: true });
  fsyncFolder(folder);
  fsyncFolder(join(folder, '..'));
}
