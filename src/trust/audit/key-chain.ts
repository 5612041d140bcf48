import { createPublicKey, verify } from 'node:crypto';
import { sql } from 'kysely';
import { z } from 'zod';
import type { Db } from '../../platform/database/index.ts';
import { Problem } from '../../platform/problem/index.ts';
import { errors } from './errors.ts';
import { type AuditKey, type AuditPublicKey, readAuditPublicKey, type SignedHead } from './signing.ts';

/** One key of the log handed over to the next: stated by both. */
export interface Succession {
  /** The key before, and the new one: ids, and SPKI PEM. */
  fromId: string;
  toId: string;
  from: string;
  to: string;
  /** Entries in the tree then: the old key signs no head of more. */
  size: number;
  /** Milliseconds since 1970. */
  timestamp: number;
  /** Ed25519 signatures of both keys over `successionBytes`, base64. */
  signedByOld: string;
  signedByNew: string;
}

const title = Buffer.from('idun audit key succession 1\0');

/** The bytes that both keys sign: a title, time and size (8 bytes each, big-endian), and the ids of both keys. */
export function successionBytes(given: { fromId: string; toId: string; size: number; timestamp: number }): Buffer {
  const numbers = Buffer.alloc(16);
  numbers.writeBigUInt64BE(BigInt(given.timestamp), 0);
  numbers.writeBigUInt64BE(BigInt(given.size), 8);
  return Buffer.concat([title, numbers, Buffer.from(given.fromId, 'hex'), Buffer.from(given.toId, 'hex')]);
}

export const successionSchema = z.object({
  fromId: z.string(),
  toId: z.string(),
  from: z.string(),
  to: z.string(),
  size: z.number().int().min(0),
  timestamp: z.number().int(),
  signedByOld: z.string(),
  signedByNew: z.string(),
});

/** The successions that are stored, in order. */
export async function readSuccessions(db: Db): Promise<Succession[]> {
  const { rows } = await sql<Succession>`${sql.raw(successionsQuery)}`.execute(db);
  return rows;
}

/** Reads the columns of a succession as text, in their order. */
export const successionsQuery = `select old_id as "fromId", new_id as "toId", old_key as "from", new_key as "to", after_size as size,
  (extract(epoch from announced_at) * 1000)::bigint as timestamp, replace(encode(signed_by_old, 'base64'), chr(10), '') as "signedByOld",
  replace(encode(signed_by_new, 'base64'), chr(10), '') as "signedByNew" from trust.audit_keys order by after_size, announced_at`;

interface Turn {
  key: AuditPublicKey;
  /** Heads of more than `after` and at most `until` entries are its to sign. */
  after: number;
  until: number;
}

/** What a head's signature is worth. */
export type HeadWorth = 'good' | 'bad signature' | 'unknown key' | 'out of turn';

/** The keys of a log that follow from one that is trusted: those that came before and after it. */
export class KeyChain {
  private readonly turns = new Map<string, Turn>();
  /** Successions that do not hold, in words. */
  readonly wrong: string[] = [];
  /** The key that signs now. */
  readonly newest: AuditPublicKey;

  /** @param successions of anybody; only what leads from or to the trusted key, signed by both sides, is believed */
  constructor(trusted: AuditPublicKey, successions: readonly Succession[]) {
    this.turns.set(trusted.keyId, { key: trusted, after: -1, until: Number.POSITIVE_INFINITY });
    const links = successions.flatMap((one) => this.check(one));
    const forward = this.follow(trusted.keyId, links, 'from');
    this.follow(trusted.keyId, links, 'to');
    this.newest = this.turns.get(forward)!.key;
    const strays = links.filter(({ from }) => !this.turns.has(from.keyId));
    if (strays.length > 0) {
      this.wrong.push(`${strays.length} successions of keys lead neither to nor from the key ${trusted.keyId}.`);
    }
  }

  /** What the signature of a head is worth. */
  worth(head: SignedHead): HeadWorth {
    const turn = this.turns.get(head.keyId);
    if (turn === undefined) return 'unknown key';
    if (!turn.key.verify(head)) return 'bad signature';
    return head.size > turn.after && head.size <= turn.until ? 'good' : 'out of turn';
  }

  has(keyId: string): boolean {
    return this.turns.has(keyId);
  }

  private check(one: Succession) {
    try {
      const [from, to] = [readAuditPublicKey(one.from), readAuditPublicKey(one.to)];
      const bytes = successionBytes({ fromId: from.keyId, toId: to.keyId, size: one.size, timestamp: one.timestamp });
      const signed = (pem: string, signature: string): boolean =>
        verify(null, bytes, createPublicKey(pem), Buffer.from(signature, 'base64'));
      const named = from.keyId === one.fromId && to.keyId === one.toId;
      if (named && signed(one.from, one.signedByOld) && signed(one.to, one.signedByNew))
        return [{ from, to, size: one.size }];
      this.wrong.push(`The key ${to.keyId} was put after ${from.keyId} without the signatures of both.`);
    } catch {
      this.wrong.push('A succession of keys cannot be read.');
    }
    return [];
  }

  /** Goes from key to key in one direction. @returns the last one */
  private follow(
    start: string,
    links: readonly { from: AuditPublicKey; to: AuditPublicKey; size: number }[],
    side: 'from' | 'to',
  ): string {
    let at = start;
    for (;;) {
      const next = links.filter((link) => link[side].keyId === at);
      if (next.length > 1) this.wrong.push(`The key ${at} was handed over ${next.length} times.`);
      const [link] = next;
      if (link === undefined) return at;
      const other = side === 'from' ? link.to : link.from;
      if (this.turns.has(other.keyId)) return at;
      const here = this.turns.get(at)!;
      if (side === 'from') here.until = link.size;
      else here.after = link.size;
      const [after, until] = side === 'from' ? [link.size, Number.POSITIVE_INFINITY] : [-1, link.size];
      this.turns.set(other.keyId, { key: other, after, until });
      at = other.keyId;
    }
  }
}

/** Makes `key` the newest of the log. @throws Problem IDUN_AUDIT_KEY when the data folder does not have it */
export async function followKey(db: Db, key: AuditKey): Promise<void> {
  const { rows } = await sql<{ id: string }>`select new_id as id from trust.audit_keys
    order by after_size desc, announced_at desc limit 1`.execute(db);
  const newest = rows[0]?.id;
  if (newest === undefined || key.use(newest)) return;
  throw new Problem(errors.keyUnreadable, `The log's key ${newest} is not in this data folder.`, {
    action: 'Restore keys/ from the backup that belongs to this database.',
  });
}

/** The chain of stored successions around a trusted key. */
export async function readKeyChain(db: Db, trusted: AuditPublicKey): Promise<KeyChain> {
  return new KeyChain(trusted, await readSuccessions(db));
}
