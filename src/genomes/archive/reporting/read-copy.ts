import { createHash } from 'node:crypto';
import { pipeline, type Readable } from 'node:stream';
import { bgzfHeaderSize, createBgzfInflater, isBgzf } from '../../../formats/bgzf/index.ts';
import { FormatError } from '../../../formats/error.ts';
import { inflateGzip } from '../../../formats/gzip/index.ts';
import { checkContent } from './check-content.ts';
import type { ReceiptDocument } from './model.ts';

type FileRole = ReceiptDocument['files'][number]['role'];

/** What reading a stored copy to its last byte has shown. */
export interface ReadCopy {
  bytes: number;
  /** Of the whole copy, hexadecimal; undefined when it could not be read to its end. */
  sha256: string | undefined;
  /** "bgzip VCF", "gzip VCF", "VCF", "bgzip BCF", … */
  format: string;
  readable: boolean;
  /** Why it is not readable. */
  finding: string | undefined;
}

/** Bytes that pass are counted and digested; ending early closes nothing, so that the rest can still be digested. */
function makeTap(source: Readable, onBytes: (bytes: number) => void) {
  const hash = createHash('sha256');
  const iterator = source[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  let bytes = 0;
  let ended = false;
  let failure: unknown;
  async function next(): Promise<IteratorResult<Uint8Array>> {
    try {
      const step = await iterator.next();
      if (step.done) {
        ended = true;
        return { done: true, value: undefined };
      }
      hash.update(step.value);
      bytes += step.value.length;
      onBytes(step.value.length);
      return { done: false, value: step.value };
    } catch (error) {
      failure = error;
      throw error;
    }
  }
  return {
    chunks: { [Symbol.asyncIterator]: () => ({ next }) } satisfies AsyncIterable<Uint8Array>,
    failure: () => failure,
    /** Reads what is left. */
    async finish() {
      while (!ended && failure === undefined) await next().catch(() => undefined);
      return { bytes, sha256: ended ? hash.digest('hex') : undefined };
    },
  };
}

function inflateBgzf(chunks: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  // The pipeline's own error reaches the reader through the inflater; the callback only keeps it from being unhandled.
  return pipeline(chunks, createBgzfInflater(), () => undefined) as AsyncIterable<Uint8Array>;
}

/** Puts small first chunks together until `enough` bytes are there. */
async function* withHead(chunks: AsyncIterable<Uint8Array>, enough: number): AsyncGenerator<Uint8Array> {
  let head: Uint8Array | undefined = new Uint8Array(0);
  for await (const chunk of chunks) {
    if (head === undefined) {
      yield chunk;
      continue;
    }
    head = head.length === 0 ? chunk : Buffer.concat([head, chunk]);
    if (head.length < enough) continue;
    yield head;
    head = undefined;
  }
  if (head !== undefined && head.length > 0) yield head;
}

async function readAsItsFormat(chunks: AsyncIterable<Uint8Array>, role: FileRole): Promise<string> {
  const source = withHead(chunks, bgzfHeaderSize);
  const first = await source.next();
  if (first.done) throw new FormatError('IDUN_FILE_KIND', 'The copy is empty.');
  async function* whole(): AsyncGenerator<Uint8Array> {
    yield first.value as Uint8Array;
    yield* source;
  }
  const gzipped = first.value[0] === 0x1f && first.value[1] === 0x8b;
  if (!gzipped) return await checkContent(withHead(whole(), 16), role);
  const wrapping = isBgzf(first.value) ? 'bgzip' : 'gzip';
  const content = wrapping === 'bgzip' ? inflateBgzf(whole()) : inflateGzip(whole());
  return `${wrapping} ${await checkContent(withHead(content, 16), role)}`;
}

/**
 * Reads a copy to its last byte: digests it, decompresses it with every checksum checked (for BGZF also the empty last block), and
 * walks over its records, which must be whole.
 * @throws nothing for a damaged copy: that is the answer
 */
export async function readCopy(source: Readable, role: FileRole, onBytes: (bytes: number) => void): Promise<ReadCopy> {
  const tap = makeTap(source, onBytes);
  let format = 'unknown';
  let finding: string | undefined;
  try {
    format = await readAsItsFormat(tap.chunks, role);
  } catch (error) {
    const readError = tap.failure();
    if (readError !== undefined) finding = `The stored copy cannot be read: ${messageOf(readError)}`;
    else if (error instanceof FormatError) finding = error.message;
    else throw error;
  }
  const { bytes, sha256 } = await tap.finish();
  source.destroy();
  finding ??= sha256 === undefined ? `The stored copy cannot be read: ${messageOf(tap.failure())}` : undefined;
  return { bytes, sha256, format, readable: finding === undefined, finding };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
