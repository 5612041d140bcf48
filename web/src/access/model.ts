import type { BothLanguages } from '../formatting/use-text.ts';

export type CaseKind = 'enquiry' | 'application' | 'approval' | 'permit' | 'relinking';
export type Party = 'applicant' | 'coordinator' | 'body' | 'second-person';

/** How a kind of case moves: states in words, and what leads from one to the next. */
export interface Machine {
  first: string;
  states: Record<string, { words: BothLanguages; waitsFor: Party | null; days?: number }>;
  transitions: { from: string; to: string; by: Party | 'rules'; when: string }[];
}

/** A number of people or specimens, or what the disclosure rule lets say. */
export interface Count {
  persons: number | null;
  protected?: string;
}

export interface CaseInList {
  id: string;
  kind: CaseKind;
  partOf: string | null;
  title: string;
  state: string;
  enteredAt: string;
  dueAt: string | null;
  waitsFor: Party | null;
  project: string | null;
  organisation: string | null;
  secretariat: string | null;
  openedAt: string;
  assignedTo: string | null;
  demo: boolean;
  withBodies: string | null;
  late: boolean;
  mine: boolean;
}

export interface CaseEvent {
  eventNo: number;
  kind: string;
  from: string | null;
  to: string | null;
  actor: string;
  name?: string | null;
  at: string;
  detail: Record<string, unknown>;
}

/** That another answer is one of some. */
export interface When {
  field: string;
  is: (string | boolean)[];
}
export type FieldKind =
  | 'text'
  | 'long'
  | 'choice'
  | 'many'
  | 'yes-no'
  | 'number'
  | 'date'
  | 'codes'
  | 'people'
  | 'body';
export interface Field {
  key: string;
  kind: FieldKind;
  label: BothLanguages;
  help?: BothLanguages;
  required?: 'always' | When;
  shown?: When;
  options?: { value: string; label: BothLanguages }[];
  most?: number;
  bodies?: string[];
}
export interface Section {
  key: string;
  title: BothLanguages;
  help?: BothLanguages;
  fields: Field[];
}
export interface Form {
  code: string;
  version: number;
  definition: { code: string; title: BothLanguages; sections: Section[] };
}
export type Answers = Readonly<Record<string, unknown>>;
export interface ProjectPerson {
  name: string;
  organisation: string;
  task: string;
  account?: string;
}

export type Verdict = 'met' | 'not-met' | 'needs-person';
export interface Match {
  verdict: Verdict;
  conditions: { condition: string; words: BothLanguages; verdict: Verdict }[];
}

export interface SpecimenLine {
  resource: string;
  material: string;
  count: number;
  volumeUl?: number;
}
export interface Request {
  resources: string[];
  specimens: SpecimenLine[];
  persons?: number;
}

/** A cohort of genomes as it was frozen into an application. */
export interface FrozenCohort extends Count {
  id: string;
  name: string;
  version: number;
  definitionHash: string;
  membersHash: string;
  dataVersion: number;
  maskEpoch: number;
  frozenAt: string;
}
/** A question to the register as it was frozen into an application. */
export interface FrozenQuestion {
  name: string;
  query: { data: string; conditions: unknown[] };
  queryHash: string;
  membersHash: string;
  dataVersion: number;
  maskEpoch: number;
  frozenAt: string;
  persons: Count;
  specimens: Count;
}

/** What became of a frozen set when it was run again at a stage. */
export interface StageDrift {
  stage: string;
  at: string;
  of: 'cohort' | 'people' | 'specimens';
  drift: { frozen: Count; now: Count; gone: Record<string, Count>; added: Count; same: boolean } | null;
  problem: string | null;
  text: string;
}

export interface Fee {
  currency: string;
  lines: { code: string; unit: string; quantity: number; price: number; amount: number }[];
  /** In hundredths of the currency, as all prices. */
  total: number;
}

export interface Decision {
  reference?: string;
  recordOfProcessing?: string;
  disclosurePermission?: string;
  conditions?: string[];
  validUntil?: string;
  specimens?: number;
  reason?: string;
}

/** What one body is asked, and what it said. */
export interface Part {
  id: string;
  body: string;
  bodyName: string;
  kind: string;
  stage: string;
  state: string;
  enteredAt: string;
  dueAt: string | null;
  asked: {
    resources: { id: string; termsVersion: number; match: Match }[];
    own: Match;
    specimens: number;
    disclosure: boolean;
  };
  decision: Decision | null;
  decidedAt: string | null;
  mine: boolean;
  events: CaseEvent[];
}

