export { type Dataset, ensureDataset, findDatasets, type NewDataset, requireDataset } from './datasets/dataset.ts';
export { leaveDataset, leaveDatasetIn } from './datasets/leave-dataset.ts';
export { type DatasetAnswer, exportPed, listDatasets } from './datasets/list-datasets.ts';
export { changeController, closeDataset, describeDataset, openDataset, stateTerms } from './datasets/terms.ts';
export { type DatasetDetail, type Terms, termsSchema } from './datasets/terms-model.ts';
export type { ArchiveDeps } from './deps.ts';
export {
  type ErasureCertificate,
  formatCertificate,
  makeCertificate,
  verifyCertificate,
} from './erasure/certificate.ts';
export { type ErasedGenome, eraseGenome } from './erasure/erase-genome.ts';
export { cycleLog, rewriteTables } from './erasure/forget-rows.ts';
export type { ErasedPlace } from './erasure/pending.ts';
export { resumeErasures } from './erasure/resume-erasures.ts';
export { listBackups } from './erasure/tombstones.ts';
export { genomesOfPeople } from './genomes/genomes-of-people.ts';
export { type GenomeAnswer, listGenomes } from './genomes/list-genomes.ts';
export { exportPhenopacket, resolveGenome, showGenome } from './genomes/show-genome.ts';
export { swapSamples } from './genomes/swap-samples.ts';
export { type ArchiveKeys, archiveKeyColumns, openKeys } from './keys.ts';
export { archiveMigrations } from './migrations/index.ts';
export type { Finding, Report, SubmissionOptions, SubmissionOptionsInput } from './model.ts';
export { openArchive } from './open-archive.ts';
export type { GivenFile } from './originals/index.ts';
export { addReference, type NewReference } from './references/add-reference.ts';
export { listReferences, type ReferenceAnswer } from './references/list-references.ts';
export { removeReference } from './references/remove-reference.ts';
export { datasetNamespace } from './samples/find-people.ts';
export {
  type DecidedSubmission,
  rejectSubmission,
  releaseSubmission,
  retractSubmission,
} from './submissions/decide-submission.ts';
export { enqueueSubmission, enqueueUnfinished, processTask } from './submissions/enqueue-submission.ts';
export {
  listSubmissions,
  type SubmissionDetail,
  type SubmissionSummary,
  showSubmission,
} from './submissions/list-submissions.ts';
export { type ProcessedSubmission, processSubmission } from './submissions/process-submission.ts';
export { type ReceivedSubmission, receiveSubmission } from './submissions/receive-submission.ts';
export { replaceSubmission } from './submissions/replace-submission.ts';
export { findUnfinished } from './submissions/store.ts';
export { sweepArchive } from './submissions/sweep.ts';
