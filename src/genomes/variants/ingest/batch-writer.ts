import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { ruleError } from '../../../formats/vcf/index.ts';
import { contigAliases, contigRole } from '../../../genetics/contigs/index.ts';
import { CallFilesWriter } from '../calls/index.ts';
import { type CallableLayer, type EqualAlleles, type FinishedSegment, SegmentWriter } from '../segment/index.ts';
import { joinBlocks } from './block-builder.ts';
import { type BlockColumns, type ChunkTotals, type ContigPart, type ParsedChunk, zeroTotals } from './chunk-model.ts';
import type { IngestContig, IngestSegment } from './model.ts';
import { COUNTER_ROWS } from './quality-counters.ts';
import type { RelatednessPool } from './relatedness-pool.ts';

/** What is known of one contig of the batch after all its records. */
export interface ContigSums {
  contig: IngestContig;
  counters: Uint32Array;
  parCounters: Uint32Array | null;
  sites: number;
  parSites: number;
}

/** The place of a file's records among the sites of a segment: the lines of sites `base` … in file order. */
interface SiteLines {
  fileNo: number;
  base: number;
  lineBase: number;
  lines: Uint32Array;
}

interface ContigState {
  contig: IngestContig;
  small: SegmentWriter | null;
  structural: SegmentWriter | null;
  smallLines: SiteLines[];
  structuralLines: SiteLines[];
  blocks: BlockColumns[];
  sums: ContigSums;
}

/** Where in which file a site's record stands. */
export interface SitePlace {
  fileNo: number;
  /** 1-based. */
  line: number;
}

export interface BatchWriterOptions {
  dataDir: string;
  batchNo: number;
  batchId: string;
  genomes: number;
  contigs: readonly IngestContig[];
  fileNames: readonly string[];
  /** Length that a header states of a contig the reference does not have. */
  lengthOf(name: string): number | null;
  /** Contigs end when the next begins: true for a single file. */
  finishEarly: boolean;
  /** Layers of a contig's segments from its blocks. */
  layersOf(contig: IngestContig, blocks: BlockColumns | null): CallableLayer[];
  /** Asked when two records describe one small allele. */
  judgeEqual(contig: IngestContig, pair: EqualAlleles, places: [SitePlace, SitePlace]): 'join' | 'first';
  relatedness: RelatednessPool;
}

/** Takes parsed chunks in file order and writes a segment per contig and kind. Lives in the coordinating thread. */
export class BatchWriter {
  readonly #options: BatchWriterOptions;
  readonly #byName = new Map<string, IngestContig>();
  readonly #states = new Map<number, ContigState>();
  readonly #segments: IngestSegment[] = [];
  readonly #newContigs: IngestContig[] = [];
  readonly #sums: ContigSums[] = [];
  readonly totals: ChunkTotals = zeroTotals();
  readonly depth: Float64Array;
  hasBlocks = false;
  #calls: CallFilesWriter | null = null;
  #withoutDetails = 0;
  #nextContigNo: number;
  /** Per file: contigs whose lines have ended, and where the current one stands. */
  readonly #ended: Map<string, number>[];
  readonly #last: ({ contig: string; pos: number; line: number } | null)[];

  constructor(options: BatchWriterOptions) {
    this.#options = options;
    for (const contig of options.contigs) for (const alias of contig.aliases) this.#byName.set(alias, contig);
    for (const contig of options.contigs) this.#byName.set(contig.name, contig);
    this.#nextContigNo = options.contigs.reduce((max, c) => Math.max(max, c.contigNo + 1), 0);
    this.depth = new Float64Array(2 * options.genomes);
    this.#ended = options.fileNames.map(() => new Map());
    this.#last = options.fileNames.map(() => null);
  }

  get newContigs(): IngestContig[] {
    return this.#newContigs;
  }

  /**
   * Adds a chunk.
   * @param lineBase lines of the file before the chunk
   * @throws FormatError when records are out of order across chunks
   */
  append(fileNo: number, chunk: ParsedChunk, lineBase: number): void {
    for (const key of Object.keys(this.totals) as (keyof ChunkTotals)[]) this.totals[key] += chunk.totals[key];
    this.#withoutDetails += chunk.withoutDetails;
    if (chunk.details.length > 0) {
      this.#calls ??= new CallFilesWriter(this.#callsPath(), this.#options.batchId, this.#options.genomes);
      this.#calls.add(chunk.details);
    }
    for (const part of chunk.parts) {
      this.#checkOrder(fileNo, part, lineBase);
      this.#appendPart(fileNo, part, lineBase);
    }
  }

