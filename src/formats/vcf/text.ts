import type { VcfHeader } from './definition.ts';
import type { Findings, FindingsOptions, VcfWarning } from './findings.ts';
import { broken, makeFindings, ruleError, warningList } from './findings.ts';
import type { HeaderLimits } from './header.ts';
import { defaultHeaderLimits, makeHeaderReader } from './header.ts';
import { makeOrderCheck } from './order.ts';
import type { RecordFields } from './record.ts';
import { makeRecordFields, scanRecord } from './record.ts';
import type { RecordValidator } from './validate.ts';
import { makeRecordValidator } from './validate.ts';

/** Longest line taken by default: 256 MiB, enough for one FORMAT-rich line of a million samples. */
export const defaultMaxLineBytes = 256 * 1024 * 1024;

/** Called with each data line; offsets are valid during the call only. */
export type LineHandler = (buf: Uint8Array, record: RecordFields) => void;

/** How a VCF text is read. */
export interface VcfTextOptions {
  findings: Findings;
  headerLimits?: HeaderLimits;
  maxLineBytes?: number;
  /** Called once, before the first line; gives the handler of the lines. */
  onHeader(header: VcfHeader): LineHandler;
}

/** Reads decompressed VCF text in chunks of any size. */
export interface VcfTextReader {
  push(chunk: Uint8Array): void;
  /** At the end of the text. @throws FormatError when the header is not complete or the last line has no line feed */
  end(): { header: VcfHeader; records: number };
}

const LF = 10;
const CR = 13;

/**
 * Splits decompressed VCF text into its header and data lines, whatever the chunks. Lines that lie within a chunk are
 * handed over in place; only a line over a chunk's end is copied. Memory: one line (`maxLineBytes`) and one chunk.
 *
 * @throws FormatError from `push` and `end`, with the line
 */
export function makeVcfTextReader(options: VcfTextOptions): VcfTextReader {
  const { findings, maxLineBytes = defaultMaxLineBytes } = options;
  const headerReader = makeHeaderReader(findings, options.headerLimits ?? defaultHeaderLimits);
  const record = makeRecordFields();
  let header: VcfHeader | undefined;
  let handle: LineHandler = () => undefined;
  let line = 0;
  let records = 0;
  let carry: Uint8Array[] = [];
  let carried = 0;

  function tooLong(bytes: number): void {
    if (bytes > maxLineBytes)
      throw ruleError('line-length', line + 1, `Line ${line + 1} is longer than ${maxLineBytes} bytes.`, findings.file);
  }

  function take(buf: Uint8Array, start: number, end: number): void {
    line++;
    if (end - start <= 1 && (end === start || buf[start] === CR)) {
      broken(findings, 'blank-line', line, `Line ${line} is empty.`);
      return;
    }
    if (buf[start] === 35) {
      broken(findings, 'header-in-body', line, `Line ${line} starts with # after the #CHROM line.`);
      return;
    }
    record.line = line;
    scanRecord(buf, start, end, record, findings);
    records++;
    handle(buf, record);
  }

  function body(chunk: Uint8Array): void {
    let start = 0;
    if (carried > 0) {
      const end = chunk.indexOf(LF);
      tooLong(carried + (end < 0 ? chunk.length : end));
      if (end < 0) {
        hold(chunk);
        return;
      }
      const whole = Buffer.concat([...carry, chunk.subarray(0, end)]);
      carry = [];
      carried = 0;
      take(whole, 0, whole.length);
      start = end + 1;
    }
    for (let end = chunk.indexOf(LF, start); end >= 0; end = chunk.indexOf(LF, start)) {
      tooLong(end - start);
      take(chunk, start, end);
      start = end + 1;
    }
    if (start < chunk.length) {
      tooLong(chunk.length - start);
      hold(chunk.subarray(start));
    }
  }

  function hold(piece: Uint8Array): void {
    carry.push(piece.slice());
    carried += piece.length;
  }

  function begin(parsed: VcfHeader): void {
    header = parsed;
    line = parsed.lineCount;
    handle = options.onHeader(parsed);
  }

  return {
    push(chunk) {
      if (header) {
        body(chunk);
        return;
      }
      const found = headerReader.push(chunk);
      if (!found) return;
      begin(found.header);
      if (found.rest.length > 0) body(found.rest);
    },
    end() {
      if (!header) begin(headerReader.end().header);
      if (carried > 0) {
        broken(findings, 'final-newline', line + 1, `Line ${line + 1}, the last, does not end with a line feed.`);
        const last = Buffer.concat(carry);
        take(last, 0, last.length);
      }
      return { header: header!, records };
    },
  };
}

/** How a whole VCF is checked. */
export interface CheckOptions extends FindingsOptions {
  /** Also check that lines are sorted, contigs contiguous and alleles unique; default true. */
  order?: boolean;
  headerLimits?: HeaderLimits;
  maxLineBytes?: number;
}

/** What `checkVcf` found in a file that can be read. */
export interface CheckedVcf {
  header: VcfHeader;
  records: number;
  warnings: VcfWarning[];
}

/**
 * Checks a whole VCF text against the specification (VCFv4.5 §1).
 *
 * @param chunks decompressed text in chunks of any size
 * @throws FormatError for the first broken rule that is not tolerated
 */
export function checkVcf(chunks: Iterable<Uint8Array>, options: CheckOptions = {}): CheckedVcf {
  const findings = makeFindings(options);
  const reader = makeVcfTextReader({
    findings,
    ...(options.headerLimits ? { headerLimits: options.headerLimits } : {}),
    ...(options.maxLineBytes ? { maxLineBytes: options.maxLineBytes } : {}),
    onHeader(header) {
      const validator: RecordValidator = makeRecordValidator(header, findings);
      const order = options.order === false ? undefined : makeOrderCheck(findings);
      return (buf, record) => {
        validator.full(buf, record);
        order?.(buf, record, validator.facts);
      };
    },
  });
  for (const chunk of chunks) reader.push(chunk);
  return { ...reader.end(), warnings: warningList(findings) };
}
