export { accessReportPdf, recordPdf } from './access-report/pdf.ts';
export { type AccessReport, makeAccessReport } from './access-report/report.ts';
export type { Language } from './access-report/words.ts';
export {
  type Affected,
  actOnBreach,
  affectedBy,
  type Breach,
  listBreaches,
  registerBreach,
  setReach,
  showBreach,
} from './breaches/breaches.ts';
export { type BreachAct, breachActNames, breachActs, breachStates, clockOf } from './breaches/states.ts';
export type { PrivacyDeps, StoredAbout } from './deps.ts';
export { certificateOf, type ErasureAnswer, listErasures, requestErasure } from './erasures/erasures.ts';
export { privacyMigrations } from './migrations.ts';
export {
  historyOfTerms,
  type RecordItem,
  recordCsv,
  recordOfProcessing,
  stateTerms,
  unstatedInRecord,
} from './record/record.ts';
