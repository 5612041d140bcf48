import { createHmac, randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import type { Clock } from '../../platform/clock/index.ts';
import type { Db } from '../../platform/database/index.ts';
import { holdMasterKey, openMasterKey, type WrappedColumn } from '../../platform/keys/index.ts';

/** What pseudonyms are made with. */
export interface PseudonymDeps {
  dataDir: string;
  clock: Clock;
}

const alphabet = '0123456789abcdefghijklmnopqrstuv';

/** 128 bits in base32hex (RFC 4648 §7, small letters), 26 characters. */
function encode(bytes: Uint8Array): string {
  let text = '';
  let bits = 0;
  let held = 0;
  for (const byte of bytes) {
    held = (held << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += alphabet[(held >> bits) & 31];
    }
    held &= (1 << bits) - 1;
  }
  return bits > 0 ? text + alphabet[(held << (5 - bits)) & 31] : text;
}

/** A person's name in one project: HMAC-SHA-256 of their id under the project's key, 128 bits of it. */
export function makePseudonym(key: Uint8Array, personId: string): string {
  return `psn-${encode(createHmac('sha256', key).update(personId).digest().subarray(0, 16))}`;
}

const ownerOf = (projectNo: number): string => `project:${projectNo}`;

/** Where the keys of projects are kept, for the rotation of the master key. */
export const pseudonymKeyColumns: readonly WrappedColumn[] = [
  { table: 'access.project_keys', column: 'wrapped_key', id: 'project_no', owner: sql`'project:' || t.project_no` },
];

/** The key of a project, made when it is first asked for. */
async function keyOf(trx: Db, { dataDir, clock }: PseudonymDeps, projectNo: number): Promise<Buffer> {
  const { wrap, unwrap } = openMasterKey(dataDir);
  const read = async (): Promise<Buffer | undefined> => {
    const { rows } = await sql<{ wrapped: Buffer }>`select wrapped_key as wrapped from access.project_keys
      where project_no = ${projectNo}`.execute(trx);
    return rows[0] && unwrap(rows[0].wrapped, ownerOf(projectNo));
  };
  const known = await read();
  if (known !== undefined) return known;
  await holdMasterKey(trx);
  await sql`insert into access.project_keys (project_no, wrapped_key, made_at)
    values (${projectNo}, ${wrap(randomBytes(32), ownerOf(projectNo))}, ${clock.now()}) on conflict do nothing`.execute(
    trx,
  );
  return (await read())!;
}

/**
 * People's names in a project, in the order given; in a transaction, for the project's key may be new. The same person has the same name in one project, and names of two projects
 * tell nothing of one another without both keys.
 * @param personIds `per_…`; of merged records that of the one they are merged into
 */
export async function pseudonymsFor(
  trx: Db,
  deps: PseudonymDeps,
  projectNo: number,
  personIds: readonly string[],
): Promise<string[]> {
  const key = await keyOf(trx, deps, projectNo);
  return personIds.map((id) => makePseudonym(key, id));
}
