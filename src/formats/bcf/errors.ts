import { FormatError } from '../error.ts';

/**
 * The error for a BCF that cannot be decoded.
 *
 * @param record 1-based record, 0 for the header
 */
export function bcfError(
  reason: 'TRUNCATED' | 'MALFORMED' | 'VERSION' | 'TOO_LARGE',
  what: string,
  record: number,
  file?: string,
): FormatError {
  const where = record > 0 ? `Record ${record}: ${what}` : what;
  return new FormatError(`IDUN_BCF_${reason}`, where, {
    ...(file === undefined ? {} : { file }),
    expected: expectations[reason],
  });
}

const expectations = {
  TRUNCATED: 'a complete BCF file; fetch it again',
  MALFORMED: 'records as in VCFv4.5 §6',
  VERSION: 'BCF 2.1 or 2.2',
  TOO_LARGE: 'a header and records within the memory bound',
} as const;
