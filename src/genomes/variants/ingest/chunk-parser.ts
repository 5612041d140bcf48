import type { GenotypeKernel } from '../../../bits/index.ts';
import { FormatError } from '../../../formats/error.ts';
import {
  broken,
  type Findings,
  makeFindings,
  makeRecordFields,
  makeRecordValidator,
  type PlainColumns,
  type RecordValidator,
  ruleError,
  scanRecord,
  warningList,
} from '../../../formats/vcf/index.ts';
import { contigRole } from '../../../genetics/contigs/index.ts';
import { DetailCollector } from '../calls/index.ts';
import {
  type ChunkTotals,
  type FileSetup,
  type KnownContig,
  type ParsedChunk,
  type ParserSetup,
  zeroTotals,
} from './chunk-model.ts';
import { ContigBuilder } from './contig-builder.ts';
import { LineWarnings } from './line-warnings.ts';
import { QuickScan } from './quick-scan.ts';
import { type RecordLine, RecordReader } from './record-reader.ts';
import type { ReferenceBases } from './reference-bases.ts';
import { SampleChecks } from './sample-checks.ts';

const LF = 10;
const CR = 13;
const HASH = 35;

/** What a thread's parsers share. */
export interface ParserTools {
  setup: ParserSetup;
  reference: ReferenceBases | null;
  /** Set when the text given to `parse` lies in the kernel's memory; null: everything in TypeScript. */
  kernel: GenotypeKernel | null;
  /** Candidate sites for relatedness with a hash above this are left out; lowered as better ones are found. */
  candidateLimit(): number;
}

/** Reads the data lines of one file, a chunk of whole lines at a time, into segment columns and counters. */
export class ChunkParser {
  readonly #tools: ParserTools;
  readonly #file: FileSetup;
  readonly #contigs: Map<string, KnownContig>;
  readonly #findings: Findings;
  readonly #quick: QuickScan | null;
  readonly #validator: RecordValidator;
  readonly #warnings = new LineWarnings();
  readonly #details: DetailCollector;
  readonly #reader: RecordReader;
  readonly #line: RecordLine;
  #parts: ContigBuilder[] = [];
  #part: ContigBuilder | null = null;
  #reference: ReferenceBases | null = null;
  #totals: ChunkTotals = zeroTotals();
  readonly #sampleChecks = new SampleChecks();
  #textBytes = 0;
  /** Payload of the last stretch of a contig. */
  #payloadWords = 0;

