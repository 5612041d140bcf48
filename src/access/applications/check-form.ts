import { Problem } from '../../platform/problem/index.ts';
import { errors } from './errors.ts';
import {
  type Answers,
  type Field,
  type FormDefinition,
  fieldsOf,
  formSchema,
  personSchema,
  type When,
} from './form-model.ts';

/** One thing that is missing or does not fit, by the field it is about. */
export interface Finding {
  field: string;
  section: string;
  what: 'missing' | 'too-long' | 'not-an-option' | 'wrong-kind';
}

const isoDay = /^\d{4}-\d{2}-\d{2}$/;

/** Whether a condition on other answers holds. */
export function holds(when: When, answers: Answers): boolean {
  const given = answers[when.field];
  const values = Array.isArray(given) ? given : [given];
  return values.some((one) => when.is.includes(one as string | boolean));
}

/** Whether a field counts at all: hidden ones are neither asked nor kept. */
export function isShown(field: Field, answers: Answers): boolean {
  return field.shown === undefined || holds(field.shown, answers);
}

const isEmpty = (value: unknown): boolean =>
  value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);

/** What of the form is missing or does not fit; nothing when it is complete. */
export function checkAnswers(definition: FormDefinition, answers: Answers): Finding[] {
  return definition.sections.flatMap(({ key: section, fields }) =>
    fields.flatMap((field) => {
      if (!isShown(field, answers)) return [];
      const value = answers[field.key];
      if (isEmpty(value))
        return isRequired(field, answers) ? [{ field: field.key, section, what: 'missing' as const }] : [];
      const what = misfit(field, value);
      return what === null ? [] : [{ field: field.key, section, what }];
    }),
  );
}

function isRequired({ required }: Field, answers: Answers): boolean {
  return required !== undefined && (required === 'always' || holds(required, answers));
}

/** How a value does not fit its field; null where it does. */
export function misfit(field: Field, value: unknown): Finding['what'] | null {
  const { kind, most, options = [] } = field;
  const isText = typeof value === 'string';
  const isList = Array.isArray(value);
  switch (kind) {
    case 'text':
    case 'long':
      if (!isText) return 'wrong-kind';
      return value.length > (most ?? (kind === 'text' ? 300 : 10_000)) ? 'too-long' : null;
    case 'choice':
      return isText && options.some((one) => one.value === value) ? null : 'not-an-option';
    case 'many':
      if (!isList) return 'wrong-kind';
      return value.every((one) => options.some((option) => option.value === one)) ? null : 'not-an-option';
    case 'yes-no':
      return typeof value === 'boolean' ? null : 'wrong-kind';
    case 'number':
      if (typeof value !== 'number' || !Number.isInteger(value) || value < 0) return 'wrong-kind';
      return value > (most ?? 1_000_000_000) ? 'too-long' : null;
    case 'date':
      return isText && isoDay.test(value) && !Number.isNaN(Date.parse(value)) ? null : 'wrong-kind';
    case 'codes':
      if (!isList || !value.every((one) => typeof one === 'string' && /^[A-Za-z0-9.:-]{1,30}$/.test(one)))
        return 'wrong-kind';
      return value.length > (most ?? 500) ? 'too-long' : null;
    case 'people':
      if (!isList || !value.every((one) => personSchema.safeParse(one).success)) return 'wrong-kind';
      return value.length > (most ?? 200) ? 'too-long' : null;
    case 'body':
      return isText && /^bod_[0-9A-Za-z]{22}$/.test(value) ? null : 'wrong-kind';
  }
}

/**
 * Refuses answers that the form does not ask for or that are of another kind; what is missing may come later.
 * @throws Problem IDUN_APPLICATION_ANSWER naming the field
 */
export function requireFitting(definition: FormDefinition, answers: Answers): void {
  const fields = new Map(fieldsOf(definition).map((field) => [field.key, field]));
  for (const [name, value] of Object.entries(answers)) {
    const field = fields.get(name);
    const what = field === undefined ? 'not-asked' : isEmpty(value) ? null : misfit(field, value);
    if (what === null) continue;
    throw new Problem(errors.answerUnknown, `The answer to ${name.slice(0, 60)} does not fit: ${what}.`, {
      expected: field === undefined ? 'a field of the form' : field.kind,
      field: name.slice(0, 60),
    });
  }
}

/**
 * Reads a form from data: keys are asked once, conditions name fields that are there, choices have options.
 * @throws Problem IDUN_FORM_INVALID, which says where
 */
export function readForm(value: unknown): FormDefinition {
  const read = formSchema.safeParse(value);
  if (!read.success) {
    const [issue] = read.error.issues;
    throw new Problem(
      errors.formInvalid,
      `At ${issue?.path.join('.') ?? 'the top'}: ${issue?.message ?? 'not a form'}.`,
    );
  }
  const fields = fieldsOf(read.data);
  const keys = new Set(fields.map((field) => field.key));
  if (keys.size !== fields.length) throw new Problem(errors.formInvalid, 'A field is there twice.');
  for (const field of fields) {
    const named = [field.shown, field.required === 'always' ? undefined : field.required];
    const unknown = named.find((when) => when !== undefined && !keys.has(when.field));
    if (unknown !== undefined) {
      throw new Problem(errors.formInvalid, `${field.key} depends on ${unknown.field}, which the form does not ask.`);
    }
    if ((field.kind === 'choice' || field.kind === 'many') && (field.options ?? []).length === 0) {
      throw new Problem(errors.formInvalid, `${field.key} is a choice without options.`);
    }
  }
  return read.data;
}
