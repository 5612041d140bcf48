import { randomBytes } from 'node:crypto';

/** What an id may name. Dense numbers never leave the process; these do. */
export type IdPrefix =
  | 'per'
  | 'gen'
  | 'sub'
  | 'dts'
  | 'ref'
  | 'obj'
  | 'org'
  | 'scp'
  | 'aud'
  | 'rcp'
  | 'job'
  | 'bat'
  | 'ses'
  | 'acc'
  | 'hol'
  | 'tok'
  | 'rev';

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const idLength = 22;

/** `length` characters of base62 from the system's random source, without modulo bias. */
export function randomBase62(length: number): string {
  let text = '';
  while (text.length < length) {
    for (const byte of randomBytes(length * 2)) {
      // 248 = 4 × 62: bytes above would favour the first letters.
      if (byte < 248 && text.length < length) text += alphabet[byte % 62];
    }
  }
  return text;
}

/** A new typed, random, unguessable id: `gen_` and 22 base62 characters (131 bits). */
export function newId(prefix: IdPrefix): string {
  return `${prefix}_${randomBase62(idLength)}`;
}

/** Whether `text` has the form of an id of this type. */
export function isId(prefix: IdPrefix, text: string): boolean {
  return text.startsWith(`${prefix}_`) && /^[a-z]{3}_[0-9A-Za-z]{22}$/.test(text);
}
