import { randomFillSync } from 'node:crypto';

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
  | 'rev'
  | 'car'
  | 'emg'
  | 'agr'
  | 'coh'
  | 'fed'
  | 'brc'
  | 'ers'
  | 'bbk'
  | 'bcl'
  | 'ord'
  | 'kit'
  | 'spc'
  | 'rcv'
  | 'dsc'
  | 'cus'
  | 'run'
  | 'rsv'
  | 'shp'
  | 'enq'
  | 'apl'
  | 'apv'
  | 'pmt'
  | 'bod'
  | 'rsc'
  | 'rlk'
  | 'chk'
  | 'rob'
  | 'rcm'
  | 'que'
  | 'ctn'
  | 'rck'
  | 'exc';

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const idLength = 22;

// Asking the system for a few bytes costs more than the bytes: they are taken from it by the page, and each is used once.
const page = Buffer.alloc(4096);
let used = page.length;

function nextByte(): number {
  if (used === page.length) {
    randomFillSync(page);
    used = 0;
  }
  const byte = page[used]!;
  page[used++] = 0;
  return byte;
}

/** `length` characters of base62 from the system's random source, without modulo bias. */
export function randomBase62(length: number): string {
  let text = '';
  while (text.length < length) {
    const byte = nextByte();
    // 248 = 4 × 62: bytes above would favour the first letters.
    if (byte < 248) text += alphabet[byte % 62];
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
