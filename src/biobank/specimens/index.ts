export * from './banks.ts';
export { type CustodyBatch, type CustodyEvent, donorsOf, recordCustody } from './custody/record-custody.ts';
export { type ReplayReport, replayBiobank } from './custody/replay.ts';
export type { BiobankDeps } from './deps.ts';
export { aliquotSpecimen, type Child, deriveSpecimen, poolSpecimens } from './derivation/derive.ts';
export { errors as specimenErrors } from './errors.ts';
export * from './material.ts';
export { specimenMigrations } from './migrations/index.ts';
export { reachedBank } from './migrations/reached-bank.ts';
export type { CustodyAnswer, Specimen, SpecimenAnswer } from './model.ts';
export { type CustodyAct, type SpecimenState, specimenStates } from './status.ts';
export {
  findByCodes,
  readSpecimens,
  requireSpecimen,
  requireSpecimens,
  specimenColumns,
  specimenTables,
  toAnswers,
} from './store.ts';
