import { canonicalContig } from '../../../genetics/contigs/index.ts';
import { BlockBuilder } from './block-builder.ts';
import { CandidateBuilder, contigSeed } from './candidate-sites.ts';
import type { ContigPart, KnownContig } from './chunk-model.ts';
import { ColumnBuilder } from './column-builder.ts';
import { COUNTER_ROWS, row } from './quality-counters.ts';

const kernelRows = [0, 1, 2, 3].map((kind) => ({ het: row.het + kind, hom: row.hom + kind, missing: row.missing }));

/** Everything that one chunk of text says of one contig, while it is read. */
export class ContigBuilder {
  readonly name: string;
  readonly known: KnownContig;
  readonly small: ColumnBuilder;
  readonly seed: number;
  readonly candidates: CandidateBuilder;
  readonly blocks: BlockBuilder;
  readonly first: { pos: number; line: number };
  lastPos: number;
  lastLine: number;
  sites = 0;
  parSites = 0;
  readonly #genomes: number;
  readonly #counters: Uint32Array;
  #parCounters: Uint32Array | null = null;
  #structural: ColumnBuilder | null = null;
  #depth: Float64Array | null = null;

  /** @param payloadWords payload of the stretch before, as a guess of this one's */
  constructor(name: string, known: KnownContig, genomes: number, pos: number, line: number, payloadWords: number) {
    this.name = name;
    this.known = known;
    this.#genomes = genomes;
    this.small = new ColumnBuilder(genomes, false, Math.max(4096, Math.ceil(payloadWords * 1.25)));
    this.seed = contigSeed(canonicalContig(known.name));
    this.candidates = new CandidateBuilder(genomes);
    this.blocks = new BlockBuilder(genomes);
    this.#counters = new Uint32Array(COUNTER_ROWS * genomes);
    this.first = { pos, line };
    this.lastPos = pos;
    this.lastLine = line;
  }

  get structural(): ColumnBuilder {
    this.#structural ??= new ColumnBuilder(this.#genomes, true);
    return this.#structural;
  }

  /** Sum of DP, then number of DPs, per genome. */
  get depth(): Float64Array {
    this.#depth ??= new Float64Array(2 * this.#genomes);
    return this.#depth;
  }

  /** Whether a 0-based position lies in a pseudo-autosomal region. */
  inPar(start: number): boolean {
    const { par } = this.known;
    for (let i = 0; i < par.length; i += 2) if (start >= par[i]! && start < par[i + 1]!) return true;
    return false;
  }

  /** Counter rows for a small allele of a kind of change. */
  kernelRows(kind: number): { het: number; hom: number; missing: number } {
    return kernelRows[kind]!;
  }

  /** Adds counters that were kept elsewhere. */
  addCounters(counters: Uint32Array): void {
    for (let i = 0; i < counters.length; i++) this.#counters[i]! += counters[i]!;
  }

  /** Counters for a record at a 0-based position: those of the pseudo-autosomal regions are kept apart. Counts the site. */
  countersAt(start: number): Uint32Array {
    if (this.inPar(start)) {
      this.parSites++;
      this.#parCounters ??= new Uint32Array(COUNTER_ROWS * this.#genomes);
      return this.#parCounters;
    }
    this.sites++;
    return this.#counters;
  }

  finish(): ContigPart {
    const small = this.small.finish();
    const structural = this.#structural?.finish() ?? null;
    return {
      contig: this.name,
      first: this.first,
      last: { pos: this.lastPos, line: this.lastLine },
      small: small.columns.sites > 0 ? small.columns : null,
      smallLines: small.lines,
      structural: structural?.columns ?? null,
      structuralLines: structural?.lines ?? new Uint32Array(0),
      counters: this.#counters,
      parCounters: this.#parCounters,
      sites: this.sites,
      parSites: this.parSites,
      depth: this.#depth,
      blocks: this.blocks.finish(),
      candidates: this.candidates.finish(),
    };
  }
}
