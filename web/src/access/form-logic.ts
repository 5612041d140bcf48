import type { Answers, Application, Field, Section, When } from './model.ts';

/** Whether a condition on other answers holds. */
export function holds(when: When, answers: Answers): boolean {
  const given = answers[when.field];
  const values = Array.isArray(given) ? given : [given];
  return values.some((one) => when.is.includes(one as string | boolean));
}

/** Whether a field is asked, as the other answers stand. */
export function isShown(field: Field, answers: Answers): boolean {
  return field.shown === undefined || holds(field.shown, answers);
}

/** Whether a field must be answered, as the other answers stand. */
export function isRequired({ required }: Field, answers: Answers): boolean {
  return required !== undefined && (required === 'always' || holds(required, answers));
}

/** Whether nothing was answered. */
export function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);
}

/** Answers still missing in a section; the server says the last word when it is handed in. */
export function missingIn(section: Section, answers: Answers): string[] {
  return section.fields
    .filter((field) => isShown(field, answers) && isRequired(field, answers) && isEmpty(answers[field.key]))
    .map(({ key }) => key);
}

/** What changed since the last saving: new values, and null for what was taken out. */
export function changesOf(before: Answers, after: Answers): Record<string, unknown> {
  const changed: Record<string, unknown> = {};
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const [was, is] = [before[key], after[key]];
    if (JSON.stringify(was ?? null) === JSON.stringify(is ?? null)) continue;
    changed[key] = isEmpty(is) ? null : is;
  }
  return changed;
}

/** Codes as they are written: by commas, blanks or lines, each once. */
export function readCodes(text: string): string[] {
  return [...new Set(text.split(/[\s,;]+/).filter((one) => one !== ''))];
}

/** What is missing of what is applied for, in the words of the server's findings. */
export function missingOfRequest({ request, cohort, question, answers }: RequestParts): string[] {
  const kinds = answers['dataKinds'];
  const wantsSpecimens = Array.isArray(kinds) && kinds.includes('specimens');
  return [
    ...(request.resources.length === 0 ? ['resources'] : []),
    ...(wantsSpecimens && request.specimens.length === 0 ? ['specimens'] : []),
    ...(cohort === null && question === null && request.persons === undefined ? ['cohort'] : []),
  ];
}

type RequestParts = Pick<Application, 'request' | 'cohort' | 'question' | 'answers'>;
