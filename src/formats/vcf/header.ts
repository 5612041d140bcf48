import type { VcfHeader, VcfVersion } from './definition.ts';
import { minorVersion, supportedVersions } from './definition.ts';
import type { Findings } from './findings.ts';
import { broken, excerptText, makeFindings, ruleError } from './findings.ts';
import { readMetaLine } from './header-meta.ts';
import { reservedFormat, reservedInfo } from './reserved.ts';

/** Bounds of a header, so that a damaged or hostile file cannot fill the memory. */
export interface HeaderLimits {
  /** Bytes; default 64 MiB. */
  maxBytes: number;
  /** Lines; default 1,000,000. */
  maxLines: number;
}

/** Default bounds of a header. */
export const defaultHeaderLimits: HeaderLimits = { maxBytes: 64 * 1024 * 1024, maxLines: 1_000_000 };

const columns = ['#CHROM', 'POS', 'ID', 'REF', 'ALT', 'QUAL', 'FILTER', 'INFO'];
const LF = 10;
const HASH = 35;

/** Reads a header from chunks of decompressed bytes. */
export interface HeaderReader {
  /** Takes the next chunk; once the #CHROM line is complete, gives the header and the bytes after it. */
  push(chunk: Uint8Array): { header: VcfHeader; rest: Uint8Array } | undefined;
  /** To be called at the end of the input when `push` never gave a header. */
  end(): { header: VcfHeader; rest: Uint8Array };
}

/**
 * A header reader for a stream; never holds more than `limits.maxBytes` plus one chunk.
 *
 * @throws FormatError (from `push` and `end`) for what is no VCF, UTF-16, a header over its bounds, or broken rules
 */
export function makeHeaderReader(findings: Findings, limits: HeaderLimits = defaultHeaderLimits): HeaderReader {
  let held: Uint8Array = new Uint8Array(64 * 1024);
  let length = 0;
  let lineStart = 0;
  let lines = 0;
  let checkedStart = false;

  function add(chunk: Uint8Array): void {
    if (length + chunk.length > held.length) {
      const grown = new Uint8Array(Math.max(held.length * 2, length + chunk.length));
      grown.set(held.subarray(0, length));
      held = grown;
    }
    held.set(chunk, length);
    length += chunk.length;
  }

  function finish(headerEnd: number): { header: VcfHeader; rest: Uint8Array } {
    return { header: parseHeader(held.subarray(0, headerEnd), findings), rest: held.slice(headerEnd, length) };
  }

  return {
    push(chunk) {
      add(chunk);
      if (!checkedStart && length >= 16) {
        checkStart(held.subarray(0, length), findings);
        checkedStart = true;
      }
      if (!checkedStart) return undefined;
      for (;;) {
        const end = indexOfLineFeed(held, lineStart, length);
        const size = end < 0 ? length : end + 1;
        if (size > limits.maxBytes) throw tooLarge(findings, lines + 1, `larger than ${limits.maxBytes} bytes`);
        if (end < 0) return undefined;
        lines++;
        if (lines > limits.maxLines) throw tooLarge(findings, lines, `longer than ${limits.maxLines} lines`);
        const bom = lineStart === 0 && held[0] === 0xef ? 3 : 0;
        const blank = end - lineStart <= 1 && (end === lineStart || held[lineStart] === 13);
        const meta = held[lineStart + bom] === HASH && held[lineStart + bom + 1] === HASH;
        lineStart = end + 1;
        if (!meta && !blank) return finish(lineStart);
      }
    },
    end: () => {
      checkStart(held.subarray(0, length), findings);
      return finish(length);
    },
  };
}

function tooLarge(findings: Findings, line: number, size: string): Error {
  return ruleError('header-size', line, `The header is ${size} and no #CHROM line was found in it.`, findings.file);
}

function indexOfLineFeed(buf: Uint8Array, from: number, end: number): number {
  const at = buf.indexOf(LF, from);
  return at < end ? at : -1;
}

// What the first bytes tell: nothing, compressed data, UTF-16, or a file of another kind.
function checkStart(bytes: Uint8Array, findings: Findings): void {
  const [a, b] = bytes;
  if (a === undefined) throw ruleError('empty', 1, 'The file is empty.', findings.file);
  if ((a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff) || a === 0 || b === 0) {
    throw ruleError('encoding', 1, 'The file is in UTF-16.', findings.file);
  }
  if (a === 0x1f && b === 0x8b) throw ruleError('compressed', 1, 'The data are still gzip-compressed.', findings.file);
  const start = a === 0xef && b === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  const first = latin1(bytes, start, Math.min(bytes.length, start + 80)).split(/[\r\n]/, 1)[0]!;
  if (first.startsWith('BCF')) throw ruleError('fileformat', 1, 'The file is BCF, not VCF text.', findings.file);
  if (/^##(format|fileformat)=VCFv?[0-3]/i.test(first)) {
    throw ruleError(
      'version',
      1,
      `The file is of VCF version ${excerptText(first.slice(first.indexOf('=') + 1))}.`,
      findings.file,
    );
  }
  if (!'##fileformat='.startsWith(first.slice(0, 13)) || first.length < 2) {
    const what = first === '' ? 'The first line is empty.' : `The first line is ${excerptText(first)}.`;
    throw ruleError('fileformat', 1, what, findings.file);
  }
}

/**
 * Parses a whole VCF header (VCFv4.5 §1.3–1.5; versions 4.1–4.5).
 *
 * @param bytes the header with its #CHROM line, decompressed; text after the #CHROM line is ignored
 * @param findings collects warnings; strict or not
 * @throws FormatError with the line for every broken rule that is not tolerated
 */
