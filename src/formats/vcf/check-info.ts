import { findByte } from './bytes.ts';
import type { VcfDefinition, VcfHeader } from './definition.ts';
import { numberOf } from './definition.ts';
import type { Findings } from './findings.ts';
import { broken, excerpt } from './findings.ts';
import type { InfoKey } from './info-keys.ts';
import { makeInfoKeys } from './info-keys.ts';
import type { RecordFields } from './record.ts';
import { makeValueCheck, scanValues, valueFault } from './values.ts';

/** Checks the INFO column of one line: syntax, keys, and values against their definitions. */
export type InfoCheck = (buf: Uint8Array, record: RecordFields, altCount: number) => void;

const SEMICOLON = 59;
const EQUALS = 61;
const SPACE = 32;

/**
 * A checker of INFO for one file (VCFv4.5 §1.6.1); reads the column once and allocates nothing on good lines.
 *
 * @param minor minor version of the file: whitespace in values is allowed from 4.3
 */
export function makeInfoCheck(
  header: VcfHeader,
  reserved: ReadonlyMap<string, VcfDefinition>,
  minor: number,
  findings: Findings,
): InfoCheck {
  const keys = makeInfoKeys(header.info, reserved);
  const values = makeValueCheck();
  let stamp = 0;
  // what the last lines teach about the order of keys
  let first: InfoKey | undefined;
  let previous: InfoKey | undefined;
  let expected: InfoKey | undefined;

  function unknownKey(buf: Uint8Array, start: number, end: number, line: number): InfoKey | undefined {
    const text = excerpt(buf, start, end);
    if (start === end) broken(findings, 'info', line, `INFO in line ${line} has an entry without a key.`);
    if (hasSpace(buf, start, end))
      broken(findings, 'info', line, `The INFO key ${text} in line ${line} has whitespace.`);
    if (!isKey(buf, start, end)) {
      broken(findings, 'info-key', line, `The INFO key ${text} in line ${line} has characters that are not allowed.`);
    }
    return keys.add(buf, start, end);
  }

  // Checks the value of a known key and gives the offset after it.
  function checkValue(
    buf: Uint8Array,
    from: number,
    end: number,
    key: InfoKey,
    known: VcfDefinition,
    line: number,
    altCount: number,
  ): number {
    const { id, type, number } = known;
    // text of any number of values, as annotations are: nothing to count, and they can be kilobytes long
    if (type === 'String' && number === numberOf.any) return skipText(buf, from, end, known, line);
    const stop = scanValues(buf, from, end, SEMICOLON, type, known.nonNegative, values);
    if (type === 'String') checkText(buf, from, stop, line);
    const typeRule = key.reserved ? 'info-reserved' : 'info-type';
    if (type === 'Flag') {
      broken(
        findings,
        typeRule,
        line,
        `INFO ${id} in line ${line} is a flag with the value ${excerpt(buf, from, stop)}.`,
      );
      return stop;
    }
    if (stop === from) broken(findings, 'info-value', line, `INFO ${id} in line ${line} has no value.`);
    if (values.missing || stop === from) return stop;
    if (values.fault !== valueFault.none) {
      const rule = values.fault === valueFault.type ? typeRule : 'info-range';
      const text = `INFO ${id}=${excerpt(buf, from, stop)} in line ${line} is ${faultText(values.fault, type)}.`;
      broken(findings, rule, line, text);
    }
    if (id === 'CIGAR' && key.reserved && !isCigarList(buf, from, stop)) {
      broken(findings, typeRule, line, `INFO CIGAR in line ${line} is no CIGAR string: ${excerpt(buf, from, stop)}.`);
    }
    const wanted = valuesWanted(number, altCount);
    if (wanted >= 0 && values.count !== wanted) {
      broken(
        findings,
        'info-number',
        line,
        `INFO ${id} in line ${line} has ${values.count} values instead of ${wanted}.`,
      );
    }
    return stop;
  }

  function skipText(
    buf: Uint8Array,
    from: number,
    end: number,
    known: VcfDefinition | undefined,
    line: number,
  ): number {
    const stop = findByte(buf, SEMICOLON, from, end);
    if (stop === from && known) broken(findings, 'info-value', line, `INFO ${known.id} in line ${line} has no value.`);
    checkText(buf, from, stop, line);
    return stop;
  }

  function checkText(buf: Uint8Array, from: number, end: number, line: number): void {
    if (findByte(buf, 0, from, end) < end) {
      broken(findings, 'control-character', line, `INFO in line ${line} has a zero byte.`);
    }
    if (minor < 3 && hasSpace(buf, from, end)) {
      broken(findings, 'info-whitespace', line, `INFO in line ${line} has whitespace.`);
    }
  }

  // Checks one entry and gives the offset of its semicolon, or `end`.
  function checkEntry(buf: Uint8Array, start: number, end: number, line: number, altCount: number): number {
    let key = expected;
    let keyEnd: number;
    if (key && startsWithKey(buf, start, end, key.name)) keyEnd = start + key.name.length;
    else {
      keyEnd = start;
      while (keyEnd < end && buf[keyEnd] !== EQUALS && buf[keyEnd] !== SEMICOLON) keyEnd++;
      key = keys.find(buf, start, keyEnd);
      if (previous) previous.follower = key;
    }
    const valued = keyEnd < end && buf[keyEnd] === EQUALS;
    if (!key) {
      if (keyEnd === start && !valued) {
        broken(findings, 'info-empty', line, `INFO in line ${line} has an empty entry.`);
        return keyEnd;
      }
      key = unknownKey(buf, start, keyEnd, line);
    }
    previous = key;
    expected = key?.follower;
    if (!key) return valued ? skipText(buf, keyEnd + 1, end, undefined, line) : keyEnd;
    if (key.seen === stamp) {
      broken(
        findings,
        'info-duplicate',
        line,
        `INFO in line ${line} has the key ${excerpt(buf, start, keyEnd)} twice.`,
      );
    }
    key.seen = stamp;
    const { definition } = key;
    if (!definition) return valued ? skipText(buf, keyEnd + 1, end, undefined, line) : keyEnd;
    if (valued) return checkValue(buf, keyEnd + 1, end, key, definition, line, altCount);
    if (definition.type !== 'Flag')
      broken(findings, 'info-value', line, `INFO ${definition.id} in line ${line} has no value.`);
    return keyEnd;
  }

  return (buf, record, altCount) => {
    const start = record.starts[7]!;
    const end = record.ends[7]!;
    stamp++;
    if (end - start === 1 && buf[start] === 46) return;
    previous = undefined;
    expected = first;
    let at = checkEntry(buf, start, end, record.line, altCount);
    first = previous;
    while (at < end) at = checkEntry(buf, at + 1, end, record.line, altCount);
  };
}

