import { makePdf, type PdfBlock } from '../../formats/pdf/index.ts';
import type { Scope } from '../../trust/scope/index.ts';
import { factsOfBody } from '../approvals/index.ts';
import type { Language } from '../cases/index.ts';
import { isShown } from './check-form.ts';
import type { ApplicationDeps } from './deps.ts';
import { type Field, personSchema } from './form-model.ts';
import { type ApplicationDetail, showApplication } from './show.ts';
import { applicationMachine } from './status.ts';

const words = {
  da: {
    ...{
      application: 'Ansøgning',
      state: 'Status',
      project: 'Projekt',
      handedIn: 'Indsendt',
      hash: 'Kontrolsum (SHA-256)',
    },
    ...{
      for: 'Hvad der søges om',
      what: 'Hvad',
      who: 'Hvem svarer',
      material: 'Materiale',
      count: 'Antal',
      cohort: 'Gruppen',
    },
    ...{
      parts: 'Afgørelser',
      part: 'Instans',
      said: 'Svar',
      on: 'Dato',
      conditions: 'Vilkår',
      steps: 'Dage pr. trin',
      step: 'Trin',
    },
    ...{
      days: 'Dage',
      yes: 'Ja',
      no: 'Nej',
      page: 'Side',
      of: 'af',
      name: 'Navn',
      organisation: 'Institution',
      task: 'Opgave',
    },
    ...{ version: 'version', definition: 'Definition', data: 'dataversion', people: 'personer' },
  },
  en: {
    ...{
      application: 'Application',
      state: 'State',
      project: 'Project',
      handedIn: 'Handed in',
      hash: 'Checksum (SHA-256)',
    },
    ...{
      for: 'What is applied for',
      what: 'What',
      who: 'Who answers',
      material: 'Material',
      count: 'Number',
      cohort: 'The cohort',
    },
    ...{
      parts: 'Decisions',
      part: 'Body',
      said: 'Said',
      on: 'Date',
      conditions: 'Conditions',
      steps: 'Days per step',
      step: 'Step',
    },
    ...{
      days: 'Days',
      yes: 'Yes',
      no: 'No',
      page: 'Page',
      of: 'of',
      name: 'Name',
      organisation: 'Organisation',
      task: 'Task',
    },
    ...{ version: 'version', definition: 'Definition', data: 'data version', people: 'people' },
  },
} as const;

/** An application as a document: its form with the answers, what is applied for, what was decided. One audit entry. */
export async function applicationPdf(
  deps: ApplicationDeps,
  scope: Scope,
  id: string,
  language: Language,
): Promise<Buffer> {
  const detail = await showApplication(deps, scope, id, language);
  const w = words[language];
  const at = deps.clock.now();
  return await makePdf({
    title: `${w.application} ${detail.title}`,
    language,
    blocks: [
      ...head(detail, language),
      ...answers(detail, language),
      ...asked(detail, language),
      ...decided(detail, language),
    ],
    footer: (page, pages) => `${detail.id} · ${at.toISOString().slice(0, 10)} · ${w.page} ${page} ${w.of} ${pages}`,
    madeAt: at,
  });
}

const dayOf = (date: Date | string | null): string => (date === null ? '–' : new Date(date).toISOString().slice(0, 10));

function head(detail: ApplicationDetail, language: Language): PdfBlock[] {
  const w = words[language];
  const [last] = detail.submissions;
  const rows = [
    [w.state, applicationMachine.states[detail.state].words[language]],
    [w.project, detail.project ?? '–'],
    [w.handedIn, dayOf(last?.submittedAt ?? null)],
    ...(last === undefined ? [] : [[w.hash, last.hash]]),
  ];
  return [
    { kind: 'heading', level: 1, text: detail.title },
    { kind: 'table', head: [w.application, detail.id], rows, widths: [1, 3] },
  ];
}

function answers({ form, answers: given }: ApplicationDetail, language: Language): PdfBlock[] {
  return form.definition.sections.flatMap(({ title, fields }) => {
    const shown = fields.filter((field) => isShown(field, given) && given[field.key] !== undefined);
    if (shown.length === 0) return [];
    const blocks = shown.flatMap((field): PdfBlock[] => [
      { kind: 'heading', level: 3, text: field.label[language] },
      answerBlock(field, given[field.key], language),
    ]);
    return [{ kind: 'heading', level: 2, text: title[language] } as const, ...blocks];
  });
}

function answerBlock(field: Field, value: unknown, language: Language): PdfBlock {
  const w = words[language];
  if (field.kind === 'people') {
    const people = (value as unknown[]).map((one) => personSchema.parse(one));
    const rows = people.map(({ name, organisation, task }) => [name, organisation, task]);
    return { kind: 'table', head: [w.name, w.organisation, w.task], rows };
  }
  const label = (one: unknown) => field.options?.find((option) => option.value === one)?.label[language] ?? String(one);
  if (typeof value === 'boolean') return { kind: 'text', text: value ? w.yes : w.no };
  return { kind: 'text', text: Array.isArray(value) ? value.map(label).join(', ') : label(value) };
}

function asked({ resources, request, cohort }: ApplicationDetail, language: Language): PdfBlock[] {
  const w = words[language];
  const nameOf = (id: string) => resources.find((one) => one.id === id)?.name[language] ?? id;
  const blocks: PdfBlock[] = [{ kind: 'heading', level: 2, text: w.for }];
  if (resources.length > 0) {
    blocks.push({
      kind: 'table',
      head: [w.what, w.who],
      rows: resources.map(({ name, body }) => [name[language], body]),
    });
  }
  if (request.specimens.length > 0) {
    const rows = request.specimens.map(({ resource, material, count }) => [nameOf(resource), material, String(count)]);
    blocks.push({ kind: 'table', head: [w.what, w.material, w.count], rows });
  }
  if (cohort !== null) {
    const people = cohort.persons === null ? (cohort.protected ?? '–') : String(cohort.persons);
    blocks.push({ kind: 'heading', level: 3, text: w.cohort });
    blocks.push({
      kind: 'text',
      text: `${cohort.name}, ${w.version} ${cohort.version}: ${people} ${w.people}, ${w.data} ${cohort.dataVersion}. ${w.definition}: ${cohort.definitionHash}`,
    });
  }
  return blocks;
}

function decided({ approvals, agreement, steps }: ApplicationDetail, language: Language): PdfBlock[] {
  const w = words[language];
  const blocks: PdfBlock[] = [];
  if (approvals.length > 0) {
    const rows = approvals.map((one) => [
      `${one.bodyName} (${factsOfBody(one.kind).words[language]})`,
      one.decision?.reference ?? one.decision?.recordOfProcessing ?? one.state,
      dayOf(one.decidedAt),
    ]);
    blocks.push({ kind: 'heading', level: 2, text: w.parts }, { kind: 'table', head: [w.part, w.said, w.on], rows });
  }
  if (agreement !== null) {
    blocks.push({ kind: 'heading', level: 2, text: w.conditions });
    const rows = agreement.conditions.map(({ body, text }) => [body, text]);
    blocks.push({ kind: 'table', head: [w.part, w.conditions], rows, widths: [1, 3] });
  }
  const rows = steps.map(({ state, days }) => [
    applicationMachine.states[state as keyof typeof applicationMachine.states].words[language],
    String(days),
  ]);
  blocks.push({ kind: 'heading', level: 2, text: w.steps }, { kind: 'table', head: [w.step, w.days], rows });
  return blocks;
}