export interface Agreement {
  hash: string;
  resources: string[];
  specimens: SpecimenLine[];
  conditions: { body: string; text: string; words?: BothLanguages }[];
  references: { body: string; reference: string | null }[];
  months: number;
  validUntil: string | null;
  environment: string;
  fees: { body: string; fee: Fee }[];
  payer: 'public' | 'company';
  signed: { party: 'applicant' | 'centre'; actor: string; at: string }[];
}

export interface Application {
  id: string;
  title: string;
  state: string;
  kind: 'new' | 'amendment' | 'renewal';
  part: 'applicant' | 'centre' | 'secretariat' | 'body' | 'overseer';
  enteredAt: string;
  dueAt: string | null;
  project: string | null;
  secretariat: string | null;
  openedBy: string | null;
  openedAt: string;
  assignedTo: string | null;
  demo: boolean;
  permit: string | null;
  enquiry: string | null;
  form: Form;
  answers: Answers;
  request: Request;
  revision: number;
  savedAt: string;
  cohort: FrozenCohort | null;
  question: FrozenQuestion | null;
  resources: { id: string; kind: string; name: BothLanguages; body: string; match: Match }[];
  missing: { field: string; section: string; what: string }[];
  submissions: { number: number; formVersion: number; hash: string; submittedAt: string }[];
  approvals: Part[];
  drifts: StageDrift[];
  agreement: Agreement | null;
  events: CaseEvent[];
  steps: { state: string; from: string; until: string | null; days: number }[];
  may: string[];
}

export interface Estimate {
  fees: { body: string; fee: Fee }[];
  steps: { step: string; days: number; from: 'measured' | 'rule' }[];
  days: number;
}

export interface Body {
  id: string;
  kind: string;
  name: string;
  secretariat: string | null;
  demo: boolean;
  rules: { days?: number; guidance?: BothLanguages };
}
export interface Resource {
  id: string;
  kind: 'dataset' | 'collection' | 'register';
  ref: string;
  name: BothLanguages;
  body: string;
  bodyName: string;
  demo: boolean;
}
export interface Topic {
  key: string;
  words: BothLanguages;
  to: string;
  guide: string;
}
export interface StepDays {
  kind: CaseKind;
  state: string;
  cases: number;
  median: number | null;
  p90: number | null;
  now: number;
}

export interface Enquiry {
  id: string;
  title: string;
  state: string;
  topic: string;
  body: string | null;
  organisation: string | null;
  project: string | null;
  context: Record<string, string>;
  application: string | null;
  dueAt: string | null;
  openedAt: string;
  events: CaseEvent[];
  party: Party | null;
}

export interface PermitInList {
  id: string;
  title: string;
  project: string | null;
  state: string;
  version: number;
  from: string;
  until: string;
  kinds: string[];
  specimens: number;
  demo: boolean;
}
export interface PermitDetail extends Omit<PermitInList, 'kinds' | 'specimens'> {
  application: string;
  /** Data sets are open for the people it names, and not as a whole. */
  limited: boolean;
  content: {
    purposes: string[];
    publicSummary: string;
    controller: string;
    people: ProjectPerson[];
    data: { id: string; kind: string; ref: string; name: BothLanguages; body: string }[];
    specimens: SpecimenLine[];
    cohort: FrozenCohort | null;
    question: FrozenQuestion | null;
    genetic: boolean;
    environment: string;
    conditions: Agreement['conditions'];
    references: Agreement['references'];
    fees: Agreement['fees'];
    payer: 'public' | 'company';
    contract: string | null;
    publishBy: string;
  };
  versions: { version: number; from: string; until: string; application: string; statedAt: string }[];
  events: CaseEvent[];
}

/** A box of tubes to or from a project. */
export interface Shipment {
  id: string;
  permit: string | null;
  biobank: string;
  state: 'packed' | 'sent' | 'received' | 'unpacked';
  sentAt: string | null;
  receivedAt: string | null;
  temperature: string;
  carrier: string | null;
  tubes: { specimen: string; barcode: string; type: string; state: string; condition?: string | null }[];
  data: { name: string; kind: string; values: number; receivedAt: string }[];
}

export interface Relinking {
  id: string;
  state: string;
  title: string;
  permit: string;
  pseudonym: string;
  reason: string;
  askedBy: string;
  askedByName: string | null;
  agreedByName: string | null;
  mine: boolean;
  openedAt: string | null;
  enteredAt: string;
}

export interface PublicProject {
  permit: string;
  title: string;
  project: string | null;
  summary: string;
  statement: string | null;
  payer: 'public' | 'company';
  purposes: string[];
  controller: string;
  data: { kind: string; name: BothLanguages; body: string }[];
  from: string;
  until: string;
  state: string;
  publishBy: string;
  demo: boolean;
}
