import { FormatError } from '../error.ts';
import { type LineBatch, readLines, readTextFile } from '../gzip/index.ts';

export type Strand = '+' | '-' | '.' | '?';

/** One line of a GFF3 file. */
export interface Gff3Feature {
  readonly contig: string;
  readonly source: string;
  readonly type: string;
  /** 0-based half-open. */
  readonly start: number;
  readonly end: number;
  readonly strand: Strand;
  /** Bases to skip before the next codon; null where the file has a dot. */
  readonly phase: 0 | 1 | 2 | null;
  /** Decoded values by tag, lists as the file has them. */
  readonly attributes: ReadonlyMap<string, readonly string[]>;
  /** 1-based line. */
  readonly line: number;
}

/** A feature, or `###`: every feature before it is complete. */
export type Gff3Entry = Gff3Feature | 'complete';

/**
 * Streams the features of a GFF3 file (v1.26), plain, gzip or bgzip.
 * @throws FormatError IDUN_GFF3_LINE with file and line
 */
export async function* readGff3(path: string): AsyncGenerator<Gff3Entry> {
  yield* parseGff3(readLines(readTextFile(path, 'GFF3, plain or gzipped'), { file: path }), path);
}

/** Features from batches of lines. */
export async function* parseGff3(batches: AsyncIterable<LineBatch>, file?: string): AsyncGenerator<Gff3Entry> {
  for await (const { first, lines } of batches) {
    for (const [i, line] of lines.entries()) {
      if (line.startsWith('##FASTA') || line.startsWith('>')) return;
      if (line.startsWith('###')) yield 'complete';
      else if (line !== '' && !line.startsWith('#') && line.trim() !== '') yield parseFeature(line, first + i, file);
    }
  }
}

/**
 * One line of GFF3.
 * @throws FormatError IDUN_GFF3_LINE
 */
export function parseFeature(line: string, number: number, file?: string): Gff3Feature {
  const columns = line.split('\t');
  if (columns.length !== 9)
    throw badLine(number, `there are ${columns.length} columns`, '9 columns separated by tabs', file);
  const [contig, source, type, first, last, , strand, phase, attributes] = columns as string[] & { length: 9 };
  const start = position(first!) - 1;
  const end = position(last!);
  if (!(start >= 0 && end > start))
    throw badLine(number, `the place is ${first}–${last}`, 'start ≥ 1 and end ≥ start', file);
  if (!'+-.?'.includes(strand!) || strand!.length !== 1)
    throw badLine(number, `the strand is «${strand}»`, '+, -, . or ?', file);
  if (!'012.'.includes(phase!) || phase!.length !== 1)
    throw badLine(number, `the phase is «${phase}»`, '0, 1, 2 or .', file);
  return {
    contig: decode(contig!),
    source: source!,
    type: type!,
    start,
    end,
    strand: strand as Strand,
    phase: phase === '.' ? null : (Number(phase) as 0 | 1 | 2),
    attributes: parseAttributes(attributes!),
    line: number,
  };
}

function position(text: string): number {
  return /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
}

function parseAttributes(text: string): Map<string, readonly string[]> {
  const attributes = new Map<string, readonly string[]>();
  if (text === '.') return attributes;
  for (const pair of text.split(';')) {
    const at = pair.indexOf('=');
    if (at > 0)
      attributes.set(
        decode(pair.slice(0, at).trim()),
        pair
          .slice(at + 1)
          .split(',')
          .map(decode),
      );
  }
  return attributes;
}

/** Percent-decoding; a wrong escape stays as it is. */
function decode(text: string): string {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function badLine(line: number, found: string, expected: string, file?: string): FormatError {
  return new FormatError('IDUN_GFF3_LINE', `Line ${line} is not GFF3: ${found}.`, {
    ...(file === undefined ? {} : { file }),
    line,
    expected,
    action: 'Use the GFF3 file of Ensembl, GENCODE or RefSeq as it was published (not GTF).',
  });
}
