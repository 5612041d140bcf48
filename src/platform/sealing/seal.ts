import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, statSync } from 'node:fs';
import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { MessagePort } from 'node:worker_threads';
import { createCrypt4ghEncryptor } from '../../formats/crypt4gh/index.ts';
import { startWorker } from '../workers/index.ts';

/** What is known of a file once it is sealed: SHA-256 and number of its plain bytes. */
export interface SealedFacts {
  sha256: string;
  bytes: number;
}

interface SealOptions {
  onBytes(bytes: number): void;
  signal?: AbortSignal;
}

/** What the thread is told. */
export interface SealTask {
  source: string;
  target: string;
  recipients: readonly Uint8Array[];
}

type FromThread =
  | { kind: 'read'; bytes: number }
  | { kind: 'sealed'; facts: SealedFacts }
  | { kind: 'failed'; message: string; code: string | undefined };

const BUFFER_BYTES = 1 << 20;
/** From this size on, a file is read in a thread of its own: requests go on meanwhile. */
const LARGE_BYTES = 8 << 20;

/** Encrypts a stream or a file for the recipients into a new file, which is fsynced; the caller removes what a failure leaves. */
export async function seal(
  source: Readable | string,
  target: string,
  recipients: readonly Uint8Array[],
  options: SealOptions,
): Promise<SealedFacts> {
  if (typeof source !== 'string') return await sealStream(source, target, recipients, options);
  if (statSync(source).size >= LARGE_BYTES) return await sealInThread({ source, target, recipients }, options);
  const input = createReadStream(source, { highWaterMark: BUFFER_BYTES });
  return await sealStream(input, target, recipients, options);
}

async function sealStream(
  input: Readable,
  target: string,
  recipients: readonly Uint8Array[],
  { onBytes, signal }: SealOptions,
): Promise<SealedFacts> {
  const digest = createHash('sha256');
  let bytes = 0;
  const meter = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      digest.update(chunk);
      bytes += chunk.length;
      onBytes(chunk.length);
      done(null, chunk);
    },
  });
  // `flush` fsyncs before the stream closes.
  const output = createWriteStream(target, { flags: 'wx', mode: 0o600, flush: true, highWaterMark: BUFFER_BYTES });
  const encryptor = createCrypt4ghEncryptor([...recipients]);
  await pipeline(input, meter, encryptor, output, signal === undefined ? {} : { signal });
  return { sha256: digest.digest('hex'), bytes };
}

async function sealInThread(task: SealTask, { onBytes, signal }: SealOptions): Promise<SealedFacts> {
  signal?.throwIfAborted();
  const worker = startWorker('seal', task);
  let stop = (): void => undefined;
  try {
    return await new Promise<SealedFacts>((done, fail) => {
      stop = () => fail(signal!.reason);
      signal?.addEventListener('abort', stop);
      worker.on('message', (message: FromThread) => {
        if (message.kind === 'read') onBytes(message.bytes);
        else if (message.kind === 'sealed') done(message.facts);
        else fail(Object.assign(new Error(message.message), { code: message.code }));
      });
      worker.once('error', fail);
      worker.once('exit', (code) => fail(new Error(`the sealing thread ended with code ${code}`)));
    });
  } finally {
    signal?.removeEventListener('abort', stop);
    await worker.terminate();
  }
}

/** The life of a sealing thread: one file. */
export async function serveSealing({ source, target, recipients }: SealTask, port: MessagePort): Promise<void> {
  const tell = (message: FromThread): void => port.postMessage(message);
  try {
    const input = createReadStream(source, { highWaterMark: BUFFER_BYTES });
    const onBytes = (bytes: number): void => tell({ kind: 'read', bytes });
    tell({ kind: 'sealed', facts: await sealStream(input, target, recipients, { onBytes }) });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : undefined;
    tell({ kind: 'failed', message: error instanceof Error ? error.message : String(error), code });
  }
}
