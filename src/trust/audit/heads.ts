import { sql } from 'kysely';
import type { Db } from '../../platform/database/index.ts';
import type { SignedHead } from './signing.ts';

interface HeadRow {
  size: number;
  root: Buffer;
  signedAt: Date;
  keyId: string;
  signature: Buffer;
}

const columns = sql`size, root, signed_at as "signedAt", key_id as "keyId", signature`;

function toHead({ size, root, signedAt, keyId, signature }: HeadRow): SignedHead {
  return { size, root, timestamp: signedAt.getTime(), keyId, signature };
}

/** The latest signed head; undefined before the first entry. */
export async function latestHead(db: Db): Promise<SignedHead | undefined> {
  const { rows } = await sql<HeadRow>`select ${columns} from trust.audit_heads order by size desc limit 1`.execute(db);
  return rows.map(toHead)[0];
}

/** Signed heads of at least `from` entries, ascending. */
export async function listHeads(db: Db, from: number, limit: number): Promise<SignedHead[]> {
  const { rows } = await sql<HeadRow>`select ${columns} from trust.audit_heads
    where size >= ${from} order by size limit ${limit}`.execute(db);
  return rows.map(toHead);
}

/** Keeps a head; it is never changed. */
export async function insertHead(trx: Db, head: SignedHead): Promise<void> {
  await sql`insert into trust.audit_heads (size, root, signed_at, key_id, signature)
    values (${head.size}, ${head.root}, ${new Date(head.timestamp)}, ${head.keyId}, ${head.signature})`.execute(trx);
}

/** A head in JSON: what the API answers, a witness keeps and an export begins with. */
export interface WireHead {
  size: number;
  /** Hexadecimal. */
  root: string;
  /** Milliseconds since 1970; part of what is signed. */
  timestamp: number;
  signedAt: string;
  keyId: string;
  /** Base64. */
  signature: string;
}

export function headToWire(head: SignedHead): WireHead {
  return {
    size: head.size,
    root: head.root.toString('hex'),
    timestamp: head.timestamp,
    signedAt: new Date(head.timestamp).toISOString(),
    keyId: head.keyId,
    signature: head.signature.toString('base64'),
  };
}

export function headFromWire(wire: Omit<WireHead, 'signedAt'>): SignedHead {
  return {
    size: wire.size,
    root: Buffer.from(wire.root, 'hex'),
    timestamp: wire.timestamp,
    keyId: wire.keyId,
    signature: Buffer.from(wire.signature, 'base64'),
  };
}
