import type { VcfDefinition } from './definition.ts';

/** A table from the bytes of INFO keys to small numbers, without making strings. */
export interface InfoKeys {
  /** Number of the key; unknown keys are added while there is room, -1 after that. */
  find(buf: Uint8Array, start: number, end: number): number;
  /** The definition of key `number`, `undefined` for one nobody defined. */
  definition(number: number): VcfDefinition | undefined;
  /** True when the key was not defined and has not been seen before this call. */
  readonly added: boolean;
}

/** Unknown keys kept at most, so that a hostile file cannot fill the memory. */
const maxKeys = 16_384;
const slots = 65_536;

/**
 * Builds the table of a file's INFO keys.
 *
 * @param definitions the header's, then those reserved by the specification; the first of a name wins
 */
export function makeInfoKeys(...definitions: Iterable<VcfDefinition>[]): InfoKeys {
  const table = new Int32Array(slots).fill(-1);
  const names: Uint8Array[] = [];
  const known: (VcfDefinition | undefined)[] = [];
  const encoder = new TextEncoder();
  let added = false;

  function find(buf: Uint8Array, start: number, end: number): number {
    added = false;
    let slot = hash(buf, start, end);
    for (;;) {
      const number = table[slot]!;
      if (number < 0) break;
      if (same(names[number]!, buf, start, end)) return number;
      slot = (slot + 1) & (slots - 1);
    }
    if (names.length >= maxKeys || end - start > 256) return -1;
    added = true;
    table[slot] = names.length;
    names.push(buf.slice(start, end));
    known.push(undefined);
    return names.length - 1;
  }

  for (const list of definitions) {
    for (const definition of list) {
      const name = encoder.encode(definition.id);
      const number = find(name, 0, name.length);
      if (number >= 0) known[number] ??= definition;
    }
  }
  return {
    find,
    definition: (number) => known[number],
    get added() {
      return added;
    },
  };
}

function hash(buf: Uint8Array, start: number, end: number): number {
  let value = 0x811c9dc5;
  for (let at = start; at < end; at++) value = Math.imul(value ^ buf[at]!, 0x01000193);
  return (value ^ (value >>> 16)) & (slots - 1);
}

function same(name: Uint8Array, buf: Uint8Array, start: number, end: number): boolean {
  if (name.length !== end - start) return false;
  for (let i = 0; i < name.length; i++) if (name[i] !== buf[start + i]) return false;
  return true;
}
