import type { GenotypeKernel, PackedPairs } from '../../../bits/index.ts';
import { FormatError } from '../../../formats/error.ts';
import {
  alleleKind,
  checkSampleCount,
  type Findings,
  type FormatLayout,
  type RecordFacts,
  type RecordFields,
  readStructuralInfo,
  ruleError,
  textOf,
} from '../../../formats/vcf/index.ts';
import { overlapsInterval } from '../../../genetics/intervals/index.ts';
import type { DetailCollector } from '../calls/index.ts';
import { isReferenceBlock, readBlock } from './block-reader.ts';
import type { ChunkTotals, FileSetup, ParserSetup } from './chunk-model.ts';
import type { ContigBuilder } from './contig-builder.ts';
import { GenotypeSets } from './genotype-sets.ts';
import type { LineWarnings } from './line-warnings.ts';
import { type GtProblem, gtStatus, readGenotypes } from './read-genotypes.ts';
import { basesText, plainSubstitution, RecordAlleles, readAlleles } from './record-alleles.ts';
import { RecordStore } from './record-store.ts';
import type { ReferenceBases } from './reference-bases.ts';
import { checkReference } from './reference-check.ts';
import { fieldInteger } from './sample-field.ts';

const TAB = 9;

/** What a record reader works with. */
export interface RecordTools {
  setup: ParserSetup;
  file: FileSetup;
  findings: Findings;
  warnings: LineWarnings;
  kernel: GenotypeKernel | null;
  details: DetailCollector;
  candidateLimit(): number;
}

/** The line in hand. */
export interface RecordLine {
  bytes: Uint8Array;
  record: RecordFields;
  facts: RecordFacts;
  layout: FormatLayout | undefined;
}

/** Reads one record after another: place, alleles, genotypes; stores what they say. */
export class RecordReader {
  readonly #tools: RecordTools;
  readonly #samples: number;
  readonly #sets: GenotypeSets;
  readonly #alleles = new RecordAlleles();
  readonly #store: RecordStore;
  readonly #problem: GtProblem = { status: 0, sample: 0, from: 0, to: 0 };
  /** Offsets of the tabs before the sample columns and of the line's end. */
  readonly #tabs: Uint32Array;
  /** Whether column i is genome i and the file has all genomes: what the kernel needs. */
  readonly #plain: boolean;
  /** Records since the caller last set it to zero whose details were not kept. */
  withoutDetails = 0;

  constructor(tools: RecordTools) {
    this.#tools = tools;
    this.#samples = tools.file.header.samples.length;
    this.#sets = new GenotypeSets(tools.setup.genomes);
    this.#tabs = new Uint32Array(this.#samples + 1);
    this.#plain = tools.file.localOf === null && tools.file.unknown.length === 0 && this.#samples > 0;
    this.#store = new RecordStore(tools.setup.genomes, tools.file.unknown, tools.candidateLimit, tools.warnings);
  }

