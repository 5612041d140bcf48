/** What the archive takes from the variant store's ingestion and call details; one place, so that the door is seen. */
export {
  type Callability,
  contigSeed,
  eraseFromCalls,
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
} from '../variants/index.ts';
