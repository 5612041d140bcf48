export * from './banks.ts';
export {
  type AskedSpecimen,
  type ConsentAnswer,
  type ConsentAnswers,
  type ConsentProof,
  type ConsentReason,
  consentProofs,
  recordAnswers,
  withConsent,
} from './consent/ask-consent.ts';
export { type CustodyBatch, type CustodyEvent, donorsOf, recordCustody } from './custody/record-custody.ts';
export { type ReplayReport, replayBiobank } from './custody/replay.ts';
export type { BiobankDeps } from './deps.ts';
export { aliquotSpecimen, type Child, deriveSpecimen, poolSpecimens } from './derivation/derive.ts';
export { errors as specimenErrors } from './errors.ts';
export { type Handling as SpecimenHandling, handleSpecimen, type SpecimenDetail, showSpecimen } from './handle.ts';
export { type LabelName, labelNames } from './labels/layouts.ts';
export { makePdfLabels, makeZplLabels } from './labels/make-labels.ts';
export { labelRequest, type PrintedLabels, printLabels } from './labels/print-labels.ts';
export {
  listSpecimens,
  type OwnSpecimen,
  ownSpecimens,
  type SpecimenFilter,
  specimenConditions,
  specimensChangedSince,
} from './list-specimens.ts';
export * from './material.ts';
export { specimenMigrations } from './migrations/index.ts';
export { reachedBank } from './migrations/reached-bank.ts';
export type { CustodyAnswer, Specimen, SpecimenAnswer } from './model.ts';
export { type InventoryReport, importInventory } from './moving-in/import-inventory.ts';
export { type Encoding, encodings, readInventoryFile } from './moving-in/inventory-file.ts';
export { type Mapping, mappingSchema, readMapping } from './moving-in/mapping.ts';
export { type PartedSpecimens, partWithDonors } from './part-with-donor.ts';
export { closeReception, decideDiscrepancy, listDiscrepancies } from './reception/decide.ts';
export { decisionNames, discrepancyKinds } from './reception/discrepancy-rules.ts';
export { type Kit, listKits, makeKits, recordVisit, sendKit } from './reception/kits.ts';
export { listOrders, type NewOrder, type Order, orderSpecimens } from './reception/orders.ts';
export { type RackScan, readRackScan } from './reception/rack-scan.ts';
export { openReception, type Scan, type Scanned, scanRack, scanTube } from './reception/receive.ts';
export { runKindNames, runKinds } from './runs/kinds.ts';
export { type NewRun, recordRun } from './runs/record-run.ts';
export { type ReturnedValue, readValue, recordReturned, type ValueFault } from './runs/returned.ts';
export {
  buildSprec,
  describeSprec,
  formatSprec,
  type Handling,
  parseSprec,
  type Sprec,
  type SprecPart,
} from './sprec.ts';
export { type CustodyAct, type SpecimenState, specimenStates } from './status.ts';
export {
  findByCodes,
  findTubes,
  reachedSpecimens,
  readSpecimens,
  requireSpecimen,
  requireSpecimens,
  requireTubes,
  specimenColumns,
  specimenTables,
  type Tube,
  toAnswers,
} from './store.ts';
