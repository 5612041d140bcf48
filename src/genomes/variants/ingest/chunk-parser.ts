import { FormatError } from '../../../formats/error.ts';
import {
  alleleKind,
  broken,
  checkSampleCount,
  type Findings,
  type FormatLayout,
  makeFindings,
  makeRecordFields,
  makeRecordValidator,
  type RecordValidator,
  readStructuralInfo,
  ruleError,
  scanRecord,
  textOf,
  warningList,
} from '../../../formats/vcf/index.ts';
import { contigRole } from '../../../genetics/contigs/index.ts';
import { readBlock } from './block-reader.ts';
import { isCommon, siteHash } from './candidate-sites.ts';
import type { ChunkTotals, ChunkWarning, FileSetup, KnownContig, ParsedChunk, ParserSetup } from './chunk-model.ts';
import { zeroTotals } from './chunk-model.ts';
import { ContigBuilder } from './contig-builder.ts';
import { GenotypeSets } from './genotype-sets.ts';
import { change, changeOfSubstitution, countCarriers, countMissing, countStructural } from './quality-counters.ts';
import { type GtProblem, gtStatus, readGenotypes } from './read-genotypes.ts';
import { basesText, plainSubstitution, RecordAlleles, readAlleles, use } from './record-alleles.ts';
import type { ReferenceBases } from './reference-bases.ts';
import { checkReference } from './reference-check.ts';
import { fieldInteger } from './sample-field.ts';

const LF = 10;
const CR = 13;
const HASH = 35;
const TAB = 9;

/** What a thread's parsers share. */
export interface ParserTools {
  setup: ParserSetup;
  reference: ReferenceBases | null;
  /** Candidate sites for relatedness with a hash above this are left out; lowered as better ones are found. */
  candidateLimit(): number;
}

/** Reads the data lines of one file, a chunk of whole lines at a time, into segment columns and counters. */
export class ChunkParser {
  readonly #tools: ParserTools;
  readonly #file: FileSetup;
  readonly #contigs: Map<string, KnownContig>;
  readonly #findings: Findings;
  readonly #validator: RecordValidator;
  readonly #record = makeRecordFields();
  readonly #sets: GenotypeSets;
  readonly #alleles = new RecordAlleles();
  readonly #problem: GtProblem = { status: 0, sample: 0, from: 0, to: 0 };
  readonly #samples: number;
  readonly #tabs: Uint32Array;
  #bytes: Uint8Array = new Uint8Array(0);
  #parts: ContigBuilder[] = [];
  #part: ContigBuilder | null = null;
  #reference: ReferenceBases | null = null;
  #totals: ChunkTotals = zeroTotals();
  #warnings = new Map<string, ChunkWarning>();
  #line = 1;
  #textBytes = 0;
  #filterText = '';
  #filterIndex = 0;

  constructor(tools: ParserTools, file: FileSetup) {
    this.#tools = tools;
    this.#file = file;
    this.#contigs = contigTable(tools.setup.contigs);
    this.#findings = makeFindings({ file: file.name, tolerate: file.tolerate });
    this.#validator = makeRecordValidator(file.header, this.#findings);
    this.#samples = file.header.samples.length;
    this.#sets = new GenotypeSets(tools.setup.genomes);
    this.#tabs = new Uint32Array(this.#samples + 1);
  }

  /**
   * Parses whole lines.
   * @param bytes text; lines from `from` to `to`, the last of which may lack its line feed only at the file's end
   * @throws FormatError whose line is counted from the chunk's beginning; `receiveError` makes it the file's
   */
  parse(bytes: Uint8Array, from: number, to: number): ParsedChunk {
    this.#begin(bytes);
    this.#textBytes = to - from;
    for (let at = from; at < to; this.#line++) {
      let end = bytes.indexOf(LF, at);
      if (end < 0 || end >= to) {
        end = to;
        broken(
          this.#findings,
          'final-newline',
          this.#line,
          `Line ${this.#line}, the last, does not end with a line feed.`,
        );
      }
      this.#readLine(at, end);
      at = end + 1;
    }
    return this.#finish();
  }

