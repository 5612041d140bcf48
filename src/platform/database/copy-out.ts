import type pg from 'pg';
import { withClient } from './connections.ts';

/** The values of a row in PostgreSQL's binary format; null for NULL. They are views of a buffer that is used again: copy what is kept. */
export type BinaryRow = readonly (Buffer | null)[];

const headerBytes = 19;

interface CopyDataMessage {
  chunk: Buffer;
}

// node-postgres takes any object with these methods as a query; its own answer to COPY data is to drop them.
function makeCopy(text: string, columns: number, onRow: (row: BinaryRow) => void) {
  let first = true;
  let failure: unknown;
  const row: (Buffer | null)[] = new Array(columns).fill(null);
  let settle: { resolve(rows: number): void; reject(error: unknown): void };
  let rows = 0;
  const done = new Promise<number>((resolve, reject) => {
    settle = { resolve, reject };
  });
  function read(chunk: Buffer): void {
    let at = 0;
    if (first) {
      first = false;
      at = headerBytes;
    }
    if (at >= chunk.length || chunk.readInt16BE(at) < 0) return;
    at += 2;
    for (let column = 0; column < columns; column++) {
      const length = chunk.readInt32BE(at);
      at += 4;
      row[column] = length < 0 ? null : chunk.subarray(at, at + length);
      if (length > 0) at += length;
    }
    rows++;
    onRow(row);
  }
  const query = {
    submit: (connection: { query(text: string): void }) => connection.query(text),
    handleCopyOutResponse() {},
    handleRowDescription() {},
    handleDataRow() {},
    handlePortalSuspended() {},
    handleEmptyQuery() {},
    handleCommandComplete() {},
    handleCopyData({ chunk }: CopyDataMessage) {
      if (failure !== undefined) return;
      try {
        read(chunk);
      } catch (error) {
        failure = error;
      }
    },
    handleError: (error: unknown) => settle.reject(error),
    handleReadyForQuery: () => (failure === undefined ? settle.resolve(rows) : settle.reject(failure)),
  };
  // `text` is read by node-postgres when it reports errors.
  return { query: { ...query, text }, done };
}

/** A direct connection that answers queries as streams of binary rows. */
export interface CopySource {
  /** @returns the number of rows */
  copyOut(select: string, columns: number, onRow: (row: BinaryRow) => void): Promise<number>;
  /** Names its snapshot for other connections, while this one is open. */
  exportSnapshot(): Promise<string>;
}

/**
 * Opens a connection for reading many rows: `COPY (select) TO STDOUT (FORMAT binary)`, a row at a time, in constant memory. The whole
 * of `work` sees one snapshot.
 * @param snapshot that of another source, to see the same
 */
export async function withCopySource<T>(
  url: string,
  work: (source: CopySource) => Promise<T>,
  snapshot?: string,
): Promise<T> {
  return await withClient(url, async (client) => {
    await client.query('begin isolation level repeatable read, read only');
    if (snapshot !== undefined) await client.query(`set transaction snapshot ${client.escapeLiteral(snapshot)}`);
    return await work({
      copyOut(select, columns, onRow) {
        const { query, done } = makeCopy(`copy (${select}) to stdout (format binary)`, columns, onRow);
        client.query(query as unknown as pg.Submittable);
        return done;
      },
      async exportSnapshot() {
        const { rows } = await client.query<{ name: string }>('select pg_export_snapshot() as name');
        return rows[0]!.name;
      },
    });
  });
}
