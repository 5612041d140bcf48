import { createCipheriv, createDecipheriv, createHmac, randomBytes, randomFillSync } from 'node:crypto';
import { sql } from 'kysely';
import type { Db } from '../../platform/database/index.ts';
import {
  destroyKey,
  holdMasterKey,
  openMasterKey,
  readOrMakeKey,
  type WrappedColumn,
} from '../../platform/keys/index.ts';
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
  /** Makes the wrapped keys of a new generation, and holds the master key until the transaction ends. */
  wrapNew(trx: Db, generation: number): Promise<{ encryption: Buffer; lookup: Buffer }>;
  /** Destroys the keys of the first generation, which are a file. */
  destroyFirst(): void;
}

const firstName = 'people.key';

/** Where the keys of later generations are kept. */
export const peopleKeyColumns: readonly WrappedColumn[] = [
  {
    ...{ table: 'trust.people_keys', column: 'wrapped_encryption', id: 'generation' },
    owner: sql`'encryption ' || t.generation`,
  },
  { table: 'trust.people_keys', column: 'wrapped_lookup', id: 'generation', owner: sql`'lookup ' || t.generation` },
];

interface WrappedRow {
  generation: number;
  encryption: Buffer | null;
  lookup: Buffer | null;
}

/** The keys, wrapped under the master key: the first generation in `keys/people.key`, later ones in the database. */
export function openCprKeys(dataDir: string): CprKeys {
  const master = openMasterKey(dataDir);
  const opened = new Map<string, Buffer>();
  let first: Pick<KeyGeneration, 'encryption' | 'lookup'> | undefined;
  const openFirst = () => {
    if (first !== undefined) return first;
    const bytes = readOrMakeKey(dataDir, firstName, () => randomBytes(64));
    first = { encryption: bytes.subarray(0, 32), lookup: bytes.subarray(32) };
    return first;
  };
  const unwrap = (wrapped: Buffer, name: string): Buffer => {
    const known = wrapped.toString('base64');
    const key = opened.get(known) ?? master.unwrap(wrapped, name);
    opened.set(known, key);
    return key;
  };
  const open = ({ generation, encryption, lookup }: WrappedRow): KeyGeneration =>
    generation === 0
      ? { generation, ...openFirst() }
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
    async wrapNew(trx, generation) {
      await holdMasterKey(trx);
      return {
        encryption: master.wrap(randomBytes(32), `encryption ${generation}`),
        lookup: master.wrap(randomBytes(32), `lookup ${generation}`),
      };
    },
    destroyFirst: () => destroyKey(dataDir, firstName),
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

const nonceBytes = 12;

// Asking the system for twelve bytes costs more than sealing with them: they are taken from it by the page, and each is used once.
const page = Buffer.alloc(341 * nonceBytes);
let used = page.length;

function takeNonce(): Buffer {
  if (used === page.length) {
    randomFillSync(page);
    used = 0;
  }
  used += nonceBytes;
  return Buffer.from(page.subarray(used - nonceBytes, used));
}

/** AES-256-GCM with a random nonce before and the tag behind, bound to its owner. */
export function seal(key: Uint8Array, plain: Uint8Array, owner: string): Buffer {
  const nonce = takeNonce();
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