  /**
   * Reads one record.
   * @param reference bases of its contig, or null
   * @throws FormatError for what is wrong with its place, alleles or genotypes
   */
  read(line: RecordLine, part: ContigBuilder, reference: ReferenceBases | null, totals: ChunkTotals): void {
    const { bytes, record, facts, layout } = line;
    totals.records++;
    if (isReferenceBlock(bytes, record, facts, layout)) {
      this.#findSamples(bytes, record);
      readBlock(bytes, record, facts, layout!, this.#tabs, this.#tools.file, this.#tools.setup, part);
      totals.blocks++;
      return;
    }
    const start = facts.position - 1;
    const refLength = record.ends[3]! - record.starts[3]!;
    this.#checkPlace(line, part, start, refLength, reference);
    const { target } = part.known;
    if (target !== null && !overlapsInterval(target, Math.max(0, start), start + refLength)) totals.offTarget++;
    this.#readAlleles(line, start, reference);
    const place = { bytes, record, start, refLength, quality: facts.quality };
    const packed = this.#readPacked(line, part, start);
    if (packed !== null) {
      this.#store.addPacked(place, part, this.#alleles, packed, this.#tools.kernel!, totals);
      this.withoutDetails++;
      return;
    }
    this.#findSamples(bytes, record);
    this.#readGenotypes(line);
    this.#store.add(place, part, this.#alleles, this.#sets, totals);
    if (layout === undefined) return;
    if (layout.dp >= 0) this.#countDepth(bytes, part, layout.dp);
    if (layout.onlyGenotype && !this.#tools.file.details) this.withoutDetails++;
    else this.#tools.details.add(bytes, record, this.#tabs, part.name, Math.max(0, start));
  }

  #readAlleles({ bytes, record, facts }: RecordLine, start: number, reference: ReferenceBases | null): void {
    const code = plainSubstitution(bytes, record);
    if (code >= 0) {
      this.#alleles.setSubstitution(start, code);
      return;
    }
    const ref = basesText(bytes, record.starts[3]!, record.ends[3]!);
    readAlleles(bytes, facts, start, ref, reference, () => readStructuralInfo(bytes, record), this.#alleles);
  }

  /** The calls of a biallelic GT-only line of fixed width by the kernel; null when it is not such a line. */
  #readPacked(line: RecordLine, part: ContigBuilder, start: number): PackedPairs | null {
    const { kernel } = this.#tools;
    const { record, layout } = line;
    const alleles = this.#alleles;
    if (kernel === null || !this.#plain || this.#tools.file.details || alleles.count !== 1 || alleles.small !== 1)
      return null;
    if (layout === undefined || !layout.onlyGenotype || part.inPar(start)) return null;
    if (record.end - record.samples + 1 !== this.#samples * 4) return null;
    const rows = part.kernelRows(alleles.change(0));
    return kernel.readPairs(record.samples - 1, rows.het, rows.hom, rows.missing);
  }

  /** Finds the tabs before the sample columns and checks their number. */
  #findSamples(bytes: Uint8Array, record: RecordFields): void {
    const expected = this.#samples;
    const tabs = this.#tabs;
    const { kernel } = this.#tools;
    let found = 0;
    if (record.columns === 9 && record.samples <= record.end) {
      if (kernel !== null && expected > 3) {
        found = kernel.findAll(record.samples - 1, record.end, TAB, tabs, expected);
      } else {
        for (let at = record.samples - 1; at < record.end; at++) {
          if (bytes[at] !== TAB) continue;
          if (found < expected) tabs[found] = at;
          found++;
        }
      }
      tabs[expected] = record.end;
    }
    checkSampleCount(record, found, expected, this.#tools.findings);
  }

  /** POS and REF within the contig, REF as in the reference. */
  #checkPlace(
    { bytes, record, facts }: RecordLine,
    part: ContigBuilder,
    start: number,
    refLength: number,
    reference: ReferenceBases | null,
  ): void {
    const { length } = part.known;
    const { file } = this.#tools;
    if (length !== null && start + refLength > length && !(start === length && onlyStructural(facts))) {
      throw new FormatError(
        'IDUN_VCF_BEYOND_CONTIG',
        `Line ${record.line} (${part.name}:${start + 1}) ends beyond the contig, which has ${length} bases.`,
        {
          file: file.name,
          line: record.line,
          expected: `positions up to ${length}`,
          action: 'Check that the file was made with this reference.',
        },
      );
    }
    if (start < 0 && !onlyStructural(facts)) {
      throw ruleError('pos', record.line, `POS in line ${record.line} is 0.`, file.name);
    }
    if (reference !== null && start >= 0 && start < length!) {
      checkReference(reference, bytes, record, start, part.name, file.name);
    }
  }

  #readGenotypes({ bytes, record, facts, layout }: RecordLine): void {
    const sets = this.#sets;
    const alts = facts.alts.count;
    const { file, warnings } = this.#tools;
    sets.reset(alts);
    if (layout === undefined || layout.gt < 0) {
      const what = `Line ${record.line} has no GT; its genomes count as not called.`;
      warnings.add('IDUN_VCF_NO_GENOTYPES', what, record.line, 'GT in FORMAT');
      for (let i = 0; i < this.#samples; i++) sets.addHaploid(file.localOf === null ? i : file.localOf[i]!, -1);
    } else {
      const status = readGenotypes(bytes, this.#tabs, this.#samples, alts, file.localOf, sets, this.#problem);
      if (status !== gtStatus.ok) throw this.#gtError(status, bytes, record.line, alts);
      if (sets.polyploid > 0) {
        const what = `Line ${record.line} has calls of more than two alleles; they count as not called.`;
        warnings.add('IDUN_VCF_POLYPLOID', what, record.line, 'one or two alleles a genome', sets.polyploid);
      }
    }
    if (file.localOf !== null) sets.sort();
  }

  #gtError(status: number, bytes: Uint8Array, line: number, alts: number): FormatError {
    const { from, to, sample } = this.#problem;
    const text = textOf(bytes, from, Math.min(to, from + 40));
    const what = `GT in column ${sample + 10} of line ${line} is '${text}'`;
    const { name } = this.#tools.file;
    if (status !== gtStatus.outOfRange) return ruleError('genotype', line, `${what}.`, name);
    const has = `the line has ${alts} ALT allele${alts === 1 ? '' : 's'}`;
    return ruleError('genotype-range', line, `${what}, but ${has}.`, name);
  }

  #countDepth(bytes: Uint8Array, part: ContigBuilder, index: number): void {
    const { genomes } = this.#tools.setup;
    const { localOf } = this.#tools.file;
    const tabs = this.#tabs;
    const { depth } = part;
    for (let i = 0; i < this.#samples; i++) {
      const value = fieldInteger(bytes, tabs[i]! + 1, tabs[i + 1]!, index);
      if (value < 0) continue;
      const genome = localOf === null ? i : localOf[i]!;
      depth[genome]! += value;
      depth[genomes + genome]! += 1;
    }
  }
}

function onlyStructural({ alts, kinds }: RecordFacts): boolean {
  for (let i = 0; i < alts.count; i++) {
    if (kinds[i] !== alleleKind.symbolic && kinds[i] !== alleleKind.breakend) return false;
  }
  return alts.count > 0;
}
