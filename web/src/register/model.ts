/** Three nations; a question is to one. */
export const worlds = ['real', 'synthetic', 'generated'] as const;
export type World = (typeof worlds)[number];

/** Both ends included; either may be left out. */
export interface Range<T> {
  from?: T;
  to?: T;
}

/** Events of a register: codes with everything under them; all of it without codes. */
export interface Events {
  register: string;
  codes?: string[];
}

/** Days from an event to the sampling: negative is before it. */
export interface SamplingWindow {
  after: 'death' | (Events & { which?: 'first' | 'any' });
  fromDays: number;
  toDays: number;
}

/** What can be asked of a specimen; everything stated holds of the same one. */
export interface SpecimenParts {
  biobank?: string[];
  collection?: string[];
  type?: string[];
  temperature?: string[];
  state?: string[];
  sprec?: string[];
  /** Uses that the specimen's consent covers, all of them. */
  consent?: string[];
  taken?: Range<string>;
  ageAtSampling?: Range<number>;
  volumeUl?: Range<number>;
  thaws?: Range<number>;
  window?: SamplingWindow;
}

export interface SpecimenCondition extends SpecimenParts {
  field: 'specimen';
  atLeast?: number;
  gapDays?: { from: number; to: number };
}

export interface EventCondition extends Events {
  field: 'event';
  which?: 'first' | 'any';
  when?: Range<string>;
  ageAtEvent?: Range<number>;
  atLeast?: number;
}

export const wordFields = ['sex', 'region', 'municipality'] as const;
export type WordField = (typeof wordFields)[number];
export type WordCondition = { field: WordField; any: string[] };
export type YearsCondition = { field: 'birthYear' | 'age'; from?: number; to?: number; on?: string };
export type DiedCondition = { field: 'died'; from?: string; to?: string };
export type YesNoCondition = { field: 'living' | 'genome'; is: boolean };
export type FieldCondition =
  | WordCondition
  | YearsCondition
  | DiedCondition
  | YesNoCondition
  | EventCondition
  | SpecimenCondition;
export type Group = { all: Condition[] } | { any: Condition[] };
/** One question about a person, or several put together: the form that the server reads (docs/reference/register-queries.md). */
export type Condition = FieldCondition | Group | { not: Condition };

/** Whom a question means: people to whom every condition applies. */
export interface Question {
  data: World;
  conditions: Condition[];
}

/** Parts of a specimen that are words of a list. */
export const wordParts = ['biobank', 'collection', 'type', 'temperature', 'state', 'sprec', 'consent'] as const;
export type WordPart = (typeof wordParts)[number];
export const numberParts = ['ageAtSampling', 'volumeUl', 'thaws'] as const;
export type NumberPart = (typeof numberParts)[number];
export type SpecimenPart = WordPart | NumberPart | 'taken' | 'window' | 'atLeast' | 'gapDays';

/** Whether a condition is a group of others. */
export function isGroup(condition: Condition): condition is Group {
  return !('field' in condition) && !('not' in condition);
}

/** The conditions of a group. */
export function partsOf(group: Group): Condition[] {
  return 'all' in group ? group.all : group.any;
}

const isRange = ({ from, to }: Range<string | number>): boolean => from !== undefined || to !== undefined;

/** Whether a condition says something; one that is still being written does not count. */
export function isComplete(condition: Condition): boolean {
  if ('not' in condition) return isComplete(condition.not);
  if (isGroup(condition)) return partsOf(condition).some(isComplete);
  if (condition.field === 'sex' || condition.field === 'region' || condition.field === 'municipality')
    return condition.any.length > 0;
  if (condition.field === 'birthYear' || condition.field === 'age' || condition.field === 'died')
    return isRange(condition);
  return true;
}

/** A question as it is asked: without what is still being written, empty lists and empty ranges. */
export function completed({ data, conditions }: Question): Question {
  return { data, conditions: conditions.filter(isComplete).map(plain) };
}

/** A window that ends after it begins, however far it has been written. */
export function inOrder<T extends { fromDays: number; toDays: number }>(window: T): T {
  const { fromDays, toDays } = window;
  return fromDays <= toDays ? window : { ...window, fromDays: toDays, toDays: fromDays };
}

function plain(condition: Condition): Condition {
  if ('not' in condition) return { not: plain(condition.not) };
  if ('all' in condition) return { all: condition.all.filter(isComplete).map(plain) };
  if (!('field' in condition)) return { any: condition.any.filter(isComplete).map(plain) };
  const kept = Object.entries(condition).filter(([, value]) => says(value));
  const { window, gapDays, ...rest } = Object.fromEntries(kept) as Record<string, unknown>;
  return {
    ...rest,
    ...(window === undefined ? {} : { window: plainWindow(window as SamplingWindow) }),
    ...(gapDays === undefined ? {} : { gapDays: plainGap(gapDays as { from: number; to: number }) }),
  } as unknown as FieldCondition;
}

const plainGap = ({ from, to }: { from: number; to: number }) => ({ from: Math.min(from, to), to: Math.max(from, to) });

function plainWindow(window: SamplingWindow): SamplingWindow {
  const { after, ...days } = inOrder(window);
  if (after === 'death' || (after.codes?.length ?? 0) > 0) return { after, ...days };
  const { codes: _, ...events } = after;
  return { after: events, ...days };
}

