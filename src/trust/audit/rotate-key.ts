import { sql } from 'kysely';
import { type Clock, systemClock } from '../../platform/clock/index.ts';
import type { DatabaseHandle, Db } from '../../platform/database/index.ts';
import { destroyKey, readKey, replaceKey } from '../../platform/keys/index.ts';
import { latestHead } from './heads.ts';
import { followKey, successionBytes } from './key-chain.ts';
import { auditKeyName, makeAuditKey, nextKeyName, openAuditKey } from './signing.ts';

/** Told at each step; a test ends the process there. */
export type KeyRotationStep = 'made' | 'announced' | 'committed' | 'replaced';

export interface AuditKeyRotation {
  /** Ids of the keys. */
  from: string;
  to: string;
  /** Entries under heads of the old key. */
  size: number;
  /** Whether an earlier rotation that was interrupted was finished. */
  resumed: boolean;
}

export interface RotateAuditKeyOptions {
  /** Written with the succession, in its transaction. */
  record: (ownerTrx: Db, answer: AuditKeyRotation) => Promise<void>;
  clock?: Clock;
  onStep?: (step: KeyRotationStep) => void;
}

/**
 * Hands the log over to a new key: both sign the succession, at a size of the tree after which the old key signs no more. The new
 * key lies beside the old one until the succession has committed, and then takes its place; the old one is destroyed. Killed at any
 * moment there is one key that signs, and sequencers find it; the next call finishes.
 */
export async function rotateAuditKey(
  { db, dataDir }: { db: DatabaseHandle; dataDir: string },
  { record, clock = systemClock, onStep }: RotateAuditKeyOptions,
): Promise<AuditKeyRotation> {
  return await db.advisoryLock('idun.audit-key.rotate', async () => {
    const unfinished = await finishRotation(db.owner, dataDir);
    if (unfinished !== undefined) return unfinished;
    replaceKey(dataDir, nextKeyName, makeAuditKey());
    onStep?.('made');
    const answer = await db.owner.transaction().execute(async (trx) => {
      const done = await announce(trx, dataDir, clock);
      await record(trx, done);
      onStep?.('announced');
      return done;
    });
    onStep?.('committed');
    takePlace(dataDir);
    onStep?.('replaced');
    return answer;
  });
}

async function announce(trx: Db, dataDir: string, clock: Clock): Promise<AuditKeyRotation> {
  // The sequencer's lock: no head is signed between the size that is stated and the commit.
  await sql`select pg_advisory_xact_lock(hashtextextended('idun.audit', 0))`.execute(trx);
  const old = openAuditKey(dataDir);
  const next = openAuditKey(dataDir, nextKeyName);
  const size = (await latestHead(trx))?.size ?? 0;
  const at = clock.now();
  const stated = successionBytes({ fromId: old.keyId, toId: next.keyId, size, timestamp: at.getTime() });
  await sql`insert into trust.audit_keys
      (new_id, old_id, new_key, old_key, after_size, announced_at, signed_by_old, signed_by_new)
    values (${next.keyId}, ${old.keyId}, ${next.pem}, ${old.pem}, ${size}, ${at}, ${old.signBytes(stated)},
      ${next.signBytes(stated)})`.execute(trx);
  return { from: old.keyId, to: next.keyId, size, resumed: false };
}

/** Puts a key in its place whose succession had committed when its rotation was interrupted. */
async function finishRotation(owner: Db, dataDir: string): Promise<AuditKeyRotation | undefined> {
  const key = openAuditKey(dataDir);
  const before = key.keyId;
  await followKey(owner, key);
  if (key.keyId === before) return undefined;
  const { rows } = await sql<{ from: string; size: number }>`select old_id as "from", after_size as size
    from trust.audit_keys where new_id = ${key.keyId}`.execute(owner);
  takePlace(dataDir);
  return { from: rows[0]!.from, to: key.keyId, size: rows[0]!.size, resumed: true };
}

function takePlace(dataDir: string): void {
  replaceKey(dataDir, auditKeyName, readKey(dataDir, nextKeyName)!);
  destroyKey(dataDir, nextKeyName);
}
