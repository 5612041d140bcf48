export { countersign } from './agreement.ts';
export { checkAnswers, readForm } from './check-form.ts';
export { answerBody, askApplicant, decidePart } from './decide.ts';
export type { ApplicationDeps } from './deps.ts';
export {
  beginApplication,
  type DraftChange,
  type NewDraft,
  readApplicationCase,
  type Saved,
  saveDraft,
  type Taking,
} from './draft.ts';
export { explainDrift, noteDrift, noteMissedDrifts } from './drift.ts';
export { errors as applicationErrors } from './errors.ts';
export { type Estimate, estimate } from './estimate.ts';
export { type Answers, type Form, type FormDefinition, type ProjectPerson, personSchema } from './form-model.ts';
export { listForms, publishForm, requireForm } from './forms.ts';
export { applicationMigrations } from './migrations.ts';
export {
  type Agreement,
  type ApplicationKind,
  applicationKinds,
  type FrozenInApplication,
  type Request,
  requestSchema,
  type StoredApplication,
} from './model.ts';
export { needRules } from './needed-bodies.ts';
export { applicationPdf } from './pdf.ts';
export { acceptComplete, followParts, lapseIfOld, returnApplication, writeToCase } from './process.ts';
export {
  type FrozenMembers,
  type FrozenQuestion,
  freezeQuestion,
  measureQuestion,
  readMembers,
  type ShownQuestion,
  showQuestion,
} from './questions.ts';
export { type ApplicationDetail, showApplication } from './show.ts';
export { type ApplicationState, applicationMachine, stages } from './status.ts';
export { readApplication } from './store.ts';
export { submitApplication, withdrawApplication } from './submit.ts';
