import { equalsText, findByte, utf8Of } from './bytes.ts';
import type { RecordFields } from './record.ts';
import { parsePosition } from './record.ts';

/** Where an INFO value stands; filled again for each search. */
export interface InfoValue {
  start: number;
  end: number;
}

/** Result of `findInfo`. */
export const infoPresence = { absent: 0, flag: 1, value: 2 } as const;

const EQUALS = 61;
const SEMICOLON = 59;

/**
 * Finds one INFO key without splitting the others.
 *
 * @param key ASCII key, e.g. `END`
 * @param out receives the offsets of the value (empty for a flag)
 * @returns a value of `infoPresence`
 */
export function findInfo(buf: Uint8Array, start: number, end: number, key: string, out: InfoValue): number {
  const size = key.length;
  const first = key.charCodeAt(0);
  let at = start;
  while (at < end) {
    if (buf[at] === first && at + size <= end && equalsText(buf, at, at + size, key)) {
      const after = at + size;
      if (after === end || buf[after] === SEMICOLON) {
        out.start = after;
        out.end = after;
        return infoPresence.flag;
      }
      if (buf[after] === EQUALS) {
        out.start = after + 1;
        out.end = findByte(buf, SEMICOLON, after + 1, end);
        return infoPresence.value;
      }
    }
    at = findByte(buf, SEMICOLON, at, end) + 1;
  }
  return infoPresence.absent;
}

/** INFO of a structural variant or reference block; `undefined` where the key is absent or missing. */
export interface StructuralInfo {
  /** END, the 1-based last position. */
  end: number | undefined;
  svType: string | undefined;
  /** SVLEN, one per ALT allele or one for all. */
  svLengths: number[] | undefined;
  /** CHR2 of older callers. */
  contig2: string | undefined;
  /** MATEID, identifiers of mates. */
  mateIds: string[] | undefined;
}

/** Reads END alone, which reference blocks need; -1 when absent, missing or no position. */
export function readEnd(buf: Uint8Array, record: RecordFields): number {
  const value: InfoValue = { start: 0, end: 0 };
  const presence = findInfo(buf, record.starts[7]!, record.ends[7]!, 'END', value);
  return presence === infoPresence.value ? parsePosition(buf, value.start, value.end) : -1;
}

/** Reads the INFO keys that place a structural variant: END, SVTYPE, SVLEN, CHR2, MATEID (VCFv4.5 §3). */
export function readStructuralInfo(buf: Uint8Array, record: RecordFields): StructuralInfo {
  const text = (key: string) => infoText(buf, record, key);
  const end = readEnd(buf, record);
  const lengths = text('SVLEN')?.split(',').map(Number);
  return {
    end: end < 0 ? undefined : end,
    svType: text('SVTYPE'),
    svLengths: lengths?.every(Number.isFinite) ? lengths : undefined,
    contig2: text('CHR2'),
    mateIds: text('MATEID')?.split(','),
  };
}

/** The value of an INFO key as UTF-8 text with percent-encoding resolved; `undefined` when absent, a flag or `.`. */
export function infoText(buf: Uint8Array, record: RecordFields, key: string): string | undefined {
  const value: InfoValue = { start: 0, end: 0 };
  if (findInfo(buf, record.starts[7]!, record.ends[7]!, key, value) !== infoPresence.value) return undefined;
  const text = utf8Of(buf, value.start, value.end);
  return text === '.' || text === '' ? undefined : decodePercent(text);
}

/** Resolves the percent-encoding of VCF 4.3 and later (§1.2); other percent signs stay. */
export function decodePercent(text: string): string {
  return text.includes('%')
    ? text.replace(/%(3A|3B|3D|25|2C|0D|0A|09)/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    : text;
}
