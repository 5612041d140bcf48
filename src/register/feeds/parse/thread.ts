import type { MessagePort } from 'node:worker_threads';
import { ChunkParser } from './chunk-parser.ts';
import type { Layout } from './layout.ts';
import type { ParsedChunk } from './parsed-chunk.ts';
import type { FromParser, ToParser } from './pool.ts';

/** The life of a parsing thread: stretches of bytes come in, arrays go out, handed over without copying. */
export function serveFeedParsing(layout: Layout, port: MessagePort): void {
  const parser = new ChunkParser(layout);
  port.on('message', ({ no, stretch }: ToParser) => {
    try {
      const chunk = parser.parse(stretch.bytes, stretch.firstPlace, stretch.last);
      port.postMessage({ no, chunk } satisfies FromParser, buffersOf(chunk));
    } catch (error) {
      port.postMessage({ no, error: String(error) } satisfies FromParser);
    }
  });
}

function buffersOf({ places, filled, columns }: ParsedChunk): ArrayBuffer[] {
  const arrays = [places, filled, ...columns.flatMap((column) => Object.values(column).filter(ArrayBuffer.isView))];
  return arrays.map(({ buffer }) => buffer as ArrayBuffer);
}
