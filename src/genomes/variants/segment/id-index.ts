import type { AlleleColumns } from './layout.ts';

const SEMICOLON = 59;

/** FNV-1a of a text's UTF-8 bytes, 32 bits: the key of the ID index. */
export function hashId(text: string): number {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(text, 'utf8')) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}

/** The ID index: hashes of all identifiers, ascending, each beside its site. Sorted as 64-bit words (hash above, site below) without a comparator. */
export function buildIdIndex(columns: AlleleColumns): { hash: Uint32Array; site: Uint32Array } | null {
  const heap = columns.heap;
  const view = new DataView(heap.buffer, heap.byteOffset, heap.byteLength);
  let words = new Uint32Array(1024);
  let n = 0;
  for (let i = 0; i < columns.sites; i++) {
    const at = columns.id[i]!;
    if (at === 0) continue;
    const from = at + 3;
    const to = from + view.getUint32(at - 1, true);
    for (let p = from; p <= to; ) {
      let hash = 0x811c9dc5;
      for (; p < to && heap[p] !== SEMICOLON; p++) hash = Math.imul(hash ^ heap[p]!, 0x01000193);
      p++;
      if (n * 2 + 2 > words.length) {
        const grown = new Uint32Array(words.length * 2);
        grown.set(words);
        words = grown;
      }
      words[n * 2] = i;
      words[n * 2 + 1] = hash;
      n++;
    }
  }
  if (n === 0) return null;
  new BigUint64Array(words.buffer, 0, n).sort();
  const hash = new Uint32Array(n);
  const site = new Uint32Array(n);
  for (let i = 0; i < n; i++) {
    site[i] = words[i * 2]!;
    hash[i] = words[i * 2 + 1]!;
  }
  return { hash, site };
}
