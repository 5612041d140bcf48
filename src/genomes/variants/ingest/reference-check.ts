import { FormatError } from '../../../formats/error.ts';
import { type RecordFields, textOf } from '../../../formats/vcf/index.ts';
import type { ReferenceBases } from './reference-bases.ts';

// Upper case of A, C, G and T in either case; 0 for every other letter, which agrees with anything as in `bcftools norm`.
const plain = new Uint8Array(256);
for (const base of 'ACGT') {
  plain[base.charCodeAt(0)] = base.charCodeAt(0);
  plain[base.toLowerCase().charCodeAt(0)] = base.charCodeAt(0);
}

/**
 * Compares REF with the reference. N and IUPAC letters on either side are tolerated.
 * @param start 0-based POS, within the contig
 * @throws FormatError IDUN_VCF_REF_MISMATCH with line, place, found and expected
 */
export function checkReference(
  reference: ReferenceBases,
  bytes: Uint8Array,
  record: RecordFields,
  start: number,
  contig: string,
  file: string,
): void {
  const from = record.starts[3]!;
  const length = record.ends[3]! - from;
  for (let i = 0; i < length; i++) {
    const found = plain[bytes[from + i]!]!;
    const expected = plain[reference.baseAt(start + i)]!;
    if (found !== expected && found !== 0 && expected !== 0)
      throw mismatch(reference, bytes, record, start, contig, file);
  }
}

function mismatch(
  reference: ReferenceBases,
  bytes: Uint8Array,
  record: RecordFields,
  start: number,
  contig: string,
  file: string,
): FormatError {
  const shown = Math.min(20, record.ends[3]! - record.starts[3]!);
  const found = textOf(bytes, record.starts[3]!, record.starts[3]! + shown);
  let expected = '';
  for (let i = 0; i < shown; i++) expected += String.fromCharCode(reference.baseAt(start + i));
  const rest = record.ends[3]! - record.starts[3]! > shown ? '…' : '';
  return new FormatError(
    'IDUN_VCF_REF_MISMATCH',
    `Line ${record.line}: REF at ${contig}:${start + 1} is ${found}${rest}, the reference has ${expected}${rest}.`,
    {
      file,
      line: record.line,
      expected: `REF ${expected}${rest} at ${contig}:${start + 1}`,
      action: 'The file was made with another reference. Submit it under that one.',
    },
  );
}
