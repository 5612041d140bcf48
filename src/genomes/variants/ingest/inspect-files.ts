import { stat } from 'node:fs/promises';
import { type FileKind, sniffFile, wrongKind } from '../../../formats/gzip/index.ts';
import {
  type Findings,
  makeFindings,
  makeHeaderReader,
  ruleError,
  type VcfHeader,
  warningList,
} from '../../../formats/vcf/index.ts';
import { FIRST_RECORDS, type FileFormat, type IngestFile, type IngestWarning, type InspectedFile } from './model.ts';
import { streamText } from './text-stream.ts';

const formats: Partial<Record<FileKind, FileFormat>> = {
  plain: 'vcf',
  bgzf: 'vcf-bgzip',
  gzip: 'vcf-gzip',
  bcf: 'bcf',
};
/** Text after the header that is looked at. */
const LOOK_BYTES = 4 << 20;

/** An inspected file with its parsed header, for use inside the ingestion. */
export interface OpenedFile extends InspectedFile {
  header: VcfHeader;
}

/**
 * Reads the headers and first records of files.
 * @throws FormatError for what is no VCF or BCF, a broken header, UTF-16, a folder, an empty file …, naming the file
 */
export async function inspectFiles(files: readonly IngestFile[]): Promise<InspectedFile[]> {
  const opened = await openFiles(files);
  return opened.map((file) => {
    const { header: _, ...inspected } = file;
    openedAs.set(inspected, file);
    return inspected;
  });
}

// What was inspected need not be opened again to be read.
const openedAs = new WeakMap<IngestFile, OpenedFile>();

/** As {@link inspectFiles}, with the headers; of a file that `inspectFiles` gave, what it saw. */
export async function openFiles(files: readonly IngestFile[]): Promise<OpenedFile[]> {
  const opened: OpenedFile[] = [];
  for (const file of files) opened.push(openedAs.get(file) ?? (await openFile(file)));
  return opened;
}

async function openFile(file: IngestFile): Promise<OpenedFile> {
  const kind = await sniffFile(file.path);
  if (kind === 'empty') throw ruleError('empty', 1, 'The file is empty.', file.name);
  if (kind === 'utf16') throw ruleError('encoding', 1, 'The file is in UTF-16.', file.name);
  const format = formats[kind];
  if (format === undefined) throw wrongKind(file.name, kind, 'VCF (plain, gzip or bgzip) or BCF');
  const findings = makeFindings({ file: file.name });
  const { header, rest } = await readBeginning(file, format, findings);
  const records = firstRecords(rest, header.lineCount);
  return {
    ...file,
    format,
    bytes: (await stat(file.path)).size,
    version: header.version,
    samples: header.samples,
    contigs: contigsOf(header, records),
    reference: header.reference ?? null,
    gvcf: records.some((r) => /<NON_REF>|<\*>/.test(r.alt) || (r.alt === '.' && /(^|;)END=/.test(r.info))),
    details: records.some((r) => r.format !== '' && r.format !== 'GT'),
    firstRecords: records.map(({ line, chrom, pos, ref, alt }) => ({ line, chrom, pos, ref, alt })),
    headerLines: header.lineCount,
    headerBytes: header.byteLength,
    warnings: headerWarnings(findings, file),
    header,
  };
}

const LOOK_PIECE_BYTES = 1 << 14;

/** The header and {@link FIRST_RECORDS} lines behind it, as far as {@link LOOK_BYTES} of text hold them. */
async function readBeginning(
  file: IngestFile,
  format: FileFormat,
  findings: Findings,
): Promise<{ header: VcfHeader; rest: Buffer }> {
  const reader = makeHeaderReader(findings);
  let header: VcfHeader | undefined;
  const pieces: Uint8Array[] = [];
  let size = 0;
  let lines = 0;
  for await (const chunk of streamText(file, format, undefined, LOOK_PIECE_BYTES)) {
    let piece = chunk;
    if (header === undefined) {
      const found = reader.push(chunk);
      if (found === undefined) continue;
      header = found.header;
      piece = found.rest;
    }
    pieces.push(piece);
    size += piece.length;
    for (let at = piece.indexOf(10); at >= 0 && lines <= FIRST_RECORDS; at = piece.indexOf(10, at + 1)) lines++;
    if (size >= LOOK_BYTES || lines > FIRST_RECORDS) break;
  }
  const rest = Buffer.concat(pieces);
  // Enough lines were seen: what is left of the next one is no line.
  const end = lines > FIRST_RECORDS ? rest.lastIndexOf(10) + 1 : rest.length;
  return { header: header ?? reader.end().header, rest: rest.subarray(0, end) };
}

interface FirstRecord {
  line: number;
  chrom: string;
  pos: number;
  ref: string;
  alt: string;
  info: string;
  format: string;
}

function firstRecords(text: Buffer, headerLines: number): FirstRecord[] {
  const records: FirstRecord[] = [];
  let line = headerLines;
  for (let at = 0; at < text.length && records.length < FIRST_RECORDS; ) {
    const lf = text.indexOf(10, at);
    if (lf < 0 && text.length >= LOOK_BYTES) break;
    const end = lf < 0 ? text.length : lf;
    line++;
    const columns = text.toString('latin1', at, Math.min(end, at + 65_536)).split('\t', 9);
    at = end + 1;
    if (columns.length < 8 || columns[0]!.startsWith('#')) continue;
    const [chrom, pos, , ref, alt, , , info, format = ''] = columns;
    records.push({ line, chrom: chrom!, pos: Number(pos), ref: ref!, alt: alt!, info: info!, format: format.trim() });
  }
  return records;
}

function contigsOf(header: VcfHeader, records: readonly FirstRecord[]): InspectedFile['contigs'] {
  if (header.contigs.length > 0) {
    return header.contigs.map((c) => ({
      name: c.name,
      length: c.length ?? null,
      md5: c.md5 ?? null,
      assembly: c.assembly ?? null,
    }));
  }
  const names = [...new Set(records.map((record) => record.chrom))];
  return names.map((name) => ({ name, length: null, md5: null, assembly: null }));
}

function headerWarnings(findings: Findings, file: IngestFile): IngestWarning[] {
  return warningList(findings).map((w) => ({
    code: w.code,
    what: w.what,
    count: w.count,
    file: file.name,
    line: w.line,
    expected: w.expected,
  }));
}

/**
 * Groups files into batches: files that share a sample, directly or through others, belong together.
 * Each group is one call of `ingestFiles` with a batch number of its own. Order is that of the files.
 */
export function splitIntoBatches<T extends InspectedFile>(files: readonly T[]): T[][] {
  const groups: { samples: Set<string>; files: T[] }[] = [];
  for (const file of files) {
    const touching = groups.filter((group) => file.samples.some((sample) => group.samples.has(sample)));
    const [first, ...others] = touching;
    const target = first ?? { samples: new Set<string>(), files: [] };
    if (first === undefined) groups.push(target);
    for (const other of others) {
      for (const sample of other.samples) target.samples.add(sample);
      target.files.push(...other.files);
      groups.splice(groups.indexOf(other), 1);
    }
    for (const sample of file.samples) target.samples.add(sample);
    target.files.push(file);
  }
  return groups.map((group) => group.files.sort((a, b) => files.indexOf(a) - files.indexOf(b)));
}
