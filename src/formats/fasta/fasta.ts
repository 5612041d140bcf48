import { type FileHandle, open, readFile } from 'node:fs/promises';
import { accessFile, buildGzi, type GziIndex, openBgzf, parseGzi, type RandomAccess } from '../bgzf/index.ts';
import { FormatError } from '../error.ts';
import { readTextFile, sniffFile, wrongKind } from '../gzip/index.ts';
import { buildFai, type FaiEntry, fastaError, parseFai } from './fai.ts';
import { baseOffset, copyBases } from './fetch.ts';

/** Bytes from an offset in the uncompressed FASTA. */
type ReadPlain = (offset: number, length: number) => Promise<Uint8Array>;

export interface Fasta {
  readonly contigs: readonly FaiEntry[];
  /** The block index of a bgzipped file. */
  readonly gzi?: GziIndex;
  /** Upper-case bases of [start, end), 0-based half-open, clipped to the contig. */
  fetch(contig: string, start: number, end: number): Promise<Uint8Array>;
  /** A whole contig, upper-case, one byte a base; in a SharedArrayBuffer when `shared`. */
  loadContig(contig: string, options?: { readonly shared?: boolean }): Promise<Uint8Array>;
  close(): Promise<void>;
}

/** Bases read at once by `loadContig`. */
const loadStep = 1 << 22;

/**
 * Opens a FASTA file, plain or bgzipped. `.fai` and `.gzi` beside it are used when they fit it and made in memory when missing or
 * stale (`formatFai` and `formatGzi` write them); nothing is written here.
 * @throws FormatError for ordinary gzip, uneven lines, damaged files
 */
export async function openFasta(path: string): Promise<Fasta> {
  const kind = await sniffFile(path);
  if (kind === 'gzip') throw ordinaryGzip(path);
  if (kind !== 'plain' && kind !== 'bgzf') throw wrongKind(path, kind, 'FASTA, plain or compressed with bgzip');
  const handle = await open(path);
  try {
    const source = await accessFile(handle, path);
    const gzi = kind === 'bgzf' ? await findGzi(source) : undefined;
    const read = plainReader(source, gzi);
    const contigs = (await findFai(path, read)) ?? (await buildFai(readTextFile(path), path));
    return fastaOver({ contigs, read, name: path, close: () => handle.close(), ...(gzi === undefined ? {} : { gzi }) });
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** FASTA over any random-access bytes, for instance an encrypted object, with indexes that are known. */
export function openFastaSource(source: RandomAccess, contigs: readonly FaiEntry[], gzi?: GziIndex): Fasta {
  const read = plainReader(source, gzi);
  return fastaOver({ contigs, read, name: source.name, close: async () => {}, ...(gzi === undefined ? {} : { gzi }) });
}

function plainReader(source: RandomAccess, gzi: GziIndex | undefined): ReadPlain {
  return gzi === undefined ? source.read : openBgzf(source, gzi).readAt;
}

async function findGzi(source: RandomAccess): Promise<GziIndex> {
  const bytes = await readFile(`${source.name}.gzi`).catch(() => null);
  if (bytes === null) return buildGzi(source);
  try {
    const index = parseGzi(bytes, `${source.name}.gzi`);
    if (index.compressed.at(-1)! < source.size) return index;
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
  }
  return buildGzi(source);
}

/** The `.fai` beside the file when its first and last contig stand in the file where it says, else null. */
async function findFai(path: string, read: ReadPlain): Promise<FaiEntry[] | null> {
  const text = await readFile(`${path}.fai`, 'utf8').catch(() => null);
  if (text === null) return null;
  try {
    const entries = parseFai(text, `${path}.fai`);
    if (entries.length === 0) return null;
    for (const entry of [entries[0]!, entries.at(-1)!]) if (!(await standsThere(entry, read))) return null;
    return entries;
  } catch (error) {
    if (error instanceof FormatError) return null;
    throw error;
  }
}

async function standsThere(entry: FaiEntry, read: ReadPlain): Promise<boolean> {
  const before = Math.min(entry.offset, 8192);
  const header = Buffer.from(await read(entry.offset - before, before)).toString('latin1');
  if (header.slice(header.lastIndexOf('>') + 1).split(/\s/, 1)[0] !== entry.name) return false;
  if (entry.length === 0) return true;
  const tail = await read(baseOffset(entry, entry.length - 1), 3);
  return tail.length > 0 && tail[0]! > 32 && (tail.length === 1 || tail[1]! <= 32);
}

interface FastaParts {
  readonly contigs: readonly FaiEntry[];
  readonly gzi?: GziIndex;
  readonly read: ReadPlain;
  readonly name: string;
  readonly close: FileHandle['close'];
}

function fastaOver({ contigs, gzi, read, name, close }: FastaParts): Fasta {
  const byName = new Map(contigs.map((entry) => [entry.name, entry]));

  function entryOf(contig: string): FaiEntry {
    const entry = byName.get(contig);
    if (entry !== undefined) return entry;
    throw new FormatError('IDUN_FASTA_CONTIG', `The FASTA file has no contig named ${contig}.`, {
      file: name,
      expected: [...byName.keys()].slice(0, 8).join(', '),
    });
  }

  async function fill(entry: FaiEntry, start: number, target: Uint8Array): Promise<void> {
    const end = start + target.length;
    const from = baseOffset(entry, start);
    const bytes = await read(from, baseOffset(entry, end - 1) + 1 - from);
    if (copyBases(entry, { start, end }, bytes, target) < target.length) {
      throw fastaError('TRUNCATED', `The file ends within contig ${entry.name}.`, `${entry.length} bases`, {
        file: name,
      });
    }
  }

  async function fetch(contig: string, start: number, end: number): Promise<Uint8Array> {
    const entry = entryOf(contig);
    const from = Math.max(0, start);
    const to = Math.min(end, entry.length);
    const target = new Uint8Array(Math.max(0, to - from));
    if (target.length > 0) await fill(entry, from, target);
    return target;
  }

  async function loadContig(contig: string, options: { readonly shared?: boolean } = {}): Promise<Uint8Array> {
    const entry = entryOf(contig);
    const target = new Uint8Array(options.shared ? new SharedArrayBuffer(entry.length) : new ArrayBuffer(entry.length));
    for (let at = 0; at < entry.length; at += loadStep) await fill(entry, at, target.subarray(at, at + loadStep));
    return target;
  }

  return { contigs, fetch, loadContig, close, ...(gzi === undefined ? {} : { gzi }) };
}

function ordinaryGzip(path: string): FormatError {
  return new FormatError(
    'IDUN_FASTA_GZIP',
    'The FASTA file is compressed with ordinary gzip, which cannot be read by position.',
    {
      file: path,
      expected: 'FASTA, plain or compressed with bgzip',
      action: 'Decompress it with gunzip, or compress it with bgzip instead.',
    },
  );
}