function says(value: unknown): boolean {
  if (value === undefined) return false;
  if (Array.isArray(value)) return value.length > 0;
  return typeof value !== 'object' || value === null || Object.keys(value).length > 0;
}

/** The same condition without what is undefined. */
export function changed<T extends object>(condition: T, change: { [Key in keyof T]?: T[Key] | undefined }): T {
  const merged = Object.entries({ ...condition, ...change }).filter(([, value]) => value !== undefined);
  return Object.fromEntries(merged) as T;
}

/** Every condition of a question that is of one field, inside groups and negations too. */
export function fieldsIn(conditions: readonly Condition[]): FieldCondition[] {
  return conditions.flatMap((one) => {
    if ('not' in one) return fieldsIn([one.not]);
    return isGroup(one) ? fieldsIn(partsOf(one)) : [one];
  });
}

/** The events a question is about, each once: those of conditions first, then those that windows count from. */
export function eventsIn({ conditions }: Question): Events[] {
  const fields = fieldsIn(conditions);
  const named = fields.flatMap((one): Events[] => (one.field === 'event' ? [one] : []));
  const windowed = fields.flatMap((one): Events[] =>
    one.field === 'specimen' && one.window && one.window.after !== 'death' ? [one.window.after] : [],
  );
  const found = new Map<string, Events>();
  for (const { register, codes } of [...named, ...windowed]) {
    const events = codes && codes.length > 0 ? { register, codes } : { register };
    if (!found.has(keyOfEvents(events))) found.set(keyOfEvents(events), events);
  }
  return [...found.values()];
}

/** One text for one set of events. */
export function keyOfEvents({ register, codes = [] }: Events): string {
  return [register, ...codes].join(' ');
}

/** The first specimen condition at the top: what facets of specimens narrow. */
export function specimenOf({ conditions }: Question): SpecimenCondition | undefined {
  return conditions.find((one): one is SpecimenCondition => 'field' in one && one.field === 'specimen');
}

/** A question with its first specimen condition changed; one is added where there is none, and an empty one goes. */
export function withSpecimen(question: Question, change: Partial<Record<keyof SpecimenCondition, unknown>>): Question {
  const known = specimenOf(question);
  const next = changed(known ?? { field: 'specimen' as const }, change as Partial<SpecimenCondition>);
  const empty = Object.keys(next).length === 1;
  const { conditions } = question;
  if (!known) return empty ? question : { ...question, conditions: [...conditions, next] };
  return { ...question, conditions: conditions.flatMap((one) => (one !== known ? [one] : empty ? [] : [next])) };
}

/** A question without a part of its specimen conditions at the top, as a facet of that part is counted. */
export function withoutPart(question: Question, part: keyof SpecimenParts): Question {
  const conditions = question.conditions.map((one) => {
    if (!('field' in one) || one.field !== 'specimen' || one[part] === undefined) return one;
    const { [part]: _, ...rest } = one;
    return rest;
  });
  return { ...question, conditions };
}

/** The values that are chosen for a facet. */
export function chosenValues(question: Question, facet: WordField | WordPart): readonly string[] {
  if (facet === 'sex' || facet === 'region' || facet === 'municipality') {
    const found = question.conditions.find((one): one is WordCondition => 'field' in one && one.field === facet);
    return found?.any ?? [];
  }
  return specimenOf(question)?.[facet] ?? [];
}

/** Adds a value of a facet to the question, or takes it away. */
export function toggleValue(question: Question, facet: WordField | WordPart, value: string): Question {
  const chosen = chosenValues(question, facet);
  const next = chosen.includes(value) ? chosen.filter((one) => one !== value) : [...chosen, value];
  if (facet !== 'sex' && facet !== 'region' && facet !== 'municipality')
    return withSpecimen(question, { [facet]: next.length === 0 ? undefined : next });
  const { conditions } = question;
  const at = conditions.findIndex((one) => 'field' in one && one.field === facet);
  if (at < 0) return { ...question, conditions: [...conditions, { field: facet, any: next }] };
  return {
    ...question,
    conditions: conditions.flatMap((one, i) =>
      i !== at ? [one] : next.length === 0 ? [] : [{ field: facet, any: next }],
    ),
  };
}

/** The question's conditions on persons that hold of controls too: an event is what makes a case, and a specimen is matched. */
export function personsOf(question: Question): Condition[] {
  const fields: readonly string[] = ['sex', 'region', 'municipality', 'birthYear', 'genome'];
  return completed(question).conditions.filter((one) => {
    const inner = 'not' in one ? one.not : one;
    return 'field' in inner && fields.includes(inner.field);
  });
}

/** What kind of specimen the question asks for, whenever it was taken. */
export function kindOf(question: Question): SpecimenParts {
  const found = completed(question).conditions.find((one): one is SpecimenCondition => {
    return 'field' in one && one.field === 'specimen';
  });
  const { biobank, collection, type, temperature, state, sprec, consent, volumeUl, thaws } = found ?? {};
  return changed<SpecimenParts>({}, { biobank, collection, type, temperature, state, sprec, consent, volumeUl, thaws });
}
