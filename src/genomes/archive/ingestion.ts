/** What the archive takes from the variant store's ingestion and call details; one place, so that the door is seen. */
export { eraseFromCalls } from '../variants/calls/index.ts';
export { contigSeed, siteHash } from '../variants/ingest/candidate-sites.ts';
export {
  type Callability,
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
  splitIntoBatches,
} from '../variants/ingest/index.ts';