  #begin(bytes: Uint8Array): void {
    this.#bytes = bytes;
    this.#parts = [];
    this.#part = null;
    this.#totals = zeroTotals();
    this.#warnings = new Map();
    this.#findings.warnings.clear();
    this.#line = 1;
  }

  #finish(): ParsedChunk {
    this.#bytes = new Uint8Array(0);
    const broken = warningList(this.#findings).map((w) => ({
      code: w.code,
      what: w.what,
      line: w.line,
      count: w.count,
      expected: w.expected,
    }));
    return {
      lines: this.#line - 1,
      textBytes: this.#textBytes,
      parts: this.#parts.map((part) => part.finish()),
      totals: this.#totals,
      warnings: [...broken, ...this.#warnings.values()],
      withoutDetails: 0,
    };
  }

  #readLine(at: number, end: number): void {
    const bytes = this.#bytes;
    if (end - at <= 1 && (end === at || bytes[at] === CR)) {
      broken(this.#findings, 'blank-line', this.#line, `Line ${this.#line} is empty.`);
      return;
    }
    if (bytes[at] === HASH) {
      broken(this.#findings, 'header-in-body', this.#line, `Line ${this.#line} starts with # after the #CHROM line.`);
      return;
    }
    const record = this.#record;
    record.line = this.#line;
    scanRecord(bytes, at, end, record, this.#findings);
    this.#validator.fixed(bytes, record);
    this.#validator.info(bytes, record);
    const { facts } = this.#validator;
    const part = this.#partAt(facts.contig, facts.position);
    const layout = this.#validator.format(bytes, record);
    this.#totals.records++;
    if (
      this.#findSamples() &&
      readBlock(bytes, record, facts, layout, this.#tabs, this.#file, this.#tools.setup, part)
    ) {
      this.#totals.blocks++;
      return;
    }
    this.#readRecord(part, layout);
  }

  /** The builder of the record's contig; checks the order of positions. */
  #partAt(contig: string, pos: number): ContigBuilder {
    const part = this.#part;
    if (part !== null && part.name === contig) {
      if (pos < part.lastPos) {
        throw ruleError(
          'unsorted',
          this.#line,
          `Line ${this.#line} (${contig}:${pos}) comes after line ${part.lastLine} (${contig}:${part.lastPos}).`,
          this.#file.name,
        );
      }
      part.lastPos = pos;
      part.lastLine = this.#line;
      return part;
    }
    if (this.#parts.some((earlier) => earlier.name === contig)) {
      const earlier = this.#parts.find((p) => p.name === contig)!;
      throw ruleError(
        'contig-not-contiguous',
        this.#line,
        `Line ${this.#line} is of contig ${contig}, whose lines ended with line ${earlier.lastLine}.`,
        this.#file.name,
      );
    }
    const known = this.#knownContig(contig);
    const next = new ContigBuilder(contig, known, this.#tools.setup.genomes, pos, this.#line);
    this.#parts.push(next);
    this.#part = next;
    this.#filterText = '';
    const reference = this.#tools.reference;
    this.#reference = reference !== null && reference.use(known.name) !== null ? reference : null;
    return next;
  }

  #knownContig(contig: string): KnownContig {
    const known = this.#contigs.get(contig);
    if (known) return known;
    if (this.#tools.setup.reference !== null) {
      throw new FormatError(
        'IDUN_VCF_UNKNOWN_CONTIG',
        `Line ${this.#line} is of contig ${contig}, which the reference does not have.`,
        {
          file: this.#file.name,
          line: this.#line,
          expected: 'contigs of the reference that the file was submitted under',
          action: 'Submit the file under its own reference (--reference), or take the contig out.',
        },
      );
    }
    const added: KnownContig = { name: contig, aliases: [], length: null, role: contigRole(contig), par: [] };
    this.#contigs.set(contig, added);
    return added;
  }

  /** Offsets of the tabs before the sample columns; false when the line has none. */
  #findSamples(): boolean {
    const record = this.#record;
    const expected = this.#samples;
    let found = 0;
    if (record.columns === 9 && record.samples <= record.end) {
      const bytes = this.#bytes;
      const tabs = this.#tabs;
      for (let at = record.samples - 1; at < record.end; at++) {
        if (bytes[at] !== TAB) continue;
        if (found < expected) tabs[found] = at;
        found++;
      }
      tabs[expected] = record.end;
    }
    checkSampleCount(record, found, expected, this.#findings);
    return found > 0;
  }

  #readRecord(part: ContigBuilder, layout: FormatLayout | undefined): void {
    const bytes = this.#bytes;
    const record = this.#record;
    const { facts } = this.#validator;
    const start = facts.position - 1;
    const code = plainSubstitution(bytes, record);
    const refLength = record.ends[3]! - record.starts[3]!;
    this.#checkPlace(part, start, refLength);
    const ref = code >= 0 ? '' : basesText(bytes, record.starts[3]!, record.ends[3]!);
    this.#readGenotypes(facts.alts.count, layout);
    if (code >= 0) this.#storeSubstitution(part, start, code);
    else {
      const info = () => readStructuralInfo(bytes, record);
      readAlleles(bytes, facts, start, ref, this.#reference, info, this.#alleles);
      this.#storeAlleles(part, start, refLength);
    }
    if (layout !== undefined && layout.dp >= 0) this.#countDepth(part, layout.dp);
  }

  /** POS and REF within the contig, REF as in the reference. */
  #checkPlace(part: ContigBuilder, start: number, refLength: number): void {
    const { length } = part.known;
    const record = this.#record;
    if (length !== null && start + refLength > length && !(start === length && this.#onlyStructural())) {
      const where = `${part.name}:${start + 1}`;
      throw new FormatError(
        'IDUN_VCF_BEYOND_CONTIG',
        `Line ${this.#line} (${where}) ends beyond the contig, which has ${length} bases.`,
        {
          file: this.#file.name,
          line: this.#line,
          expected: `positions up to ${length}`,
          action: 'Check that the file was made with this reference.',
        },
      );
    }
    if (start < 0 && !this.#onlyStructural()) {
      throw ruleError('pos', this.#line, `POS in line ${this.#line} is 0.`, this.#file.name);
    }
    if (this.#reference !== null && start >= 0 && start < length!) {
      checkReference(this.#reference, this.#bytes, record, start, part.name, this.#file.name);
    }
  }

  #onlyStructural(): boolean {
    const { alts, kinds } = this.#validator.facts;
    for (let i = 0; i < alts.count; i++) {
      if (kinds[i] !== alleleKind.symbolic && kinds[i] !== alleleKind.breakend) return false;
    }
    return alts.count > 0;
  }

  #readGenotypes(alts: number, layout: FormatLayout | undefined): void {
    const sets = this.#sets;
    sets.reset(alts);
    const { localOf } = this.#file;
    if (layout === undefined || layout.gt < 0) {
      this.#warn(
        'IDUN_VCF_NO_GENOTYPES',
        `Line ${this.#line} has no GT; its genomes count as not called.`,
        'GT in FORMAT',
      );
      for (let i = 0; i < this.#samples; i++) sets.addHaploid(localOf === null ? i : localOf[i]!, -1);
    } else {
      const status = readGenotypes(this.#bytes, this.#tabs, this.#samples, alts, localOf, sets, this.#problem);
      if (status !== gtStatus.ok) throw this.#gtError(status, alts);
      if (sets.polyploid > 0) {
        const what = `Line ${this.#line} has calls of more than two alleles; they count as not called.`;
        this.#warn('IDUN_VCF_POLYPLOID', what, 'one or two alleles a genome', sets.polyploid);
      }
    }
    if (localOf !== null) sets.sort();
  }

  #gtError(status: number, alts: number): FormatError {
    const { from, to, sample } = this.#problem;
    const text = textOf(this.#bytes, from, Math.min(to, from + 40));
    const column = sample + 10;
    const what =
      status === gtStatus.outOfRange
        ? `GT in column ${column} of line ${this.#line} is '${text}', but the line has ${alts} ALT allele${alts === 1 ? '' : 's'}.`
        : `GT in column ${column} of line ${this.#line} is '${text}'.`;
    return ruleError(status === gtStatus.outOfRange ? 'genotype-range' : 'genotype', this.#line, what, this.#file.name);
  }

  #filter(part: ContigBuilder['small'], fresh: boolean): number {
    const { starts, ends } = this.#record;
    const from = starts[6]!;
    const text = textOf(this.#bytes, from, ends[6]!);
    if (text === 'PASS') return 1;
    if (text === '.') return 0;
    if (fresh || text !== this.#filterText) {
      this.#filterText = fresh ? '' : text;
      this.#filterIndex = part.filterIndex(text);
    }
    return this.#filterIndex;
  }

  #addSite(part: ContigBuilder, columns: ContigBuilder['small'], start: number, refLength: number): number {
    const { starts, ends } = this.#record;
    const filter = this.#filter(columns, columns !== part.small);
    columns.addSite(
      Math.max(0, start),
      Math.max(0, start + refLength),
      this.#line,
      filter,
      this.#validator.facts.quality,
    );
    if (ends[2]! - starts[2]! > 1 || this.#bytes[starts[2]!] !== 46) columns.setId(this.#bytes, starts[2]!, ends[2]!);
    columns.setSiteSets(this.#sets, this.#file.unknown);
    return filter;
  }

  #storeSubstitution(part: ContigBuilder, start: number, code: number): void {
    const genomes = this.#tools.setup.genomes;
    const sets = this.#sets;
    const carriers = sets.allele(1);
    const filter = this.#addSite(part, part.small, start, 1);
    part.small.addAllele(start, code, carriers);
    const counters = part.countersAt(start);
    countMissing(counters, genomes, sets.miss, sets.missCount);
    const kind = changeOfSubstitution(code);
    countCarriers(counters, genomes, kind, carriers);
    this.#countSubstitution(kind);
    const called = genomes - sets.missCount - sets.lowCount - this.#file.unknown.length;
    if (part.known.role === 'autosome' && filter <= 1 && isCommon(carriers.oneCount, carriers.twoCount, called)) {
      const hash = siteHash(part.seed, start, code);
      if (hash <= this.#tools.candidateLimit()) part.candidates.addSets(hash, start, code, carriers, sets);
    }
  }

  #countSubstitution(kind: number): void {
    const totals = this.#totals;
    totals.alleles++;
    totals.snvs++;
    if (kind === change.transition) totals.ti++;
    else totals.tv++;
  }

  #storeAlleles(part: ContigBuilder, start: number, refLength: number): void {
    const genomes = this.#tools.setup.genomes;
    const { alts } = this.#validator.facts;
    const alleles = this.#alleles;
    const counters = part.countersAt(start);
    countMissing(counters, genomes, this.#sets.miss, this.#sets.missCount);
    if (alleles.small > 0 || alleles.structural === 0) this.#addSite(part, part.small, start, refLength);
    if (alleles.structural > 0) this.#addSite(part, part.structural, start, refLength);
    if (alleles.small + alleles.structural === 0) this.#totals.referenceSites++;
    if (alleles.small + alleles.structural > 1) this.#totals.multiallelic++;
    this.#totals.realigned += alleles.moved;
    if (alleles.same > 0)
      this.#warn('IDUN_VCF_ALT_IS_REF', `Line ${this.#line} has an ALT that is its REF.`, 'an ALT other than REF');
    for (let i = 0; i < alts.count; i++) {
      if (alleles.use[i] === use.small) this.#storeSmall(part, i, counters);
      else if (alleles.use[i] === use.structural) this.#storeStructural(part, i, counters);
    }
  }

  #storeSmall(part: ContigBuilder, i: number, counters: Uint32Array): void {
    const alleles = this.#alleles;
    const sets = this.#sets.allele(i + 1);
    const plain = alleles.code[i]!;
    const ref = alleles.ref[i]!;
    const alt = alleles.alt[i]!;
    const code = plain >= 0 ? plain : part.small.alleleCode(ref, alt);
    part.small.addAllele(alleles.start[i]!, code, sets);
    const kind = plain >= 0 ? changeOfSubstitution(plain) : ref.length === alt.length ? change.multiBase : change.indel;
    countCarriers(counters, this.#tools.setup.genomes, kind, sets);
    if (plain >= 0) this.#countSubstitution(kind);
    else {
      this.#totals.alleles++;
      if (kind === change.indel) this.#totals.indels++;
    }
  }

  #storeStructural(part: ContigBuilder, i: number, counters: Uint32Array): void {
    const alleles = this.#alleles;
    const sets = this.#sets.allele(i + 1);
    const columns = part.structural;
    const code = columns.alleleCode(alleles.ref[i]!, alleles.alt[i]!);
    columns.addAllele(alleles.start[i]!, code, sets, alleles.end[i]!);
    countStructural(counters, this.#tools.setup.genomes, sets);
    this.#totals.alleles++;
    this.#totals.structural++;
  }

  #countDepth(part: ContigBuilder, index: number): void {
    const genomes = this.#tools.setup.genomes;
    const { localOf } = this.#file;
    const tabs = this.#tabs;
    for (let i = 0; i < this.#samples; i++) {
      const value = fieldInteger(this.#bytes, tabs[i]! + 1, tabs[i + 1]!, index);
      if (value < 0) continue;
      const genome = localOf === null ? i : localOf[i]!;
      part.depth[genome]! += value;
      part.depth[genomes + genome]! += 1;
    }
  }

  #warn(code: `IDUN_${string}`, what: string, expected: string, count = 1): void {
    const known = this.#warnings.get(code);
    if (known) known.count += count;
    else this.#warnings.set(code, { code, what, line: this.#line, count, expected });
  }
}

/** Contigs by every name they go by. */
function contigTable(contigs: readonly KnownContig[]): Map<string, KnownContig> {
  const table = new Map<string, KnownContig>();
  for (const contig of contigs) for (const alias of contig.aliases) table.set(alias, contig);
  for (const contig of contigs) table.set(contig.name, contig);
  return table;
}
