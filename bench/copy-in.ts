import { once } from 'node:events';
import type { Writable } from 'node:stream';
import type pg from 'pg';

type Column = Uint8Array | Uint16Array | Uint32Array;

/** PostgreSQL's binary form of a stream of rows: what stands before and after them. */
const head = Buffer.concat([Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1'), Buffer.alloc(8)]);
const tail = Buffer.from([0xff, 0xff]);
/** Rows that are sent at a time. */
const stretch = 1 << 16;

interface CopyConnection {
  query(text: string): void;
  sendCopyFromChunk(chunk: Buffer): void;
  endCopyFrom(): void;
  stream: Writable;
}

/** Loads columns of numbers into a table that this transaction has made, with nothing left to vacuum. */
export async function copyIn(client: pg.Client, table: string, columns: Record<string, Column>): Promise<void> {
  const text = `copy ${table} (${Object.keys(columns).join(', ')}) from stdin (format binary, freeze)`;
  await new Promise<void>((resolve, reject) => {
    // node-postgres takes any object with these methods as a query; its own answer to a COPY that wants data is to refuse.
    const query = {
      text,
      submit: (connection: CopyConnection) => connection.query(text),
      handleCopyInResponse(connection: CopyConnection) {
        send(connection, Object.values(columns)).catch(reject);
      },
      handleCommandComplete() {},
      handleEmptyQuery() {},
      handleError: reject,
      handleReadyForQuery: () => resolve(),
    };
    client.query(query as unknown as pg.Submittable);
  });
}

async function send(connection: CopyConnection, columns: readonly Column[]): Promise<void> {
  const rows = columns[0]!.length;
  const width = 2 + columns.length * 8;
  connection.sendCopyFromChunk(head);
  for (let from = 0; from < rows; from += stretch) {
    const count = Math.min(stretch, rows - from);
    const chunk = Buffer.allocUnsafe(count * width);
    const view = new DataView(chunk.buffer, chunk.byteOffset, chunk.length);
    for (let row = 0, at = 0; row < count; row++) {
      view.setInt16(at, columns.length);
      at += 2;
      for (const column of columns) {
        view.setInt32(at, 4);
        view.setInt32(at + 4, column[from + row]!);
        at += 8;
      }
    }
    connection.sendCopyFromChunk(chunk);
    if (connection.stream.writableNeedDrain) await once(connection.stream, 'drain');
  }
  connection.sendCopyFromChunk(tail);
  connection.endCopyFrom();
}
