import { sql } from 'kysely';
import type { DatabaseHandle } from '../database/index.ts';
import { randomBase62 } from '../ids/index.ts';

/** What actors used up, by key of a bucket. */
export type Spent = ReadonlyMap<string, number>;

/** How servers tell each other what their actors used up. */
export interface LimitSharing {
  tell(spent: Spent): Promise<void>;
  /** @returns how to stop */
  hear(onSpent: (spent: Spent) => void): Promise<() => Promise<void>>;
}

const channel = 'idun_limits';
/** PostgreSQL takes less than 8,000 bytes in a notice. */
const mostBytes = 7000;

function* pieces(spent: Spent): Generator<[string, number][]> {
  let piece: [string, number][] = [];
  let bytes = 0;
  for (const entry of spent) {
    const size = Buffer.byteLength(JSON.stringify(entry)) + 1;
    if (piece.length > 0 && bytes + size > mostBytes) {
      yield piece;
      [piece, bytes] = [[], 0];
    }
    piece.push(entry);
    bytes += size;
  }
  if (piece.length > 0) yield piece;
}

function readSpent(payload: string, self: string): Spent {
  try {
    const { from, spent } = JSON.parse(payload) as { from: string; spent: [string, number][] };
    return from === self ? new Map() : new Map(spent);
  } catch {
    // The empty notice after a lost connection: what was missed meanwhile is not counted here.
    return new Map();
  }
}

/** Servers on one database tell each other by notices: no table, and nothing is written or asked while a request waits. */
export function shareOverDatabase({ app: db, listen }: Pick<DatabaseHandle, 'app' | 'listen'>): LimitSharing {
  const self = randomBase62(8);
  return {
    async tell(spent) {
      for (const piece of pieces(spent)) {
        await sql`select pg_notify(${channel}, ${JSON.stringify({ from: self, spent: piece })})`.execute(db);
      }
    },
    hear: (onSpent) =>
      listen(channel, (payload) => {
        const spent = readSpent(payload, self);
        if (spent.size > 0) onSpent(spent);
      }),
  };
}
