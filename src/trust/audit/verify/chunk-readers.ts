import { once } from 'node:events';
import type { MessagePort, Worker } from 'node:worker_threads';
import { type CopySource, withCopySource } from '../../../platform/database/index.ts';
import { startWorker } from '../../../platform/workers/index.ts';
import { hashBytes } from '../merkle/index.ts';
import { type ChunkLeaves, type ChunkRange, readChunk } from './chunk.ts';

/** Threads that read and hash; the tree is made meanwhile. */
const threads = 2;
/** Fewer chunks are read in this thread. */
const worthThreads = 4;

export interface ChunkThreadSetup {
  url: string;
  snapshot: string;
}

/** A chunk as it crosses threads: the hashes in one piece. */
interface PackedChunk extends Omit<ChunkLeaves, 'hashes' | 'stored' | 'ids'> {
  hashes: Uint8Array;
  /** Places without an entry. */
  missing: number[];
  /** Places where the hash beside the entry is another. */
  differing: { at: number; stored: Uint8Array; id: string }[];
}

type Answer = { chunk: PackedChunk } | { error: string };

function pack({ hashes, stored, ids, ...rest }: ChunkLeaves): PackedChunk {
  const packed: PackedChunk = {
    ...rest,
    hashes: new Uint8Array(hashes.length * hashBytes),
    missing: [],
    differing: [],
  };
  hashes.forEach((hash, at) => {
    if (hash === undefined) packed.missing.push(at);
    else packed.hashes.set(hash, at * hashBytes);
    const beside = stored[at];
    if (beside !== undefined && beside !== hash) packed.differing.push({ at, stored: beside, id: ids[at] ?? '' });
  });
  return packed;
}

function unpack({ hashes, missing, differing, ...rest }: PackedChunk): ChunkLeaves {
  const whole = Buffer.from(hashes.buffer, hashes.byteOffset, hashes.byteLength);
  const list: (Buffer | undefined)[] = Array.from({ length: whole.length / hashBytes }, (_, i) =>
    whole.subarray(i * hashBytes, (i + 1) * hashBytes),
  );
  for (const at of missing) list[at] = undefined;
  const stored = [...list];
  const ids: (string | undefined)[] = new Array(list.length).fill(undefined);
  for (const { at, stored: beside, id } of differing) {
    stored[at] = Buffer.from(beside);
    ids[at] = id;
  }
  return { ...rest, hashes: list, stored, ids };
}

/** A thread: reads the chunks it is asked for, in the snapshot it is told. */
export async function serveChunks({ url, snapshot }: ChunkThreadSetup, port: MessagePort): Promise<void> {
  await withCopySource(
    url,
    async (source) => {
      for (;;) {
        const [range] = (await once(port, 'message')) as [ChunkRange];
        const chunk = pack(await readChunk(source, range));
        port.postMessage({ chunk } satisfies Answer, [chunk.hashes.buffer as ArrayBuffer]);
      }
    },
    snapshot,
  ).catch((error: unknown) => port.postMessage({ error: String(error) } satisfies Answer));
}

/** Reads chunks ahead, and gives them in order. */
export interface ChunkReaders {
  read(ranges: readonly ChunkRange[]): AsyncGenerator<ChunkLeaves>;
  close(): Promise<void>;
}

/** Readers in threads of their own when there is enough to read, or when told. */
export async function openChunkReaders(
  source: CopySource,
  url: string,
  { chunks, threads: wanted }: { chunks: number; threads?: boolean | undefined },
): Promise<ChunkReaders> {
  if (!(wanted ?? chunks >= worthThreads)) {
    return {
      async *read(ranges) {
        for (const range of ranges) yield await readChunk(source, range);
      },
      async close() {},
    };
  }
  const setup: ChunkThreadSetup = { url, snapshot: await source.exportSnapshot() };
  const workers = Array.from({ length: threads }, () => startWorker('audit', setup));
  return {
    read: (ranges) => readAhead(workers, ranges),
    async close() {
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
}

async function ask(worker: Worker, range: ChunkRange): Promise<ChunkLeaves> {
  worker.postMessage(range);
  const [answer] = (await once(worker, 'message')) as [Answer];
  if ('error' in answer) throw new Error(answer.error);
  return unpack(answer.chunk);
}

// Each thread has one chunk in work; its next is asked for when it has answered, so that two wait for the tree at the most.
async function* readAhead(workers: readonly Worker[], ranges: readonly ChunkRange[]): AsyncGenerator<ChunkLeaves> {
  const asked: Promise<ChunkLeaves>[] = [];
  const next = (i: number): void => {
    const range = ranges[i];
    if (range === undefined) return;
    const before = asked[i - workers.length];
    const worker = workers[i % workers.length]!;
    asked[i] = before === undefined ? ask(worker, range) : before.then(() => ask(worker, range));
    // A failure is told where the chunk is awaited.
    asked[i].catch(() => undefined);
  };
  for (let i = 0; i < workers.length * 2; i++) next(i);
  for (let i = 0; i < ranges.length; i++) {
    yield await asked[i]!;
    delete asked[i];
    next(i + workers.length * 2);
  }
}
