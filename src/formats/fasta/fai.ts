import { FormatError } from '../error.ts';

/** One contig of a `.fai` index. */
export interface FaiEntry {
  readonly name: string;
  /** Bases. */
  readonly length: number;
  /** Offset of the first base in the uncompressed file. */
  readonly offset: number;
  /** Bases on each full line. */
  readonly lineBases: number;
  /** Bytes of each full line, its end included. */
  readonly lineWidth: number;
}

/**
 * Reads the text of a `.fai`.
 * @throws FormatError IDUN_FAI_DAMAGED with the line
 */
export function parseFai(text: string, file?: string): FaiEntry[] {
  const entries: FaiEntry[] = [];
  const names = new Set<string>();
  for (const [i, line] of text.split(/\r?\n/).entries()) {
    if (line === '') continue;
    const [name, ...rest] = line.split('\t');
    const [length, offset, lineBases, lineWidth] = rest.map((field) =>
      /^\d+$/.test(field) ? Number(field) : Number.NaN,
    );
    const entry = { name: name!, length: length!, offset: offset!, lineBases: lineBases!, lineWidth: lineWidth! };
    if (!isSound(entry) || names.has(entry.name)) throw damaged(i + 1, file);
    names.add(entry.name);
    entries.push(entry);
  }
  return entries;
}

function isSound({ name, length, offset, lineBases, lineWidth }: FaiEntry): boolean {
  if (name === '' || ![length, offset, lineBases, lineWidth].every(Number.isSafeInteger)) return false;
  return length === 0 || (lineBases > 0 && lineWidth >= lineBases);
}

function damaged(line: number, file?: string): FormatError {
  return new FormatError('IDUN_FAI_DAMAGED', `Line ${line} of the .fai index is wrong.`, {
    ...(file === undefined ? {} : { file }),
    line,
    expected: 'a name met once, then length, offset, bases and bytes a line, separated by tabs',
    action: 'Delete the .fai file; it is made again from the FASTA file.',
  });
}

/** The text of a `.fai`. */
export function formatFai(entries: readonly FaiEntry[]): string {
  return entries.map((e) => `${e.name}\t${e.length}\t${e.offset}\t${e.lineBases}\t${e.lineWidth}\n`).join('');
}

interface OpenContig {
  name: string;
  length: number;
  offset: number;
  lineBases: number;
  lineWidth: number;
  /** A line shorter than the others has been seen; only the contig's last may be. */
  short: boolean;
}

/**
 * Makes the index of a FASTA file in one pass over its uncompressed bytes, as `samtools faidx`.
 * @throws FormatError IDUN_FASTA_* with the line, where the file cannot be indexed
 */
export async function buildFai(chunks: AsyncIterable<Uint8Array>, file?: string): Promise<FaiEntry[]> {
  const entries: FaiEntry[] = [];
  const names = new Set<string>();
  let contig: OpenContig | null = null;
  let line = 0;
  let offset = 0;

  function fail(reason: string, detail: string, expected: string): never {
    throw fastaError(reason, `Line ${line}: ${detail}`, expected, { line, ...(file === undefined ? {} : { file }) });
  }

  function startContig(bytes: Uint8Array): void {
    const name = /^>(\S*)/.exec(Buffer.from(bytes).toString('latin1'))![1]!;
    if (name === '') fail('NAME', 'the contig has no name.', '> and a name');
    if (names.has(name)) fail('NAME', `the contig name ${name} is met a second time.`, 'names met once');
    names.add(name);
    contig = { name, length: 0, offset: offset + bytes.length, lineBases: 0, lineWidth: 0, short: false };
    entries.push(contig);
  }

  function addBases(open: OpenContig, bytes: Uint8Array): void {
    const end = bytes.length - (bytes.at(-1) === 10 ? 1 : 0);
    const bases = end - (end > 0 && bytes[end - 1] === 13 ? 1 : 0);
    if (open.short && bases > 0) fail('UNEVEN', 'more bases follow a line that was shorter.', 'lines of one length');
    if (open.lineBases === 0) Object.assign(open, { lineBases: bases, lineWidth: bytes.length });
    else if (bases > open.lineBases) fail('UNEVEN', 'the line is longer than those before.', 'lines of one length');
    open.short = bases < open.lineBases || bases === 0 || (bytes.length !== open.lineWidth && bytes.at(-1) === 10);
    open.length += bases;
  }

  for await (const lines of wholeLines(chunks)) {
    for (const bytes of lines) {
      line++;
      if (bytes[0] === 0x3e) startContig(bytes);
      else if (contig !== null) addBases(contig, bytes);
      else if (bytes.some((byte) => byte > 32))
        fail('START', 'bases come before the first contig name.', 'a line with >');
      offset += bytes.length;
    }
  }
  if (entries.length === 0) {
    const place = file === undefined ? {} : { file };
    throw fastaError('EMPTY', 'The FASTA file has no contig.', 'a line with > and a name', place);
  }
  return entries.map(({ name, length, offset, lineBases, lineWidth }) => ({
    name,
    length,
    offset,
    lineBases,
    lineWidth,
  }));
}

/** Lines with their ends, those of a chunk together. A line longer than 1 GiB is refused. */
async function* wholeLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array[]> {
  let parts: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    const lines: Uint8Array[] = [];
    let at = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, at)) {
      const piece = chunk.subarray(at, end + 1);
      lines.push(parts.length === 0 ? piece : Buffer.concat([...parts, piece]));
      parts = [];
      size = 0;
      at = end + 1;
    }
    yield lines;
    if (at === chunk.length) continue;
    parts.push(Uint8Array.from(chunk.subarray(at)));
    size += chunk.length - at;
    if (size > 2 ** 30) throw fastaError('LINE', 'A line is longer than 1 GiB.', 'lines of 60 to 100 bases', {});
  }
  if (parts.length > 0) yield [Buffer.concat(parts)];
}

/** An error of a FASTA file. */
export function fastaError(
  reason: string,
  detail: string,
  expected: string,
  place: { file?: string; line?: number },
): FormatError {
  return new FormatError(`IDUN_FASTA_${reason}`, detail, {
    ...place,
    expected,
    action: 'Rewrite the file with lines of one length, for instance with samtools faidx or seqkit seq -w 60.',
  });
}