  constructor(tools: ParserTools, file: FileSetup) {
    this.#tools = tools;
    this.#file = file;
    this.#contigs = contigTable(tools.setup.contigs);
    // What the details hold is kept as text: a value that is none is a warning, not a reason to refuse the genotypes.
    this.#findings = makeFindings({ file: file.name, tolerate: [...file.tolerate, 'sample-type', 'sample-fields'] });
    const { setup, kernel, candidateLimit } = tools;
    this.#quick =
      kernel === null ? null : new QuickScan(kernel.scanner, plainWidth(file), (at) => kernel.scanPairs(at));
    this.#validator = makeRecordValidator(file.header, this.#findings, this.#quick ?? undefined);
    const { samples } = file.header;
    const packer = kernel?.packer ?? null;
    this.#details = new DetailCollector(setup.keys, samples.length, setup.genomes, file.localOf, packer);
    this.#reader = new RecordReader({
      setup,
      file,
      findings: this.#findings,
      warnings: this.#warnings,
      kernel,
      details: this.#details,
      candidateLimit,
    });
    this.#line = {
      bytes: new Uint8Array(0),
      record: makeRecordFields(),
      facts: this.#validator.facts,
      layout: undefined,
    };
  }

  /**
   * Parses whole lines.
   * @param bytes text; lines from `from` to `to`, the last of which may lack its line feed only at the file's end
   * @throws FormatError whose line is counted from the chunk's beginning; `receiveError` makes it the file's
   */
  parse(bytes: Uint8Array, from: number, to: number): ParsedChunk {
    this.begin();
    this.feed(bytes, from, to);
    return this.end();
  }

  /** Begins a chunk. */
  begin(): void {
    this.#parts = [];
    this.#part = null;
    this.#totals = zeroTotals();
    this.#reader.withoutDetails = 0;
    this.#findings.warnings.clear();
    this.#sampleChecks.reset();
    this.#line.record.line = 1;
    this.#textBytes = 0;
  }

  /** Parses the chunk's next whole lines, as {@link parse}; afterwards the bytes are not looked at again. */
  feed(bytes: Uint8Array, from: number, to: number): void {
    this.#line.bytes = bytes;
    const { kernel } = this.#tools;
    const { record } = this.#line;
    for (let at = from; at < to; record.line++) {
      let end = this.#quick?.scan(at, to, record) ?? -1;
      if (end >= 0) {
        this.#readScanned(this.#quick!.plain);
        at = end + 1;
        continue;
      }
      end = kernel === null ? bytes.indexOf(LF, at) : kernel.find(at, to, LF);
      if (end < 0 || end >= to) {
        end = to;
        const what = `Line ${record.line}, the last, does not end with a line feed.`;
        broken(this.#findings, 'final-newline', record.line, what);
      }
      this.#readLine(at, end);
      at = end + 1;
    }
    this.#details.flush(bytes);
    this.#line.bytes = new Uint8Array(0);
    this.#textBytes += to - from;
  }

  /** Ends the chunk. */
  end(): ParsedChunk {
    this.#endPart();
    const rules = warningList(this.#findings).map(({ code, what, line, count, expected }) => ({
      code,
      what,
      line,
      count,
      expected,
    }));
    return {
      lines: this.#line.record.line - 1,
      textBytes: this.#textBytes,
      fileBytes: 0,
      parts: this.#parts.map((part) => part.finish()),
      totals: this.#totals,
      warnings: [...rules, ...this.#warnings.take()],
      details: this.#details.take(),
      withoutDetails: this.#reader.withoutDetails,
    };
  }

  #readLine(at: number, end: number): void {
    const line = this.#line;
    const { bytes, record } = line;
    if (end - at <= 1 && (end === at || bytes[at] === CR)) {
      broken(this.#findings, 'blank-line', record.line, `Line ${record.line} is empty.`);
      return;
    }
    if (bytes[at] === HASH) {
      const what = `Line ${record.line} starts with # after the #CHROM line.`;
      broken(this.#findings, 'header-in-body', record.line, what);
      return;
    }
    scanRecord(bytes, at, end, record, this.#findings);
    this.#readScanned();
  }

  /** Reads the line whose columns are found. @param plain columns that need no check */
  #readScanned(plain?: PlainColumns): void {
    const line = this.#line;
    const { bytes, record } = line;
    this.#validator.fixed(bytes, record, plain);
    this.#validator.info(bytes, record);
    line.layout = this.#validator.format(bytes, record);
    const part = this.#partAt(line.facts.contig, line.facts.position);
    this.#reader.read(line, part, this.#reference, this.#totals);
    if (line.layout !== undefined && this.#sampleChecks.isDue(record, line.layout))
      this.#validator.samples(bytes, record);
  }

  /** The builder of the record's contig; checks the order of positions. */
  #partAt(contig: string, pos: number): ContigBuilder {
    const part = this.#part;
    const { line } = this.#line.record;
    if (part === null || part.name !== contig) return this.#beginPart(contig, pos, line);
    if (pos < part.lastPos) {
      const what = `Line ${line} (${contig}:${pos}) comes after line ${part.lastLine} (${contig}:${part.lastPos}).`;
      throw ruleError('unsorted', line, what, this.#file.name);
    }
    part.lastPos = pos;
    part.lastLine = line;
    return part;
  }

  #beginPart(contig: string, pos: number, line: number): ContigBuilder {
    const earlier = this.#parts.find((part) => part.name === contig);
    if (earlier !== undefined) {
      const what = `Line ${line} is of contig ${contig}, whose lines ended with line ${earlier.lastLine}.`;
      throw ruleError('contig-not-contiguous', line, what, this.#file.name);
    }
    this.#endPart();
    const { reference, setup } = this.#tools;
    const known = this.#knownContig(contig, line);
    const part = new ContigBuilder(contig, known, setup.genomes, pos, line, this.#payloadWords);
    this.#parts.push(part);
    this.#part = part;
    this.#reference = reference !== null && reference.use(known.name) !== null ? reference : null;
    return part;
  }

  /** What the kernel has counted belongs to the contig that ends. */
  #endPart(): void {
    if (this.#part === null) return;
    this.#payloadWords = this.#part.small.words;
    if (this.#tools.kernel !== null) this.#part.addCounters(this.#tools.kernel.takeCounters());
  }

  #knownContig(contig: string, line: number): KnownContig {
    const known = this.#contigs.get(contig);
    if (known) return known;
    if (this.#tools.setup.reference !== null) {
      throw new FormatError(
        'IDUN_VCF_UNKNOWN_CONTIG',
        `Line ${line} is of contig ${contig}, which the reference does not have.`,
        {
          file: this.#file.name,
          line,
          expected: 'contigs of the reference that the file was submitted under',
          action: 'Submit the file under its own reference (--reference), or take the contig out.',
        },
      );
    }
    const role = contigRole(contig);
    const added: KnownContig = { name: contig, aliases: [], length: null, role, par: [], target: null };
    this.#contigs.set(contig, added);
    return added;
  }
}

/** Bytes of a line's sample columns when all are plain calls of two alleles, and the kernel reads them; else 0. */
function plainWidth({ localOf, unknown, details, header }: FileSetup): number {
  return localOf === null && unknown.length === 0 && !details ? 4 * header.samples.length : 0;
}

/** Contigs by every name they go by. */
function contigTable(contigs: readonly KnownContig[]): Map<string, KnownContig> {
  const table = new Map<string, KnownContig>();
  for (const contig of contigs) for (const alias of contig.aliases) table.set(alias, contig);
  for (const contig of contigs) table.set(contig.name, contig);
  return table;
}
