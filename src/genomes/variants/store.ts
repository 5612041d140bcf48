import { join } from 'node:path';
import type { Bitmap } from '../../bits/index.ts';
import { type Clock, systemClock } from '../../platform/clock/index.ts';
import type { Db } from '../../platform/database/index.ts';
import { assertScope, type Scope } from '../../trust/scope/index.ts';
import {
  type CallsRequest,
  type CarrierMaskRequest,
  type CarriersAnswer,
  type CarriersRequest,
  callsOfGenome,
  carrierMask,
  type FrequencyRequest,
  type FrequencyScan,
  frequencyTable,
  type GenomeCalls,
  listCarriers,
  listRegion,
  listStructural,
  openLookup,
  type RegionPage,
  type RegionRequest,
  type ShowRequest,
  type StructuralPage,
  type StructuralRequest,
  scanFrequencies,
  showVariant,
  type Totals,
  totalsOf,
  type VariantAnswer,
  type VariantLookup,
} from './answers/index.ts';
import { type Engine, type ReferenceBases, withView } from './engine.ts';
import { type Annotated, type AnnotateRequest, annotateVcf, writeFrequencies } from './export/index.ts';
import { type Catalogue, openCatalogue, type UnwrapKey } from './population/index.ts';
import { storeCounts } from './scan/index.ts';
import { SegmentCache, Snapshots } from './snapshot/index.ts';

const GIBIBYTE = 2 ** 30;

export interface VariantStoreDeps {
  /** Connection of the app role; or `catalogue` in its place. */
  db?: Db;
  catalogue?: Catalogue;
  dataDir: string;
  /** Memory for segments held open; 1 GiB unless said otherwise. */
  cacheBytes?: number;
  clock?: Clock;
  /** Opens the keys of call details. Without it only what segments hold is read. */
  unwrapKey?: UnwrapKey;
  /** Bases of loaded references, for left-alignment and checks of REF. Without it questions are trimmed only. */
  referenceBases?: ReferenceBases;
}

/** The one door to genotypes. Every question takes a scope; the caller writes the audit entry before it sends the answer. */
export interface VariantStore {
  /** One variant in every group; several answers when an identifier names several alleles. Act `counts`. */
  show(scope: Scope, request: ShowRequest): Promise<VariantAnswer[]>;
  /** A page of the alleles of a region. Act `counts`. */
  region(scope: Scope, request: RegionRequest): Promise<RegionPage>;
  /** Counts of every allele in a cohort, as columns, for files of other formats. Act `counts`. */
  scan(scope: Scope, request: FrequencyRequest): Promise<FrequencyScan>;
  /** The same as lines of text/tab-separated-values, header first. Act `counts`. */
  frequencies(scope: Scope, request: FrequencyRequest): AsyncGenerator<Buffer>;
  /** Many lookups at one version, for annotation. Close it. Act `counts`. */
  lookup(scope: Scope, reference: string): Promise<VariantLookup>;
  /** Who has a variant. Act `carriers`. */
  carriers(scope: Scope, request: CarriersRequest): Promise<CarriersAnswer[]>;
  /** Who has a variant, or any in a region, as genome numbers that stay in this process. Act `carriers`, over everybody. */
  carrierMask(scope: Scope, request: CarrierMaskRequest): Promise<Bitmap>;
  /** The same as a file whose name says the format: TSV, VCF or Parquet. Act `counts`. @returns rows written */
  writeFrequencies(scope: Scope, request: FrequencyRequest, path: string): Promise<number>;
  /** A person's own VCF with the frequencies beside each allele. Act `counts`. */
  annotate(scope: Scope, request: AnnotateRequest): Promise<Annotated>;
  /** A page of the structural alleles that overlap a region. Act `counts`. */
  structural(scope: Scope, request: StructuralRequest): Promise<StructuralPage>;
  /** One genome's calls, without reading others'. Act `calls`. */
  calls(scope: Scope, request: CallsRequest): Promise<GenomeCalls>;
  /** How much there is. Act `counts`. */
  totals(scope: Scope, reference: string): Promise<Totals>;
  /** Makes and keeps the counts of every group under the current mask, for large segments. Background work. Act `counts`. @returns files written */
  storeCounts(scope: Scope, reference: string, signal?: AbortSignal): Promise<number>;
  /** Looks whether the data changed and lets go of what is no longer live; for NOTIFY idun_manifest and idun_mask. */
  refresh(): Promise<void>;
  close(): void;
}

/** Opens the variant store of a data directory. */
export function openVariantStore(deps: VariantStoreDeps): VariantStore {
  const catalogue = deps.catalogue ?? (deps.db ? openCatalogue(deps.db, deps.dataDir, deps.unwrapKey ?? null) : null);
  if (catalogue === null) throw new TypeError('openVariantStore needs a database or a catalogue');
  const cache = new SegmentCache(deps.cacheBytes ?? GIBIBYTE, join(deps.dataDir, 'counts'));
  const live = new Map<string, ReadonlySet<string>>();
  const snapshots = new Snapshots(catalogue, ({ manifest }) => {
    // Segments that left the manifest are let go at once: one may have been erased.
    live.set(manifest.reference.name, new Set(manifest.segments.map((s) => s.segmentId)));
    cache.keepOnly((id) => [...live.values()].some((ids) => ids.has(id)));
  });
  const engine: Engine = {
    catalogue,
    snapshots,
    cache,
    clock: deps.clock ?? systemClock,
    referenceBases: deps.referenceBases ?? (async () => null),
    dataDir: deps.dataDir,
  };
  return {
    show: (scope, request) => showVariant(engine, scope, request),
    region: (scope, request) => listRegion(engine, scope, request),
    scan: (scope, request) => scanFrequencies(engine, scope, request),
    frequencies: (scope, request) => frequencyTable(engine, scope, request),
    lookup: (scope, reference) => openLookup(engine, scope, reference),
    carriers: (scope, request) => listCarriers(engine, scope, request),
    carrierMask: (scope, request) => carrierMask(engine, scope, request),
    writeFrequencies: (scope, request, path) => writeFrequencies(engine, scope, request, path),
    annotate: (scope, request) => annotateVcf(engine, scope, request),
    totals: (scope, reference) => totalsOf(engine, scope, reference),
    structural: (scope, request) => listStructural(engine, scope, request),
    calls: (scope, request) => callsOfGenome(engine, scope, request),
    storeCounts(scope, reference, signal) {
      assertScope(scope, 'counts', engine.clock);
      const folder = join(deps.dataDir, 'counts');
      return withView(engine, scope, reference, (view) => storeCounts(view, { folder, ...(signal ? { signal } : {}) }));
    },
    refresh: () => snapshots.refresh(),
    close: () => cache.close(),
  };
}
