import { Readable } from 'node:stream';
import { crc32, createInflateRaw } from 'node:zlib';
import { FormatError } from '../error.ts';

/** A file in an archive, as its directory says. */
export interface ZipEntry {
  name: string;
  method: 'stored' | 'deflated';
  packed: number;
  unpacked: number;
  crc: number;
  /** Where its local header begins. */
  at: number;
}

/** What an archive may be at most. */
export interface ZipLimits {
  /** Name for error texts. */
  file?: string | undefined;
  mostEntries?: number;
  /** Unpacked bytes of one file. */
  mostBytes?: number;
  /** Unpacked bytes for each packed byte, looked at after the first megabytes. Deflate's own bound is 1,032. */
  mostRatio?: number;
}

const defaults = { mostEntries: 10_000, mostBytes: 2 ** 31, mostRatio: 200 };
const freeBytes = 8 << 20;

const signatures = { end: 0x06054b50, entry: 0x02014b50, local: 0x04034b50 } as const;
const endSize = 22;
const longestComment = 0xffff;

const zipError = (reason: 'DAMAGED' | 'BOMB' | 'UNSUPPORTED', detail: string, file?: string): FormatError =>
  new FormatError(`IDUN_ZIP_${reason}`, detail, file === undefined ? {} : { file });

// The last record of the file, before a comment of any length (APPNOTE 6.3.10 §4.3.16).
function findEnd(bytes: Buffer, file?: string): number {
  const first = Math.max(0, bytes.length - endSize - longestComment);
  for (let at = bytes.length - endSize; at >= first; at--) {
    if (bytes.readUInt32LE(at) === signatures.end && at + endSize + bytes.readUInt16LE(at + 20) === bytes.length)
      return at;
  }
  throw zipError('DAMAGED', 'This is not a zip archive, or its end is missing.', file);
}

function readEntry(bytes: Buffer, at: number, file?: string): ZipEntry & { size: number } {
  if (at + 46 > bytes.length || bytes.readUInt32LE(at) !== signatures.entry) {
    throw zipError('DAMAGED', 'The directory of the zip archive is damaged.', file);
  }
  const flags = bytes.readUInt16LE(at + 8);
  const method = bytes.readUInt16LE(at + 10);
  const [nameLength, extraLength, commentLength] = [28, 30, 32].map((offset) => bytes.readUInt16LE(at + offset));
  const name = bytes.toString('utf8', at + 46, at + 46 + nameLength!);
  if (flags & 1) throw zipError('UNSUPPORTED', `${name} is encrypted.`, file);
  if (method !== 0 && method !== 8) throw zipError('UNSUPPORTED', `${name} is packed in a way that is not read.`, file);
  const sizes = { packed: bytes.readUInt32LE(at + 20), unpacked: bytes.readUInt32LE(at + 24) };
  const local = bytes.readUInt32LE(at + 42);
  if ([sizes.packed, sizes.unpacked, local].includes(0xffffffff)) {
    throw zipError('UNSUPPORTED', 'Zip archives of more than 4 GB are not read.', file);
  }
  return {
    ...{ name, method: method === 0 ? 'stored' : 'deflated', ...sizes, crc: bytes.readUInt32LE(at + 16), at: local },
    size: 46 + nameLength! + extraLength! + commentLength!,
  };
}

/**
 * The files of a zip archive that is in memory, by name. Only its directory is believed, as every reader does.
 * @throws FormatError IDUN_ZIP_DAMAGED, IDUN_ZIP_UNSUPPORTED, IDUN_ZIP_BOMB
 */
export function readZipDirectory(archive: Uint8Array, limits: ZipLimits = {}): Map<string, ZipEntry> {
  const { mostEntries, mostBytes } = { ...defaults, ...limits };
  const bytes = Buffer.from(archive.buffer, archive.byteOffset, archive.byteLength);
  if (bytes.length < endSize) throw zipError('DAMAGED', 'This is not a zip archive.', limits.file);
  const end = findEnd(bytes, limits.file);
  const count = bytes.readUInt16LE(end + 10);
  if (count > mostEntries) throw zipError('BOMB', `The zip archive holds ${count} files.`, limits.file);
  const entries = new Map<string, ZipEntry>();
  let at = bytes.readUInt32LE(end + 16);
  for (let i = 0; i < count; i++) {
    const { size, ...entry } = readEntry(bytes, at, limits.file);
    if (entries.has(entry.name)) throw zipError('DAMAGED', `The zip archive has two files ${entry.name}.`, limits.file);
    if (entry.unpacked > mostBytes) throw zipError('BOMB', `${entry.name} is ${entry.unpacked} bytes.`, limits.file);
    entries.set(entry.name, entry);
    at += size;
  }
  return entries;
}

/**
 * A file of the archive, unpacked in pieces and in constant memory; its length and checksum are compared at the end.
 * @throws FormatError IDUN_ZIP_DAMAGED, IDUN_ZIP_BOMB
 */
export async function* readZipEntry(
  archive: Uint8Array,
  entry: ZipEntry,
  limits: ZipLimits = {},
): AsyncGenerator<Buffer> {
  const { mostBytes, mostRatio } = { ...defaults, ...limits };
  const bytes = Buffer.from(archive.buffer, archive.byteOffset, archive.byteLength);
  const { name, at, packed, unpacked, crc } = entry;
  const damaged = () => zipError('DAMAGED', `${name} in the zip archive is damaged.`, limits.file);
  if (at + 30 > bytes.length || bytes.readUInt32LE(at) !== signatures.local) throw damaged();
  const start = at + 30 + bytes.readUInt16LE(at + 26) + bytes.readUInt16LE(at + 28);
  if (start + packed > bytes.length) throw damaged();
  const source = bytes.subarray(start, start + packed);
  let given = 0;
  let sum = 0;
  for await (const chunk of entry.method === 'stored' ? [source] : inflate(source, damaged)) {
    given += chunk.length;
    if (given > mostBytes || (given > freeBytes && given > mostRatio * packed)) {
      throw zipError('BOMB', `${name} swells beyond bounds: ${given} bytes from ${packed}.`, limits.file);
    }
    if (given > unpacked) throw damaged();
    sum = crc32(chunk, sum);
    yield chunk;
  }
  if (given !== unpacked || sum !== crc) throw damaged();
}

async function* inflate(source: Buffer, damaged: () => FormatError): AsyncGenerator<Buffer> {
  const output = Readable.from([source]).pipe(createInflateRaw({ chunkSize: 1 << 16 }));
  try {
    for await (const chunk of output) yield chunk as Buffer;
  } catch (error) {
    const code = (error as { code?: unknown }).code;
    throw typeof code === 'string' && code.startsWith('Z_') ? damaged() : error;
  }
}
