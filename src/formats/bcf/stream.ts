import { bcfError } from './errors.ts';
import type { BcfHeader } from './header.ts';
import { parseBcfHeader } from './header.ts';
import type { RecordDecoder } from './record.ts';
import { makeRecordDecoder } from './record.ts';
import { makeTextBuffer } from './text-buffer.ts';

/** How a BCF is read. */
export interface BcfOptions {
  /** File name for messages. */
  file?: string;
  /** Longest header text taken; default 64 MiB. */
  maxHeaderBytes?: number;
  /** Longest record taken; default 256 MiB. */
  maxRecordBytes?: number;
  /** Text is handed over once it is at least this long; default 1 MiB. */
  batchBytes?: number;
}

/** Decodes BCF bytes in chunks of any size. */
export interface BcfReader {
  /** Takes the next chunk and gives the VCF text it completes: the header first, then whole lines. */
  push(chunk: Uint8Array): Buffer[];
  /** At the end of the data. @throws FormatError when it ends within the header or a record */
  end(): Buffer[];
  /** The header, once it is complete. */
  readonly header: BcfHeader | undefined;
  /** Records decoded so far. */
  readonly records: number;
}

const MIB = 1024 * 1024;

/**
 * A reader of BCF 2.1 and 2.2 that gives VCF text, so that both formats take the same path afterwards.
 * Memory: one record, one chunk and one batch of text.
 */
export function makeBcfReader(options: BcfOptions = {}): BcfReader {
  const { file, maxHeaderBytes = 64 * MIB, maxRecordBytes = 256 * MIB, batchBytes = MIB } = options;
  // bytes not decoded yet are held[0..filled)
  let held: Uint8Array = new Uint8Array(1024);
  let filled = 0;
  let header: BcfHeader | undefined;
  let decoder: RecordDecoder | undefined;
  let records = 0;
  let text = makeTextBuffer(batchBytes + 65536);

  function append(chunk: Uint8Array): void {
    if (filled + chunk.length > held.length) {
      const grown = new Uint8Array(Math.max(held.length * 2, filled + chunk.length));
      grown.set(held.subarray(0, filled));
      held = grown;
    }
    held.set(chunk, filled);
    filled += chunk.length;
  }

  function tryHeader(): number {
    if (filled >= 5) checkMagic(held, file);
    if (filled < 9) return -1;
    const size = uint32(held, 5);
    if (size > maxHeaderBytes) throw bcfError('TOO_LARGE', `The header is ${size} bytes long.`, 0, file);
    if (filled < 9 + size) return -1;
    header = parseBcfHeader(held.subarray(9, 9 + size), file);
    decoder = makeRecordDecoder(header, file);
    return 9 + size;
  }

  function flush(): Buffer {
    const batch = text.bytes.subarray(0, text.length);
    text = makeTextBuffer(batchBytes + 65536);
    return batch;
  }

  function decodeRecords(from: number, batches: Buffer[]): number {
    let at = from;
    while (filled - at >= 8) {
      const shared = uint32(held, at);
      const individual = uint32(held, at + 4);
      if (shared + individual > maxRecordBytes) {
        throw bcfError('TOO_LARGE', `it is ${shared + individual} bytes long.`, records + 1, file);
      }
      if (shared < 24) throw bcfError('MALFORMED', `its shared part is ${shared} bytes long.`, records + 1, file);
      if (filled - at - 8 < shared + individual) break;
      records++;
      decoder!.decode(held, at + 8, shared, individual, records, text);
      at += 8 + shared + individual;
      if (text.length >= batchBytes) batches.push(flush());
    }
    return at;
  }

  return {
    push(chunk) {
      append(chunk);
      const batches: Buffer[] = [];
      let at = 0;
      if (!header) {
        at = tryHeader();
        if (!header) return batches;
        batches.push(Buffer.from((header as BcfHeader).text));
      }
      at = decodeRecords(at, batches);
      held.copyWithin(0, at, filled);
      filled -= at;
      return batches;
    },
    end() {
      if (!header)
        throw bcfError('TRUNCATED', filled === 0 ? 'The file is empty.' : 'The file ends within its header.', 0, file);
      if (filled > 0) throw bcfError('TRUNCATED', 'the file ends within it.', records + 1, file);
      return text.length > 0 ? [flush()] : [];
    },
    get header() {
      return header;
    },
    get records() {
      return records;
    },
  };
}

function checkMagic(bytes: Uint8Array, file: string | undefined): void {
  const [b, c, f, major, minor] = bytes;
  if (b !== 0x42 || c !== 0x43 || f !== 0x46) throw bcfError('MALFORMED', 'The file does not start with BCF.', 0, file);
  if (major !== 2 || (minor !== 1 && minor !== 2))
    throw bcfError('VERSION', `The file is of BCF version ${major}.${minor}.`, 0, file);
}

function uint32(bytes: Uint8Array, at: number): number {
  return (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)) >>> 0;
}

/** True when decompressed bytes are the start of a BCF 2 file. */
export function isBcf(bytes: Uint8Array): boolean {
  return bytes[0] === 0x42 && bytes[1] === 0x43 && bytes[2] === 0x46 && bytes[3] === 2;
}

/**
 * Decodes a stream of decompressed BCF to VCF text: first the header, then batches of whole lines.
 *
 * @throws FormatError for a truncated, malformed or too large file
 */
export async function* bcfToVcf(
  source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  options: BcfOptions = {},
): AsyncGenerator<Buffer> {
  const reader = makeBcfReader(options);
  for await (const chunk of source) yield* reader.push(chunk);
  yield* reader.end();
}
