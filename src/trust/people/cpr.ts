import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import type { Db } from '../../platform/database/index.ts';
import { deriveKey, openMasterKey } from '../../platform/keys/index.ts';
import { Problem } from '../../platform/problem/index.ts';
import { errors } from './errors.ts';
import type { PersonNo } from './model.ts';

declare const cprBrand: unique symbol;
/** A civil registration number of ten digits. Never in a URL, a log, an error or a file name. */
export type Cpr = string & { readonly [cprBrand]: true };

/**
 * Reads `DDMMYY-NNNN` or ten digits.
 * @throws Problem IDUN_PERSON_CPR, which does not repeat what was given
 */
export function parseCpr(text: string): Cpr {
  const match = /^(\d{2})(\d{2})\d{2}-?\d{4}$/.exec(text.trim());
  const day = Number(match?.[1]);
  const month = Number(match?.[2]);
  // Replacement numbers of people without a known number add 60 to the day.
  const isDay = (day >= 1 && day <= 31) || (day >= 61 && day <= 91);
  if (match === null || !isDay || month < 1 || month > 12) {
    throw new Problem(errors.badCpr, 'The number does not begin with a date, or has not ten digits.', {
      expected: 'DDMMYY-NNNN',
    });
  }
  return text.trim().replace('-', '') as Cpr;
}

/** Whether the number passes modulus 11. Numbers given since 2007 may fail it and are valid: warn, never reject. */
export function passesModulus11(cpr: Cpr): boolean {
  const weights = [4, 3, 2, 7, 6, 5, 4, 3, 2, 1];
  return weights.reduce((sum, weight, index) => sum + weight * Number(cpr[index]), 0) % 11 === 0;
}

/** Encrypts and finds civil registration numbers with keys of this data folder. */
export interface CprKeys {
  encrypt(cpr: Cpr, personNo: PersonNo): Buffer;
  decrypt(encrypted: Uint8Array, personNo: PersonNo): Cpr;
  lookup(cpr: Cpr): Buffer;
}

/** The keys, derived from `keys/master.key`. */
export function openCprKeys(dataDir: string): CprKeys {
  const master = openMasterKey(dataDir);
  const encryptionKey = deriveKey(master, 'trust.people.cpr');
  const lookupKey = deriveKey(master, 'trust.people.cpr-lookup');
  const owner = (personNo: PersonNo) => Buffer.from(`person ${personNo}`);
  return {
    encrypt(cpr, personNo) {
      const nonce = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', encryptionKey, nonce).setAAD(owner(personNo));
      return Buffer.concat([nonce, cipher.update(cpr, 'latin1'), cipher.final(), cipher.getAuthTag()]);
    },
    decrypt(encrypted, personNo) {
      const decipher = createDecipheriv('aes-256-gcm', encryptionKey, encrypted.subarray(0, 12));
      decipher.setAAD(owner(personNo)).setAuthTag(encrypted.subarray(-16));
      const plain = Buffer.concat([decipher.update(encrypted.subarray(12, -16)), decipher.final()]);
      return plain.toString('latin1') as Cpr;
    },
    lookup: (cpr) => createHmac('sha256', lookupKey).update(cpr).digest(),
  };
}

/** Records people's numbers, encrypted; one recorded before is replaced. */
export async function recordCprs(
  trx: Db,
  keys: CprKeys,
  given: readonly { personNo: PersonNo; cpr: Cpr }[],
): Promise<void> {
  if (given.length === 0) return;
  const rows = given.map(({ personNo, cpr }) => ({
    person_no: personNo,
    encrypted: keys.encrypt(cpr, personNo).toString('hex'),
    lookup: keys.lookup(cpr).toString('hex'),
  }));
  await sql`insert into trust.people_cpr (person_no, cpr_encrypted, cpr_lookup)
    select person_no, decode(encrypted, 'hex'), decode(lookup, 'hex')
    from json_to_recordset(${JSON.stringify(rows)}::json) as r (person_no int, encrypted text, lookup text)
    on conflict (person_no) do update
      set cpr_encrypted = excluded.cpr_encrypted, cpr_lookup = excluded.cpr_lookup`.execute(trx);
}

/** The person with this number, if there is one. */
export async function findByCpr(db: Db, keys: CprKeys, cpr: Cpr): Promise<PersonNo | undefined> {
  const { rows } = await sql<{ personNo: PersonNo }>`select person_no as "personNo" from trust.people_cpr
    where cpr_lookup = ${keys.lookup(cpr)}`.execute(db);
  return rows[0]?.personNo;
}

/** A person's number, decrypted; for care and letters only. */
export async function readCpr(db: Db, keys: CprKeys, personNo: PersonNo): Promise<Cpr | undefined> {
  const { rows } = await sql<{ encrypted: Buffer }>`select cpr_encrypted as encrypted from trust.people_cpr
    where person_no = ${personNo}`.execute(db);
  return rows[0] === undefined ? undefined : keys.decrypt(rows[0].encrypted, personNo);
}
