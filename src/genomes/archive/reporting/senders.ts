import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { Clock } from '../../../platform/clock/index.ts';
import type { ActorRef, Db } from '../../../platform/database/index.ts';
import { randomBase62 } from '../../../platform/ids/index.ts';
import { Problem } from '../../../platform/problem/index.ts';
import { actorText } from '../deps.ts';
import { errors } from './errors.ts';

const tokenForm = /^idun_send_[0-9A-Za-z]{43}$/;

/** Who reports: an organisation with a token, or an operator with a session. */
export interface Reporter {
  /** Marks what is this reporter's own: `sender:<name>` or `operator`. */
  owner: string;
  /** Name on receipts. */
  name: string;
  /** The only dataset this sender may report to; null allows every one. */
  dataset: string | null;
  actor: ActorRef;
}

export interface Sender {
  name: string;
  dataset: string | null;
  allowedAt: Date;
  allowedBy: string;
  lastUsedAt: Date | null;
  revokedAt: Date | null;
}

function hashToken(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

/**
 * Allows an organisation to report and makes its token, which is shown once: only its SHA-256 is stored. It has 256 bits of
 * randomness, so the plain hash cannot be searched.
 * @throws Problem IDUN_REPORTING_BAD_NAME or IDUN_REPORTING_NAME_TAKEN
 */
export async function allowSender(
  trx: Db,
  given: { name: string; dataset?: string | undefined; actor: ActorRef; clock: Clock },
): Promise<string> {
  const { name, dataset, actor, clock } = given;
  if (!/^[^\p{Cc}/]{1,100}$/u.test(name) || name === 'operator') {
    throw new Problem(errors.badName, 'The name of a sender is 1 to 100 characters without / and not "operator".');
  }
  const token = `idun_send_${randomBase62(43)}`;
  const { rows } = await sql`insert into genomes.senders (name, token_hash, dataset, allowed_at, allowed_by)
    values (${name}, ${hashToken(token)}, ${dataset ?? null}, ${clock.now()}, ${actorText(actor)})
    on conflict (name) where revoked_at is null do nothing returning 1`.execute(trx);
  if (rows.length > 0) return token;
  throw new Problem(errors.nameTaken, `The sender ${name} has a token already.`, {
    action: `Take it back first: idun reporting senders revoke "${name}".`,
  });
}

/** The sender of a token, if it holds. */
export async function findSender(db: Db, token: string, clock: Clock): Promise<Reporter | undefined> {
  if (!tokenForm.test(token)) return undefined;
  const { rows } = await sql<{ name: string; dataset: string | null; lastUsedAt: Date | null }>`
    select name, dataset, last_used_at as "lastUsedAt" from genomes.senders
    where token_hash = ${hashToken(token)} and revoked_at is null`.execute(db);
  const found = rows[0];
  if (found === undefined) return undefined;
  const now = clock.now();
  // Once a minute is enough to see who still reports.
  if (found.lastUsedAt === null || now.getTime() - found.lastUsedAt.getTime() > 60_000) {
    await sql`update genomes.senders set last_used_at = ${now} where token_hash = ${hashToken(token)}`.execute(db);
  }
  const { name, dataset } = found;
  return { owner: `sender:${name}`, name, dataset, actor: { kind: 'system', id: `sender:${name}` } };
}

/** All senders, also those whose token was taken back, oldest first. */
export async function listSenders(db: Db): Promise<Sender[]> {
  const { rows } = await sql<Sender>`select name, dataset, allowed_at as "allowedAt", allowed_by as "allowedBy",
      last_used_at as "lastUsedAt", revoked_at as "revokedAt"
    from genomes.senders order by sender_no`.execute(db);
  return rows;
}

/** Takes a sender's token back, from the next request on. @throws Problem IDUN_REPORTING_SENDER_UNKNOWN */
export async function revokeSender(trx: Db, name: string, clock: Clock): Promise<void> {
  const { rows } = await sql`update genomes.senders set revoked_at = ${clock.now()}
    where name = ${name} and revoked_at is null returning 1`.execute(trx);
  if (rows.length > 0) return;
  throw new Problem(errors.senderUnknown, `No sender ${name} has a token.`, {
    action: 'List them with `idun reporting senders list`.',
  });
}
