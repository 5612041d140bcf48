export type {
  AsOf,
  CallsRequest,
  Carrier,
  CarriersAnswer,
  CarriersRequest,
  CohortRequest,
  FrequencyRequest,
  FrequencyScan,
  GenomeCalls,
  GroupAnswer,
  LookupAnswer,
  Note,
  RegionPage,
  RegionRequest,
  RegionRow,
  ShowRequest,
  StructuralPage,
  StructuralRequest,
  StructuralRow,
  Totals,
  VariantAnswer,
  VariantLookup,
  VariantName,
} from './answers/index.ts';
export { type CallRecord, eraseFromCalls } from './calls/index.ts';
export { askReferences, candidateReferences } from './choose-reference.ts';
export {
  type CompactionDeps,
  type CompactionResult,
  compactSegments,
  type ErasedSegments,
  eraseFromSegments,
  sweepSegments,
} from './compaction/index.ts';
export type { AlleleCounts, CountColumns } from './counts/index.ts';
export type { ReferenceBases } from './engine.ts';
export type { Annotated, AnnotateRequest } from './export/index.ts';
export {
  type Callability,
  contigSeed,
  type GenomeCounters,
  type IngestContig,
  type IngestReference,
  type IngestResult,
  type IngestTotals,
  type IngestWarning,
  type InspectedFile,
  ingestFiles,
  inspectFiles,
  type RelatednessSites,
  siteHash,
  splitIntoBatches,
} from './ingest/index.ts';
export { type MaintenanceDeps, type MaintenanceResult, maintainVariants } from './maintain-variants.ts';
export { readRegionText, readVariantText } from './naming/index.ts';
export type { Catalogue, ContigRow, GenomeRow, Manifest, UnwrapKey } from './population/index.ts';
export { openReferenceBases } from './reference-bases.ts';
export { type CountBatch, FREQUENCY_HEADER, formatFrequencyTsv } from './scan/index.ts';
export { openVariantStore, type VariantStore, type VariantStoreDeps } from './store.ts';