  /** Writes what is left; `unseen` contigs get empty segments that say where genomes are callable. */
  finish(unseen: readonly IngestContig[]): {
    segments: IngestSegment[];
    sums: ContigSums[];
    callsFolder: string | null;
  } {
    for (const state of [...this.#states.values()]) this.#finishContig(state);
    const written = new Set(this.#segments.filter((s) => s.kind === 'small').map((s) => s.contigNo));
    for (const contig of unseen) {
      if (written.has(contig.contigNo)) continue;
      this.#seal(this.#writer('small'), contig, 'small', this.#options.layersOf(contig, null), []);
    }
    const callsFolder = this.#calls === null ? null : join('calls', this.#options.batchId);
    this.#calls?.finish(this.#withoutDetails === 0);
    return { segments: this.#segments, sums: this.#sums, callsFolder };
  }

  /** Removes everything written. */
  abort(): void {
    this.#calls?.abort();
    this.#calls = null;
    for (const state of this.#states.values()) {
      state.small?.abort();
      state.structural?.abort();
    }
    this.#states.clear();
    for (const segment of this.#segments) rmSync(segment.path, { force: true });
  }

  #callsPath(): string {
    return join(this.#options.dataDir, 'calls', this.#options.batchId);
  }

  #checkOrder(fileNo: number, part: ContigPart, lineBase: number): void {
    const file = this.#options.fileNames[fileNo]!;
    const ended = this.#ended[fileNo]!;
    const last = this.#last[fileNo]!;
    const line = lineBase + part.first.line;
    if (last !== null && last.contig === part.contig) {
      if (part.first.pos < last.pos) {
        const what = `Line ${line} (${part.contig}:${part.first.pos}) comes after line ${last.line} (${last.contig}:${last.pos}).`;
        throw ruleError('unsorted', line, what, file);
      }
    } else {
      const before = ended.get(part.contig);
      if (before !== undefined) {
        const what = `Line ${line} is of contig ${part.contig}, whose lines ended with line ${before}.`;
        throw ruleError('contig-not-contiguous', line, what, file);
      }
      if (last !== null) {
        ended.set(last.contig, last.line);
        const state = this.#states.get(this.#contig(last.contig).contigNo);
        if (this.#options.finishEarly && state !== undefined && this.#contig(part.contig) !== state.contig)
          this.#finishContig(state);
      }
    }
    this.#last[fileNo] = { contig: part.contig, pos: part.last.pos, line: lineBase + part.last.line };
  }

  #contig(name: string): IngestContig {
    const known = this.#byName.get(name);
    if (known !== undefined) return known;
    const length = this.#options.lengthOf(name);
    const added: IngestContig = {
      contigNo: this.#nextContigNo++,
      name,
      aliases: contigAliases(name, length).filter((alias) => alias !== name),
      length,
      role: contigRole(name),
    };
    this.#byName.set(name, added);
    this.#newContigs.push(added);
    return added;
  }

  #appendPart(fileNo: number, part: ContigPart, lineBase: number): void {
    const state = this.#state(this.#contig(part.contig));
    if (part.small !== null) {
      state.small ??= this.#writer('small');
      state.smallLines.push({ fileNo, base: state.small.sites, lineBase, lines: part.smallLines });
      state.small.append(part.small);
    }
    if (part.structural !== null) {
      state.structural ??= this.#writer('structural');
      state.structuralLines.push({ fileNo, base: state.structural.sites, lineBase, lines: part.structuralLines });
      state.structural.append(part.structural);
    }
    if (part.blocks !== null) {
      state.blocks.push(part.blocks);
      this.hasBlocks = true;
    }
    addInto(state.sums.counters, part.counters);
    if (part.parCounters !== null) {
      state.sums.parCounters ??= new Uint32Array(part.parCounters.length);
      addInto(state.sums.parCounters, part.parCounters);
    }
    state.sums.sites += part.sites;
    state.sums.parSites += part.parSites;
    if (part.depth !== null) addInto(this.depth, part.depth);
    if (part.candidates !== null) this.#options.relatedness.add(state.contig.contigNo, part.candidates);
  }

  #state(contig: IngestContig): ContigState {
    const known = this.#states.get(contig.contigNo);
    if (known !== undefined) return known;
    const counters = new Uint32Array(COUNTER_ROWS * this.#options.genomes);
    const sums: ContigSums = { contig, counters, parCounters: null, sites: 0, parSites: 0 };
    const state: ContigState = {
      contig,
      small: null,
      structural: null,
      smallLines: [],
      structuralLines: [],
      blocks: [],
      sums,
    };
    this.#states.set(contig.contigNo, state);
    this.#sums.push(sums);
    return state;
  }

  #writer(kind: 'small' | 'structural'): SegmentWriter {
    const { dataDir, batchNo, genomes } = this.#options;
    return new SegmentWriter(join(dataDir, 'segments'), { kind, genomes, batches: [{ batchNo, from: 0, genomes }] });
  }

  #finishContig(state: ContigState): void {
    this.#states.delete(state.contig.contigNo);
    const blocks = state.blocks.length === 0 ? null : joinBlocks(state.blocks, this.#options.genomes);
    const layers = this.#options.layersOf(state.contig, blocks);
    const small = state.small ?? (blocks === null ? null : this.#writer('small'));
    try {
      if (small !== null) this.#seal(small, state.contig, 'small', layers, state.smallLines);
    } catch (error) {
      state.structural?.abort();
      throw error;
    }
    if (state.structural !== null)
      this.#seal(state.structural, state.contig, 'structural', layers, state.structuralLines);
  }

  #seal(
    writer: SegmentWriter,
    contig: IngestContig,
    kind: 'small' | 'structural',
    layers: CallableLayer[],
    lines: SiteLines[],
  ): void {
    let finished: FinishedSegment;
    try {
      // Structural alleles may be repeated (VCFv4.5 §1.6.1): the same symbol can stand for different sequences.
      finished = writer.finish(layers, (pair) => {
        if (kind === 'structural') return 'join';
        const [a, b] = pair.sites;
        return this.#options.judgeEqual(contig, pair, [placeOf(lines, a), placeOf(lines, b)]);
      });
    } catch (error) {
      writer.abort();
      throw error;
    }
    this.#segments.push({ ...finished, contigNo: contig.contigNo, kind });
  }
}

function placeOf(lines: readonly SiteLines[], site: number): SitePlace {
  let at = lines.length - 1;
  while (at > 0 && lines[at]!.base > site) at--;
  const { fileNo, base, lineBase, lines: own } = lines[at]!;
  return { fileNo, line: lineBase + own[site - base]! };
}

function addInto(sum: Uint32Array | Float64Array, more: Uint32Array | Float64Array): void {
  for (let i = 0; i < sum.length; i++) sum[i]! += more[i]!;
}
