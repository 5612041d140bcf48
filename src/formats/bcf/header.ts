import type { VcfHeader } from '../vcf/index.ts';
import { makeFindings, parseHeader } from '../vcf/index.ts';
import { bcfError } from './errors.ts';

/** The header of a BCF: its VCF text and the dictionaries that records refer to (VCFv4.5 §6.2). */
export interface BcfHeader {
  /** VCF header text without the IDX fields, ending with a line feed. */
  text: string;
  vcf: VcfHeader;
  /** Keys of INFO, FORMAT and FILTER by index, as bytes. */
  strings: (Uint8Array | undefined)[];
  /** True where the INFO definition of that key is a Flag. */
  flags: boolean[];
  /** Contig names by index, as bytes. */
  contigs: (Uint8Array | undefined)[];
  /** Index of GT among `strings`; -1 when absent. */
  gtKey: number;
  /** True from VCF 4.4, where the first allele can have a phasing sign of its own. */
  firstPhase: boolean;
}

/**
 * Reads the header text of a BCF.
 *
 * @param bytes the `l_text` bytes after the magic
 * @throws FormatError when the text is no VCF header or an index is used twice
 */
export function parseBcfHeader(bytes: Uint8Array, file?: string): BcfHeader {
  const zero = bytes.indexOf(0);
  const raw = Buffer.from(zero < 0 ? bytes : bytes.subarray(0, zero))
    .toString('utf8')
    .trimEnd();
  const lines = raw.split('\n').map((line) => line.replace(/\r$/, ''));
  const text = `${lines.map(withoutIndex).join('\n')}\n`;
  const findings = makeFindings({ ...(file === undefined ? {} : { file }), tolerate: bcfTolerates });
  const vcf = parseHeader(Buffer.from(text), findings);
  const strings: (string | undefined)[] = ['PASS'];
  const contigs: (string | undefined)[] = [];
  for (const line of lines) {
    const match = /^##(INFO|FORMAT|FILTER|contig)=<.*?\bID=([^,>]+)/.exec(line);
    if (!match) continue;
    const [, kind, id] = match as unknown as [string, string, string];
    place(kind === 'contig' ? contigs : strings, id, line, file);
  }
  const encoder = new TextEncoder();
  const encode = (name: string | undefined) => (name === undefined ? undefined : encoder.encode(name));
  return {
    text,
    vcf,
    strings: Array.from(strings, encode),
    flags: Array.from(strings, (id) => id !== undefined && vcf.info.get(id)?.type === 'Flag'),
    contigs: Array.from(contigs, encode),
    gtKey: strings.indexOf('GT'),
    firstPhase: vcf.version >= '4.4',
  };
}

// htslib writes what it was given: what these rules ask for does not touch the decoding.
const bcfTolerates = ['meta-description', 'meta-quote', 'format-without-samples'] as const;

function withoutIndex(line: string): string {
  return line.startsWith('##') ? line.replace(/,IDX=\d+(?=[,>])/, '') : line;
}

/** Largest index taken, so that a hostile header cannot make a huge table. */
const maxIndex = 10_000_000;

function place(dictionary: (string | undefined)[], id: string, line: string, file: string | undefined): void {
  const explicit = /,IDX=(\d+)[,>]/.exec(line)?.[1];
  if (explicit === undefined) {
    if (!dictionary.includes(id)) dictionary.push(id);
    return;
  }
  const index = Number(explicit);
  const known = dictionary[index];
  if (index > maxIndex || (known !== undefined && known !== id)) {
    throw bcfError(
      'MALFORMED',
      `The header gives index ${explicit} to "${id.slice(0, 40)}", which is ${known === undefined ? 'too large' : 'taken'}.`,
      0,
      file,
    );
  }
  dictionary[index] = id;
}
