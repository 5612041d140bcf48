import type { AlleleColumns } from './layout.ts';

const SEMICOLON = 59;

/** FNV-1a of a text's UTF-8 bytes, 32 bits: the key of the ID index. */
export function hashId(text: string): number {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(text, 'utf8')) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}

/** The ID index: hashes of all identifiers, ascending, each beside its site. */
export function buildIdIndex(columns: AlleleColumns): { hash: Uint32Array; site: Uint32Array } | null {
  const { heap, id, sites } = columns;
  let hash = new Uint32Array(Math.max(16, sites));
  let site = new Uint32Array(hash.length);
  let n = 0;
  for (let i = 0; i < sites; i++) {
    const at = id[i]!;
    if (at === 0) continue;
    const from = at + 3;
    const to = from + (heap[at - 1]! | (heap[at]! << 8) | (heap[at + 1]! << 16) | (heap[at + 2]! << 24));
    for (let p = from; p <= to; ) {
      let value = 0x811c9dc5;
      for (; p < to && heap[p] !== SEMICOLON; p++) value = Math.imul(value ^ heap[p]!, 0x01000193);
      p++;
      if (n === hash.length) {
        hash = doubled(hash);
        site = doubled(site);
      }
      hash[n] = value;
      site[n] = i;
      n++;
    }
  }
  return n === 0 ? null : sortByHash(hash.subarray(0, n), site.subarray(0, n));
}

function doubled(column: Uint32Array): Uint32Array<ArrayBuffer> {
  const next = new Uint32Array(column.length * 2);
  next.set(column);
  return next;
}

const DIGIT_BITS = 11;
const DIGITS = 1 << DIGIT_BITS;

/** A radix sort, three digits of a hash from the lowest on; equal hashes keep the order of their sites. Gives other arrays than it takes. */
function sortByHash(hash: Uint32Array, site: Uint32Array): { hash: Uint32Array; site: Uint32Array } {
  let from: { hash: Uint32Array; site: Uint32Array } = { hash, site };
  let to: typeof from = { hash: new Uint32Array(hash.length), site: new Uint32Array(hash.length) };
  for (let shift = 0; shift < 32; shift += DIGIT_BITS) {
    const at = new Uint32Array(DIGITS + 1);
    const keys = from.hash;
    const values = from.site;
    for (let i = 0; i < keys.length; i++) at[((keys[i]! >>> shift) & (DIGITS - 1)) + 1]!++;
    for (let d = 0; d < DIGITS; d++) at[d + 1]! += at[d]!;
    const { hash: outHash, site: outSite } = to;
    for (let i = 0; i < keys.length; i++) {
      const key = keys[i]!;
      const digit = (key >>> shift) & (DIGITS - 1);
      const place = at[digit]!;
      at[digit] = place + 1;
      outHash[place] = key;
      outSite[place] = values[i]!;
    }
    [from, to] = [to, from];
  }
  return from;
}
