import type { PlainColumns, RecordFacts } from './check-fixed.ts';
import { makeFixedCheck } from './check-fixed.ts';
import { makeInfoCheck } from './check-info.ts';
import { checkFormat, makeSampleCheck } from './check-samples.ts';
import type { VcfHeader } from './definition.ts';
import { minorVersion } from './definition.ts';
import type { Findings } from './findings.ts';
import { broken } from './findings.ts';
import type { FormatLayout } from './format.ts';
import { makeFormatCache } from './format.ts';
import { plainInfoKeys, type QuickChecks } from './quick-checks.ts';
import type { RecordFields } from './record.ts';
import { checkSampleCount } from './record.ts';
import { reservedFormat, reservedInfo } from './reserved.ts';

/**
 * Checks of data lines for one file, from cheap to complete. Each reads its part of the line once.
 * Ingestion calls `fixed` (and `info`) for every line, and scans GT-only sample columns itself.
 */
export interface RecordValidator {
  /** What `fixed` found in the last line: position, quality, ALT alleles and their kinds. */
  readonly facts: RecordFacts;
  /** CHROM to FILTER. @param plain columns that a quick check found without fault */
  fixed(buf: Uint8Array, record: RecordFields, plain?: PlainColumns): void;
  /** INFO; after `fixed`. */
  info(buf: Uint8Array, record: RecordFields): void;
  /** The layout of FORMAT, judged once per distinct column; `undefined` when the line has no samples. */
  format(buf: Uint8Array, record: RecordFields): FormatLayout | undefined;
  /** All sample columns: number of columns, genotypes, types and numbers of values; after `fixed`. Gives the number of samples. */
  samples(buf: Uint8Array, record: RecordFields): number;
  /** All of the above. */
  full(buf: Uint8Array, record: RecordFields): void;
}

/**
 * Makes the checks for one file.
 *
 * @param header its parsed header
 * @param findings collects warnings; broken rules that are not tolerated are thrown as FormatError with the line
 * @param quick recognises columns that are without fault in less time; what it does not recognise is checked here
 */
export function makeRecordValidator(header: VcfHeader, findings: Findings, quick?: QuickChecks): RecordValidator {
  const minor = minorVersion(header.version);
  const reserved = { info: reservedInfo(minor), format: reservedFormat(minor) };
  const { facts, check: fixed } = makeFixedCheck(header, findings);
  const checkInfo = makeInfoCheck(header, reserved.info, minor, findings);
  const isPlainInfo = quick?.info(plainInfoKeys(header, reserved.info), minor >= 3) ?? null;
  const checkSamples = makeSampleCheck(header.samples.length, minor, findings);
  const layouts = makeFormatCache(header, reserved.format);

  function format(buf: Uint8Array, record: RecordFields): FormatLayout | undefined {
    if (record.columns < 9) return undefined;
    const layout = layouts.get(buf, record.starts[8]!, record.ends[8]!);
    if (!layout.checked) checkFormat(layout, minor, record.line, findings);
    return layout;
  }

  function info(buf: Uint8Array, record: RecordFields): void {
    if (isPlainInfo?.(record.starts[7]!, record.ends[7]!, facts.alts.count) === true) return;
    checkInfo(buf, record, facts.alts.count);
  }

  function samples(buf: Uint8Array, record: RecordFields): number {
    const layout = format(buf, record);
    if (!layout) {
      if (header.samples.length > 0) checkSampleCount(record, 0, header.samples.length, findings);
      return 0;
    }
    if (!header.hasFormat)
      broken(
        findings,
        'column-count',
        record.line,
        `Line ${record.line} has sample columns; the #CHROM line has none.`,
      );
    if (record.samples > record.end + 1 || header.samples.length === 0) return 0;
    return checkSamples(buf, record, layout, facts.alts.count);
  }

  return {
    facts,
    fixed,
    info,
    format,
    samples,
    full(buf, record) {
      fixed(buf, record);
      info(buf, record);
      samples(buf, record);
    },
  };
}
