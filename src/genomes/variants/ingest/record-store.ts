import type { GenotypeKernel, PackedPairs } from '../../../bits/index.ts';
import { type RecordFields, textOf } from '../../../formats/vcf/index.ts';
import { ONE_SHIFT, PHASE_SHIFT, TWO_SHIFT } from '../segment/index.ts';
import { isCommon, siteHash } from './candidate-sites.ts';
import type { ChunkTotals } from './chunk-model.ts';
import type { ColumnBuilder } from './column-builder.ts';
import type { ContigBuilder } from './contig-builder.ts';
import type { GenotypeSets } from './genotype-sets.ts';
import type { LineWarnings } from './line-warnings.ts';
import { change, countCarriers, countMissing, countStructural } from './quality-counters.ts';
import { type RecordAlleles, use } from './record-alleles.ts';

const DOT = 46;

/** Where a record stands. */
export interface RecordPlace {
  bytes: Uint8Array;
  record: RecordFields;
  /** 0-based POS. */
  start: number;
  refLength: number;
  /** QUAL; NaN when absent. */
  quality: number;
}

/** Puts records into the columns of their contig and counts them. */
export class RecordStore {
  readonly #genomes: number;
  readonly #unknown: Uint32Array;
  readonly #candidateLimit: () => number;
  readonly #warnings: LineWarnings;
  #filterOf: ColumnBuilder | null = null;
  #filterText = '';
  #filterIndex = 0;

  constructor(genomes: number, unknown: Uint32Array, candidateLimit: () => number, warnings: LineWarnings) {
    this.#genomes = genomes;
    this.#unknown = unknown;
    this.#candidateLimit = candidateLimit;
    this.#warnings = warnings;
  }