export function parseHeader(bytes: Uint8Array, findings: Findings = makeFindings()): VcfHeader {
  checkStart(bytes, findings);
  const end = headerEnd(bytes);
  const lines = headerLines(bytes.subarray(0, end), findings);
  const version = readVersion(lines[0] ?? '', findings);
  const header: VcfHeader = {
    version,
    contigs: [],
    info: new Map(),
    format: new Map(),
    filters: new Map(),
    alts: new Map(),
    samples: [],
    hasFormat: false,
    other: [],
    lineCount: lines.length,
    byteLength: end,
    lines: lines.slice(0, -1),
  };
  const minor = minorVersion(version);
  const reserved = { info: reservedInfo(minor), format: reservedFormat(minor) };
  const context = { header, findings, reserved, contigLines: new Map() };
  for (let i = 1; i < lines.length; i++) {
    const text = lines[i]!;
    if (text.startsWith('##')) readMetaLine(context, text, i + 1);
    else if (text.startsWith('#')) {
      readColumns(header, text, i + 1, findings);
      return header;
    } else if (text.trim() === '') broken(findings, 'blank-line', i + 1, `Line ${i + 1} of the header is empty.`);
    else
      throw ruleError(
        'meta-line',
        i + 1,
        `Line ${i + 1} stands before the #CHROM line and does not start with #: ${excerptText(text)}.`,
        findings.file,
      );
  }
  throw ruleError('header-missing', lines.length, 'The file ends before the #CHROM line.', findings.file);
}

// The end of the first line that is not a meta-information line.
function headerEnd(bytes: Uint8Array): number {
  let start = bytes[0] === 0xef ? 3 : 0;
  while (start < bytes.length) {
    const lf = bytes.indexOf(LF, start);
    const end = lf < 0 ? bytes.length : lf + 1;
    const blank = lf === start || (lf === start + 1 && bytes[start] === 13);
    if (!blank && !(bytes[start] === HASH && bytes[start + 1] === HASH)) return end;
    start = end;
  }
  return bytes.length;
}

function headerLines(bytes: Uint8Array, findings: Findings): string[] {
  let text = decode(bytes, findings);
  if (text.charCodeAt(0) === 0xfeff) {
    broken(findings, 'byte-order-mark', 1, 'The file starts with a byte order mark.');
    text = text.slice(1);
  }
  const zero = text.search(/[\0-\x08\x0b\x0c\x0e-\x1f]/);
  if (zero >= 0) {
    const line = text.slice(0, zero).split('\n').length;
    broken(
      findings,
      'control-character',
      line,
      `Line ${line} of the header has a control character (byte ${text.charCodeAt(zero)}).`,
    );
  }
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  else broken(findings, 'final-newline', lines.length, 'The last line of the header does not end with a line feed.');
  if (!text.includes('\r')) return lines;
  return lines.map((line, i) => {
    if (!line.endsWith('\r')) return line;
    broken(findings, 'crlf', i + 1, 'Lines end with carriage return and line feed.');
    return line.slice(0, -1);
  });
}

function decode(bytes: Uint8Array, findings: Findings): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    broken(findings, 'latin1', 1, 'The header is not UTF-8; it was read as Latin-1.');
    return latin1(bytes, 0, bytes.length);
  }
}

function latin1(bytes: Uint8Array, start: number, end: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('latin1');
}

function readVersion(first: string, findings: Findings): VcfVersion {
  const match = /^##fileformat=VCFv(\d+\.\d+)$/.exec(first.trimEnd());
  if (!match) throw ruleError('fileformat', 1, `The first line is ${excerptText(first)}.`, findings.file);
  const version = supportedVersions.find((v) => v === match[1]);
  if (!version) throw ruleError('version', 1, `The file is of VCF version ${match[1]}.`, findings.file);
  return version;
}

function readColumns(header: VcfHeader, text: string, line: number, findings: Findings): void {
  const names = text.split('\t');
  for (let i = 0; i < columns.length; i++) {
    if (names[i] === columns[i]) continue;
    const found = names[i] === undefined ? 'is missing' : `is ${excerptText(names[i]!)}`;
    const hint = names.length === 1 && /\s/.test(text) ? ' The columns are separated by spaces.' : '';
    throw ruleError(
      'header-columns',
      line,
      `Column ${i + 1} of the #CHROM line ${found}, not ${columns[i]}.${hint}`,
      findings.file,
    );
  }
  if (names.length === columns.length) return;
  if (names[8] !== 'FORMAT') {
    throw ruleError(
      'header-columns',
      line,
      `Column 9 of the #CHROM line is ${excerptText(names[8]!)}, not FORMAT.`,
      findings.file,
    );
  }
  header.hasFormat = true;
  header.samples = names.slice(9);
  if (header.samples.length === 0)
    broken(findings, 'format-without-samples', line, 'The #CHROM line has FORMAT and no samples.');
  const seen = new Map<string, number>();
  header.samples.forEach((name, i) => {
    const column = i + 10;
    if (name.trim() === '')
      broken(findings, 'sample-names', line, `Column ${column} of the #CHROM line has no sample name.`);
    const other = seen.get(name);
    if (other !== undefined)
      broken(
        findings,
        'sample-names',
        line,
        `Columns ${other} and ${column} of the #CHROM line have the same sample name.`,
      );
    seen.set(name, column);
  });
}