// The expected key, and after it the end of a key.
function startsWithKey(buf: Uint8Array, start: number, end: number, name: Uint8Array): boolean {
  const after = start + name.length;
  if (after > end || !(after === end || buf[after] === EQUALS || buf[after] === SEMICOLON)) return false;
  for (let i = 0; i < name.length; i++) if (buf[start + i] !== name[i]) return false;
  return true;
}

function hasSpace(buf: Uint8Array, start: number, end: number): boolean {
  return findByte(buf, SPACE, start, end) < end;
}

function valuesWanted(number: number, altCount: number): number {
  if (number >= 0) return number;
  // ALT '.': some programs count it as an allele, others do not
  if (altCount === 0) return -1;
  return number === numberOf.A ? altCount : number === numberOf.R ? altCount + 1 : -1;
}

// [A-Za-z_][0-9A-Za-z_.]* or 1000G, which is reserved and thus known
function isKey(buf: Uint8Array, start: number, end: number): boolean {
  if (isDigit(buf[start]!) || buf[start] === 46) return false;
  for (let at = start; at < end; at++) {
    const byte = buf[at]!;
    const letter = (byte | 32) >= 97 && (byte | 32) <= 122;
    if (!letter && !isDigit(byte) && byte !== 95 && byte !== 46) return false;
  }
  return true;
}

function isDigit(byte: number): boolean {
  return byte >= 48 && byte <= 57;
}

/** Words for a fault of `checkValues`. */
export function faultText(fault: number, type: string): string {
  if (fault === valueFault.negative) return 'below zero';
  if (fault === valueFault.range) return 'beyond 32 bits';
  return `no ${type}`;
}

// operations of the SAM specification, each with its length before it; older files write a bare letter
function isCigarList(buf: Uint8Array, start: number, end: number): boolean {
  let digits = 0;
  for (let at = start; at < end; at++) {
    const byte = buf[at]!;
    if (isDigit(byte)) digits++;
    else if (byte === 44 || byte === 46) {
      if (digits > 0) return false;
    } else if ('MIDNSHPX='.includes(String.fromCharCode(byte))) digits = 0;
    else return false;
  }
  return digits === 0;
}
