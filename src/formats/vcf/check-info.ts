import type { VcfDefinition, VcfHeader } from './definition.ts';
import { numberOf } from './definition.ts';
import type { Findings } from './findings.ts';
import { broken, excerpt } from './findings.ts';
import { makeInfoKeys } from './info-keys.ts';
import type { RecordFields } from './record.ts';
import { checkValues, makeValueCheck, valueFault } from './values.ts';

/** Checks the INFO column of one line: syntax, keys, and values against their definitions. */
export type InfoCheck = (buf: Uint8Array, record: RecordFields, altCount: number) => void;

const SEMICOLON = 59;
const EQUALS = 61;

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
  const keys = makeInfoKeys(header.info.values(), reserved.values());
  const values = makeValueCheck();
  let stamp = 0;
  let seen = new Int32Array(1024);

  function checkEntry(buf: Uint8Array, start: number, end: number, record: RecordFields, altCount: number): void {
    const { line } = record;
    let equals = start;
    while (equals < end && buf[equals] !== EQUALS) equals++;
    if (equals === start) {
      broken(
        findings,
        end === start ? 'info-empty' : 'info',
        line,
        () => `INFO in line ${line} has an entry without a key: ${excerpt(buf, start, end)}.`,
      );
      return;
    }
    const key = keys.find(buf, start, equals);
    if (key < 0 || keys.added) checkKey(buf, start, equals, line);
    if (key < 0) return;
    if (key >= seen.length) {
      const grown = new Int32Array(key * 2);
      grown.set(seen);
      seen = grown;
    }
    if (seen[key] === stamp) {
      broken(
        findings,
        'info-duplicate',
        line,
        () => `INFO in line ${line} has the key ${excerpt(buf, start, equals)} twice.`,
      );
    }
    seen[key] = stamp;
    const definition = keys.definition(key);
    if (definition) checkValue(buf, equals, end, definition, line, altCount);
  }

  function checkKey(buf: Uint8Array, start: number, end: number, line: number): void {
    let regular = !isDigit(buf[start]!) && buf[start] !== 46;
    for (let at = start; at < end; at++) {
      const byte = buf[at]!;
      if (byte <= 32)
        broken(
          findings,
          'info',
          line,
          () => `The INFO key ${excerpt(buf, start, end)} in line ${line} has whitespace.`,
        );
      if (!isKeyByte(byte)) regular = false;
    }
    if (!regular)
      broken(
        findings,
        'info-key',
        line,
        () => `The INFO key ${excerpt(buf, start, end)} in line ${line} has characters that are not allowed.`,
      );
  }

  function checkValue(
    buf: Uint8Array,
    equals: number,
    end: number,
    definition: VcfDefinition,
    line: number,
    altCount: number,
  ): void {
    const { id, type, number } = definition;
    const hasValue = equals < end;
    const typeRule = reserved.get(id)?.type === type ? 'info-reserved' : 'info-type';
    if (type === 'Flag') {
      if (hasValue)
        broken(
          findings,
          typeRule,
          line,
          () => `INFO ${id} in line ${line} is a flag and has the value ${excerpt(buf, equals + 1, end)}.`,
        );
      return;
    }
    if (!hasValue || equals + 1 === end) {
      broken(findings, 'info-value', line, () => `INFO ${id} in line ${line} has no value.`);
      return;
    }
    checkValues(buf, equals + 1, end, type, definition.nonNegative, values);
    if (values.missing) return;
    if (values.fault !== valueFault.none) {
      const rule = values.fault === valueFault.type ? typeRule : 'info-range';
      broken(
        findings,
        rule,
        line,
        () => `INFO ${id}=${excerpt(buf, equals + 1, end)} in line ${line} is ${faultText(values.fault, type)}.`,
      );
    }
    if (id === 'CIGAR' && definition.line === 0 && !isCigarList(buf, equals + 1, end)) {
      broken(
        findings,
        'info-reserved',
        line,
        () => `INFO CIGAR in line ${line} is no CIGAR string: ${excerpt(buf, equals + 1, end)}.`,
      );
    }
    const wanted = number >= 0 ? number : number === numberOf.A ? altCount : number === numberOf.R ? altCount + 1 : -1;
    if (wanted < 0 || values.count === wanted || (number === numberOf.A && altCount === 0)) return;
    broken(
      findings,
      'info-number',
      line,
      () => `INFO ${id} in line ${line} has ${values.count} values instead of ${wanted}.`,
    );
  }

  return (buf, record, altCount) => {
    const start = record.starts[7]!;
    const end = record.ends[7]!;
    const { line } = record;
    stamp++;
    if (end === start) {
      broken(findings, 'info-empty', line, () => `INFO in line ${line} is empty.`);
      return;
    }
    if (end - start === 1 && buf[start] === 46) return;
    let from = start;
    let space = false;
    for (let at = start; at <= end; at++) {
      const byte = at < end ? buf[at]! : SEMICOLON;
      if (byte === 32) space = true;
      if (byte !== SEMICOLON) continue;
      checkEntry(buf, from, at, record, altCount);
      from = at + 1;
    }
    if (space && minor < 3) broken(findings, 'info-whitespace', line, () => `INFO in line ${line} has whitespace.`);
  };
}

function isDigit(byte: number): boolean {
  return byte >= 48 && byte <= 57;
}

function isKeyByte(byte: number): boolean {
  return isDigit(byte) || (byte >= 65 && byte <= 90) || (byte >= 97 && byte <= 122) || byte === 95 || byte === 46;
}

/** Words for a fault of `checkValues`. */
export function faultText(fault: number, type: string): string {
  if (fault === valueFault.negative) return 'below zero';
  if (fault === valueFault.range) return 'beyond 32 bits';
  return `no ${type}`;
}

// operations of the SAM specification, each with its length; a bare letter stands for length 1 in older files
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