  /** Adds a record with one small allele whose calls the kernel has packed and counted. */
  addPacked(
    place: RecordPlace,
    part: ContigBuilder,
    alleles: RecordAlleles,
    packed: PackedPairs,
    kernel: GenotypeKernel,
    totals: ChunkTotals,
  ): void {
    const { small } = part;
    const { one, two, miss, words, alleleWords, missWords } = packed;
    const filter = this.#addSite(place, small);
    if (miss > 0) small.setPackedMiss(packed.missAs, miss, words, alleleWords, missWords);
    const code = smallCode(small, alleles, 0);
    const flags = (packed.oneAs << ONE_SHIFT) | (packed.twoAs << TWO_SHIFT) | (packed.phase << PHASE_SHIFT);
    small.addPackedAllele(alleles.start[0]!, code, flags, one, two, words, 0, alleleWords);
    part.sites++;
    countSmall(totals, alleles.change(0));
    totals.realigned += alleles.moved;
    if (alleles.code[0]! < 0 || !this.#isCandidate(part, filter, one, two, this.#genomes - miss)) return;
    const hash = siteHash(part.seed, place.start, code);
    if (hash > this.#candidateLimit()) return;
    const { planes, at, words: width } = part.candidates.add(hash, place.start, code);
    kernel.copyPlanes(planes, at, width);
  }

  /** Adds a record from the lists of its calls. */
  add(place: RecordPlace, part: ContigBuilder, alleles: RecordAlleles, sets: GenotypeSets, totals: ChunkTotals): void {
    const counters = part.countersAt(place.start);
    countMissing(counters, this.#genomes, sets.miss, sets.missCount);
    const stored = alleles.small + alleles.structural;
    if (alleles.small > 0 || alleles.structural === 0) {
      const filter = this.#addSite(place, part.small);
      part.small.setSiteSets(sets, this.#unknown);
      if (alleles.isBiallelic()) this.#offerCandidate(place, part, alleles, sets, filter);
    }
    if (alleles.structural > 0) {
      this.#addSite(place, part.structural);
      part.structural.setSiteSets(sets, this.#unknown);
    }
    if (stored === 0) totals.referenceSites++;
    if (stored > 1) totals.multiallelic++;
    totals.realigned += alleles.moved;
    if (alleles.same > 0) {
      const { line } = place.record;
      this.#warnings.add(
        'IDUN_VCF_ALT_IS_REF',
        `Line ${line} has an ALT that is its REF.`,
        line,
        'an ALT other than REF',
      );
    }
    for (let i = 0; i < alleles.count; i++) {
      if (alleles.use[i] === use.small) this.#addSmall(part, alleles, i, sets, counters, totals);
      else if (alleles.use[i] === use.structural) this.#addStructural(part, alleles, i, sets, counters, totals);
    }
  }

  #addSmall(
    part: ContigBuilder,
    alleles: RecordAlleles,
    i: number,
    sets: GenotypeSets,
    counters: Uint32Array,
    totals: ChunkTotals,
  ): void {
    const carriers = sets.allele(i + 1);
    part.small.addAllele(alleles.start[i]!, smallCode(part.small, alleles, i), carriers);
    const kind = alleles.change(i);
    countCarriers(counters, this.#genomes, kind, carriers);
    countSmall(totals, kind);
  }

  #addStructural(
    part: ContigBuilder,
    alleles: RecordAlleles,
    i: number,
    sets: GenotypeSets,
    counters: Uint32Array,
    totals: ChunkTotals,
  ): void {
    const carriers = sets.allele(i + 1);
    const code = part.structural.alleleCode(alleles.ref[i]!, alleles.alt[i]!);
    part.structural.addAllele(alleles.start[i]!, code, carriers, alleles.end[i]!);
    countStructural(counters, this.#genomes, carriers);
    totals.alleles++;
    totals.structural++;
  }

  #offerCandidate(
    place: RecordPlace,
    part: ContigBuilder,
    alleles: RecordAlleles,
    sets: GenotypeSets,
    filter: number,
  ): void {
    const code = alleles.code[0]!;
    const carriers = sets.allele(1);
    const called = this.#genomes - sets.missCount - sets.lowCount - this.#unknown.length;
    if (code < 0 || !this.#isCandidate(part, filter, carriers.oneCount, carriers.twoCount, called)) return;
    const hash = siteHash(part.seed, place.start, code);
    if (hash <= this.#candidateLimit()) {
      part.candidates.addSets(hash, place.start, code, carriers, sets, this.#unknown);
    }
  }

  #isCandidate(part: ContigBuilder, filter: number, one: number, two: number, called: number): boolean {
    return part.known.role === 'autosome' && filter <= 1 && isCommon(one, two, called);
  }

  /** Begins the site; gives its filter. */
  #addSite(place: RecordPlace, columns: ColumnBuilder): number {
    const { bytes, record, start } = place;
    const { starts, ends } = record;
    const filter = this.#filter(bytes, starts[6]!, ends[6]!, columns);
    const end = Math.max(0, start + place.refLength);
    columns.addSite(Math.max(0, start), end, record.line, filter, place.quality);
    if (ends[2]! - starts[2]! > 1 || bytes[starts[2]!] !== DOT) columns.setId(bytes, starts[2]!, ends[2]!);
    return filter;
  }

  #filter(bytes: Uint8Array, from: number, to: number, columns: ColumnBuilder): number {
    const length = to - from;
    if (length === 1 && bytes[from] === DOT) return 0;
    if (
      length === 4 &&
      bytes[from] === 80 &&
      bytes[from + 1] === 65 &&
      bytes[from + 2] === 83 &&
      bytes[from + 3] === 83
    )
      return 1;
    const text = textOf(bytes, from, to);
    if (columns !== this.#filterOf || text !== this.#filterText) {
      this.#filterOf = columns;
      this.#filterText = text;
      this.#filterIndex = columns.filterIndex(text);
    }
    return this.#filterIndex;
  }
}

function smallCode(columns: ColumnBuilder, alleles: RecordAlleles, i: number): number {
  const plain = alleles.code[i]!;
  return plain >= 0 ? plain : columns.alleleCode(alleles.ref[i]!, alleles.alt[i]!);
}

function countSmall(totals: ChunkTotals, kind: number): void {
  totals.alleles++;
  if (kind === change.indel) totals.indels++;
  else if (kind !== change.multiBase) {
    totals.snvs++;
    if (kind === change.transition) totals.ti++;
    else totals.tv++;
  }
}
