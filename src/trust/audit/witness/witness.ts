import { createReadStream, existsSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import type { Db } from '../../../platform/database/index.ts';
import type { Egress } from '../../../platform/egress/index.ts';
import type { Logger } from '../../../platform/logging/index.ts';
import { Problem } from '../../../platform/problem/index.ts';
import { errors } from '../errors.ts';
import { wireHeadSchema } from '../export/check-export.ts';
import { headFromWire, headToWire, latestHead, listHeads } from '../heads.ts';
import { readKeyChain } from '../key-chain.ts';
import { holdsConsistency } from '../merkle/index.ts';
import { proveConsistency } from '../proofs.ts';
import type { AuditPublicKey, SignedHead } from '../signing.ts';

const isUrl = (target: string): boolean => /^https?:\/\//.test(target);

/**
 * Reads a witness file: a signed head as JSON on each line. Ascending by size, whatever the order of lines.
 * @throws Problem IDUN_AUDIT_BAD_FILE naming the line
 */
export async function readWitness(path: string): Promise<SignedHead[]> {
  if (!existsSync(path)) {
    throw new Problem(errors.badFile, 'There is no such witness file.', {
      file: path,
      expected: 'a file of signed heads',
    });
  }
  const heads: SignedHead[] = [];
  let line = 0;
  for await (const text of createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY })) {
    line++;
    if (text.trim() === '') continue;
    try {
      heads.push(headFromWire(wireHeadSchema.parse(JSON.parse(text))));
    } catch (cause) {
      const where = { file: path, line, expected: 'a signed head as /api/audit/head answers it' };
      throw new Problem(errors.badFile, `Line ${line} is no signed head.`, where, { cause });
    }
  }
  return heads.sort((a, b) => a.size - b.size);
}

async function appendLines(path: string, heads: readonly SignedHead[]): Promise<void> {
  const file = await open(path, 'a', 0o644);
  try {
    await file.write(heads.map((head) => `${JSON.stringify(headToWire(head))}\n`).join(''));
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Whether the log still begins with what the witness saw. @throws Problem IDUN_AUDIT_WITNESS */
async function assertContinues(db: Db, last: SignedHead, key: AuditPublicKey, target: string): Promise<void> {
  const now = await latestHead(db);
  const size = now?.size ?? 0;
  const action = 'Keep the witness file as it is, and run idun audit verify --witness with it.';
  if ((await readKeyChain(db, key)).worth(last) !== 'good') {
    throw new Problem(errors.witnessDisagrees, 'The witness was not signed by a key of this log.', {
      file: target,
      action,
    });
  }
  if (last.size > size) {
    const detail = `The witness saw ${last.size} entries, the log has ${size}.`;
    throw new Problem(errors.witnessDisagrees, detail, { file: target, action });
  }
  const proof = await proveConsistency(db, { from: last.size });
  const holds = holdsConsistency({ ...proof, fromRoot: last.root, toRoot: now?.root ?? proof.toRoot });
  if (holds) return;
  const detail = `The log of ${size} entries does not begin with the ${last.size} entries that the witness saw.`;
  throw new Problem(errors.witnessDisagrees, detail, { file: target, action });
}

export interface WitnessDeps {
  db: Db;
  key: AuditPublicKey;
  egress: Egress;
}

/**
 * Gives the latest head to a witness: appended to a file, which may lie on another machine, or posted to an address that egress
 * allows. A file is first checked against the log.
 * @returns the heads given
 * @throws Problem IDUN_AUDIT_WITNESS when the log does not continue what the file saw; nothing is written then
 */
export async function giveToWitness(
  { db, key, egress }: WitnessDeps,
  target: string,
  options: { all?: boolean } = {},
): Promise<SignedHead[]> {
  const now = await latestHead(db);
  if (now === undefined) return [];
  if (isUrl(target)) {
    await postHead(egress, target, now);
    return [now];
  }
  const last = existsSync(target) ? (await readWitness(target)).at(-1) : undefined;
  if (last !== undefined) await assertContinues(db, last, key, target);
  if (last?.size === now.size) return [];
  const given = options.all === true ? await listHeads(db, (last?.size ?? 0) + 1, 1_000_000) : [now];
  await appendLines(target, given);
  return given;
}

async function postHead(egress: Egress, url: string, head: SignedHead): Promise<void> {
  const response = await egress.fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(headToWire(head)),
    signal: AbortSignal.timeout(10_000),
  });
  await response.body?.cancel();
  if (response.ok) return;
  throw new Problem(errors.witnessDisagrees, `The witness answered ${response.status}.`, {
    action: 'Ask whoever runs the witness; the log goes on meanwhile.',
  });
}

/** Between two heads given to the same witness by a running server. */
const between = 10_000;

/** Gives heads to witnesses as they are signed, not more often than every ten seconds. Call the answer at each new head. */
export function followWitnesses(deps: WitnessDeps, targets: readonly string[], log: Logger): () => void {
  let timer: NodeJS.Timeout | undefined;
  let last = 0;
  async function give(): Promise<void> {
    for (const target of targets) {
      await giveToWitness(deps, target).catch((error: unknown) => {
        log.error({ err: error }, 'a witness of the audit log was not given the latest head');
      });
    }
  }
  return () => {
    if (targets.length === 0 || timer !== undefined) return;
    timer = setTimeout(
      () => {
        timer = undefined;
        last = Date.now();
        void give();
      },
      Math.max(0, last + between - Date.now()),
    );
    timer.unref();
  };
}
