import { sameBytes } from './bytes.ts';
import type { VcfDefinition } from './definition.ts';

/** A key of the INFO column as one file knows it. */
export interface InfoKey {
  /** Its definition in the header or the specification; `undefined` for a key nobody defined. */
  definition: VcfDefinition | undefined;
  /** True when the specification reserves the key with this Type. */
  reserved: boolean;
  /** Its bytes. */
  name: Uint8Array;
  /** Number of the line it was last seen in, as the checker counts. */
  seen: number;
  /** The key that followed it last time: lines of a file mostly have the same keys in the same order. */
  follower: InfoKey | undefined;
}

/** A table from the bytes of INFO keys to what is known of them, without making strings. */
export interface InfoKeys {
  /** The key between two offsets; `undefined` when nobody defined it and it was not added. */
  find(buf: Uint8Array, start: number, end: number): InfoKey | undefined;
  /** Remembers an unknown key and gives it; `undefined` once the table is full. */
  add(buf: Uint8Array, start: number, end: number): InfoKey | undefined;
}

/** Keys kept at most, so that a hostile file cannot fill the memory. */
const maxKeys = 16_384;
const slots = 65_536;

/**
 * Builds the table of a file's INFO keys.
 *
 * @param defined the header's definitions, by ID
 * @param reserved those of the specification; used for keys the header leaves out
 */
export function makeInfoKeys(
  defined: ReadonlyMap<string, VcfDefinition>,
  reserved: ReadonlyMap<string, VcfDefinition>,
): InfoKeys {
  const table: (InfoKey | undefined)[] = new Array(slots).fill(undefined);
  let size = 0;

  function insert(name: Uint8Array, definition: VcfDefinition | undefined, isReserved: boolean): InfoKey | undefined {
    if (size >= maxKeys) return undefined;
    let slot = hash(name, 0, name.length);
    while (table[slot]) slot = (slot + 1) & (slots - 1);
    const key: InfoKey = { definition, reserved: isReserved, name, seen: 0, follower: undefined };
    table[slot] = key;
    size++;
    return key;
  }

  for (const [id, definition] of new Map([...reserved, ...defined])) {
    insert(new TextEncoder().encode(id), definition, reserved.get(id)?.type === definition.type);
  }
  return {
    find(buf, start, end) {
      for (let slot = hash(buf, start, end); ; slot = (slot + 1) & (slots - 1)) {
        const key = table[slot];
        if (!key || sameBytes(key.name, 0, key.name.length, buf, start, end)) return key;
      }
    },
    add(buf, start, end) {
      return end - start <= 256 ? insert(buf.slice(start, end), undefined, false) : undefined;
    },
  };
}

// FNV-1a
function hash(buf: Uint8Array, start: number, end: number): number {
  let value = 0x811c9dc5;
  for (let at = start; at < end; at++) value = Math.imul(value ^ buf[at]!, 0x01000193);
  return (value ^ (value >>> 16)) & (slots - 1);
}
