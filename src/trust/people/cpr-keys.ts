import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import type { Db } from '../../platform/database/index.ts';
import { deriveKey, openMasterKey } from '../../platform/keys/index.ts';
import { type Cpr, cprKind } from './cpr.ts';
import type { PersonNo } from './model.ts';

/** What a number is looked up by: its keyed hash, cut to 16 bytes (RFC 2104 §5), so that a stolen table cannot be searched. */
export const lookupBytes = 16;

/** One generation of keys. Without `encryption` it is only there to recognise hashes. */
export interface KeyGeneration {
  generation: number;
  encryption: Buffer | null;
  lookup: Buffer;
}

/** The generations in use, the newest first. One, but for the time of a rotation. */
export type KeyRing = readonly [KeyGeneration, ...KeyGeneration[]];

/** Opens the ring of a data folder's master key. */
export interface CprKeys {
  /** Reads the ring; in a transaction that writes with it, see `holdRing`. */
  ring(db: Db): Promise<KeyRing>;
  /** Makes the wrapped keys of a new generation. */
  wrapNew(generation: number): { encryption: Buffer; lookup: Buffer };
}

interface WrappedRow {
  generation: number;
  encryption: Buffer | null;
  lookup: Buffer | null;
}

/** The keys, wrapped under or derived from `keys/master.key`. */
export function openCprKeys(dataDir: string): CprKeys {
  const master = openMasterKey(dataDir);
  const wrapKey = deriveKey(master, 'trust.people.key-wrap');
  const opened = new Map<string, Buffer>();
  const derived = {
    encryption: deriveKey(master, 'trust.people.cpr'),
    lookup: deriveKey(master, 'trust.people.cpr-lookup'),
  };
  const unwrap = (wrapped: Buffer, name: string): Buffer => {
    const known = wrapped.toString('base64');
    const key = opened.get(known) ?? unseal(wrapKey, wrapped, name);
    opened.set(known, key);
    return key;
  };
  const open = ({ generation, encryption, lookup }: WrappedRow): KeyGeneration =>
    generation === 0
      ? { generation, ...derived }
      : {
          generation,
          encryption: encryption && unwrap(encryption, `encryption ${generation}`),
          lookup: unwrap(lookup!, `lookup ${generation}`),
        };
  return {
    async ring(db) {
      const { rows } = await sql<WrappedRow>`select generation, wrapped_encryption as encryption,
        wrapped_lookup as lookup from trust.people_keys order by generation desc`.execute(db);
      return rows.map(open) as unknown as KeyRing;
    },
    wrapNew: (generation) => ({
      encryption: seal(wrapKey, randomBytes(32), `encryption ${generation}`),
      lookup: seal(wrapKey, randomBytes(32), `lookup ${generation}`),
    }),
  };
}

/**
 * The ring, held until the transaction ends: a rotation waits for it, so that whatever is written is of the newest generation and
 * no number can be entered twice, once under each.
 */
export async function holdRing(trx: Db, keys: CprKeys): Promise<KeyRing> {
  await sql`select from trust.people_keys for key share`.execute(trx);
  return await keys.ring(trx);
}

/** AES-256-GCM with a random nonce before and the tag behind, bound to its owner. */
export function seal(key: Uint8Array, plain: Uint8Array, owner: string): Buffer {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(owner));
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

/** Opens what `seal` closed; throws when key, owner or a byte differs. */
export function unseal(key: Uint8Array, sealed: Uint8Array, owner: string): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, 12));
  decipher.setAAD(Buffer.from(owner)).setAuthTag(sealed.subarray(-16));
  return Buffer.concat([decipher.update(sealed.subarray(12, -16)), decipher.final()]);
}

/** What a person's number or address is bound to. */
export const ownerOf = (personNo: PersonNo): string => `person ${personNo}`;

/** A number's hash. A local replacement number is one person's only together with who gave it. */
export function lookupOf(key: KeyGeneration, cpr: Cpr, issuer: string | null = null): Buffer {
  const text = cprKind(cpr) === 'local-replacement' ? `${cpr} ${issuer ?? ''}` : cpr;
  return createHmac('sha256', key.lookup).update(text).digest().subarray(0, lookupBytes);
}
