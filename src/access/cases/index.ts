export { errors as caseErrors } from './errors.ts';
export * from './machine.ts';
export { caseMigrations } from './migrations.ts';
export type { CaseEvent, CaseRow, MessageKind } from './model.ts';
export {
  bodyRoleOf,
  listNotices,
  type Notice,
  type NoticeReason,
  notify,
  type Recipient,
  readNotices,
  turnOf,
} from './notices.ts';
export { type CaseFilter, type CaseInList, listCases } from './queue.ts';
export { remindDue, reminders } from './remind.ts';
export { daysPerStep, type Stay, type StepDays, staysOf } from './steps.ts';
export {
  appendCaseEvent,
  assignCase,
  casesInState,
  handCase,
  type Move,
  moveCase,
  type NewCase,
  openCase,
  partsOf,
  passCase,
  readCase,
  readCaseById,
  readEvents,
  renameCase,
  writeMessage,
  wrongState,
} from './store.ts';
export { type BodyRole, type Part, partyOf, type Viewer, viewerOf, visibleTo, waitsForViewer } from './viewer.ts';
export { viewerFor } from './viewer-for.ts';
export { type Language, languageSchema, type Words, wordsSchema } from './words.ts';
