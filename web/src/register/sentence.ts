import {
  type Condition,
  type EventCondition,
  type Events,
  inOrder,
  isComplete,
  isGroup,
  partsOf,
  type Question,
  type Range,
  type SamplingWindow,
  type SpecimenCondition,
} from './model.ts';
import { spanOfDays } from './spans.ts';

/** What a sentence is made of: the reader's language, and the words for codes and values. */
export interface Words {
  t(key: string, values?: Record<string, unknown>): string;
  /** The word for a value of a facet. */
  value(facet: string, value: string): string;
  /** A code with its name, where it is known. */
  code(register: string, code: string): string;
  date(iso: string): string;
  int(value: number): string;
}

/** Words with a comma between, and the last one after an “or”. */
export function listed(items: readonly string[], word: string): string {
  if (items.length < 2) return items.join('');
  return `${items.slice(0, -1).join(', ')} ${word} ${items.at(-1)}`;
}

/** A question in plain words: “People with …, and …, but not …”. */
export function sayQuestion({ conditions }: Question, words: Words): string {
  const said = conditions.filter(isComplete);
  if (said.length === 0) return words.t('register:say.everybody');
  const parts = said.map((one, at) => {
    if (!('not' in one)) return `${at === 0 ? ' ' : `, ${words.t('register:say.and')} `}${sayCondition(one, words)}`;
    return `, ${words.t(at === 0 ? 'register:say.not' : 'register:say.butNot')} ${sayCondition(one.not, words)}`;
  });
  return `${words.t('register:say.people')}${parts.join('')}`;
}

/** One condition in plain words. */
export function sayCondition(condition: Condition, words: Words): string {
  const { t } = words;
  if ('not' in condition) return `${t('register:say.not')} ${sayCondition(condition.not, words)}`;
  if (isGroup(condition)) {
    const word = t('all' in condition ? 'register:say.and' : 'register:say.or');
    const parts = partsOf(condition).filter(isComplete);
    return `(${parts.map((one) => sayCondition(one, words)).join(` ${word} `)})`;
  }
  switch (condition.field) {
    case 'sex':
    case 'region':
    case 'municipality': {
      const values = condition.any.map((one) => words.value(condition.field, one));
      return t(`register:say.${condition.field}`, { values: listed(values, t('register:say.or')) });
    }
    case 'birthYear':
      return t('register:say.birthYear', { range: sayRange(condition, words, String) });
    case 'age': {
      const range = sayAmount(condition, words);
      if (condition.on === undefined) return t('register:say.ageToday', { range });
      return t('register:say.ageOn', { range, day: words.date(condition.on) });
    }
    case 'died':
      return t('register:say.died', { range: sayDays(condition, words) });
    case 'living':
    case 'genome':
      return t(`register:say.${condition.field}.${condition.is ? 'yes' : 'no'}`);
    case 'event':
      return sayEvent(condition, words);
    case 'specimen':
      return saySpecimen(condition, words);
  }
}

/** A range in plain words: “1950–1959”, “1950 or later”, “up to 1959”. */
export function sayRange<T>(range: Range<T>, { t }: Words, write: (value: T) => string): string {
  const { from, to } = range;
  if (from !== undefined && to !== undefined) return from === to ? write(from) : `${write(from)}–${write(to)}`;
  if (from !== undefined) return t('register:say.fromOn', { value: write(from) });
  return to === undefined ? '' : t('register:say.upUntil', { value: write(to) });
}

/** A range of amounts: “at least 200”, “at most 3”. */
export function sayAmount({ from, to }: Range<number>, words: Words): string {
  const { t, int } = words;
  if (from !== undefined && to !== undefined) return sayRange({ from, to }, words, int);
  if (from !== undefined) return t('register:say.atLeast', { value: int(from) });
  return to === undefined ? '' : t('register:say.atMost', { value: int(to) });
}

/** A range of days: whole years are said as years. */
export function sayDays({ from, to }: Range<string>, words: Words): string {
  const year = (day: string) => day.slice(0, 4);
  const whole = (from === undefined || from.endsWith('-01-01')) && (to === undefined || to.endsWith('-12-31'));
  return sayRange({ from, to } as Range<string>, words, whole ? year : words.date);
}

/** Events in plain words: the codes by name, or any of the register. */
export function sayEvents(events: Events & { which?: 'first' | 'any' }, words: Words): string {
  const { register, codes = [], which = 'any' } = events;
  const known = ['diagnoses', 'procedures', 'pathology', 'medication', 'cancer', 'deaths'].includes(register);
  const form = codes.length === 0 && which === 'any' ? 'any' : which === 'first' ? 'first' : 'one';
  const noun = known
    ? words.t(`register:event.${register}.${form}`)
    : words.t(`register:event.other.${form}`, { register });
  const names = codes.map((code) => words.code(register, code));
  return names.length === 0 ? noun : `${noun} ${listed(names, words.t('register:say.or'))}`;
}

function sayEvent(condition: EventCondition, words: Words): string {
  const { t } = words;
  const { when, ageAtEvent, atLeast = 1 } = condition;
  return [
    t('register:say.with', { what: sayEvents(condition, words) }),
    atLeast > 1 ? t('register:say.times', { number: words.int(atLeast) }) : '',
    when ? t('register:say.when', { range: sayDays(when, words) }) : '',
    ageAtEvent ? t('register:say.atAge', { range: sayAmount(ageAtEvent, words) }) : '',
  ]
    .filter(Boolean)
    .join(' ');
}

function saySpecimen(condition: SpecimenCondition, words: Words): string {
  const { t } = words;
  const { type, atLeast = 1, biobank, collection, temperature, state, sprec, consent, window, gapDays } = condition;
  const or = t('register:say.or');
  const some = (facet: string, values: readonly string[] | undefined) =>
    values && values.length > 0
      ? t(`register:say.${facet}`, {
          values: listed(
            values.map((one) => words.value(facet, one)),
            or,
          ),
        })
      : '';
  const types = type
    ? listed(
        type.map((one) => words.value('type', one)),
        or,
      )
    : '';
  const what =
    atLeast > 1
      ? t(types ? 'register:say.specimensOf' : 'register:say.specimens', { number: words.int(atLeast), types })
      : types || t('register:say.specimen');
  const amount = (key: string, value: Range<number> | undefined) =>
    value ? t(`register:say.${key}`, { range: sayAmount(value, words) }) : '';
  return [
    t('register:say.with', { what }),
    some('biobank', biobank),
    some('collection', collection),
    condition.taken ? t('register:say.taken', { range: sayDays(condition.taken, words) }) : '',
    amount('ageAtSampling', condition.ageAtSampling),
    window ? sayWindow(window, words) : '',
    gapDays ? t('register:say.gap', { range: sayGap(gapDays, words) }) : '',
    some('temperature', temperature),
    amount('volumeUl', condition.volumeUl),
    amount('thaws', condition.thaws),
    some('sprec', sprec),
    some('state', state),
    consent && consent.length > 0 ? sayConsent(consent, words) : '',
  ]
    .filter(Boolean)
    .join(' ');
}

// A study needs each of the uses it asks for, so they are joined by “and”.
function sayConsent(uses: readonly string[], words: Words): string {
  if (uses.includes('none')) return words.t('register:say.noConsent');
  const said = uses.map((one) => words.value('consent', one));
  return words.t('register:say.consent', { values: listed(said, words.t('register:say.and')) });
}

/** A sampling window in plain words: “taken 1–5 years before first diagnosis DC50”. */
export function sayWindow(window: SamplingWindow, words: Words): string {
  const { t } = words;
  const anchor =
    window.after === 'death' ? t('register:say.death') : sayEvents({ which: 'first', ...window.after }, words);
  return t('register:say.window', { span: saySpan(window, words), anchor });
}

/** The stretch of a window: “1–5 years before”, “30 days before to 1 year after”. */
export function saySpan(window: Pick<SamplingWindow, 'fromDays' | 'toDays'>, words: Words): string {
  const { t } = words;
  const { fromDays, toDays } = inOrder(window);
  const [from, to] = [spanOfDays(fromDays), spanOfDays(toDays)];
  const side = (before: boolean) => t(before ? 'register:say.before' : 'register:say.after');
  const amount = (number: number, unit: string) =>
    t(`register:say.${unit}`, { count: number, number: words.int(number) });
  const both = fromDays * toDays >= 0;
  if (both) {
    const before = fromDays < 0 || toDays < 0;
    const [near, far] = before ? [to, from] : [from, to];
    if (near.number === far.number) return `${amount(far.number, far.unit)} ${side(before)}`;
    if (near.number === 0) return `${t('register:say.upTo', { amount: amount(far.number, far.unit) })} ${side(before)}`;
    const said =
      near.unit === far.unit
        ? `${words.int(near.number)}–${amount(far.number, far.unit)}`
        : `${amount(near.number, near.unit)}–${amount(far.number, far.unit)}`;
    return `${said} ${side(before)}`;
  }
  return t('register:say.fromTo', {
    from: `${amount(from.number, from.unit)} ${side(true)}`,
    to: `${amount(to.number, to.unit)} ${side(false)}`,
  });
}

function sayGap({ from, to }: { from: number; to: number }, words: Words): string {
  return saySpan({ fromDays: from, toDays: to }, words)
    .replace(` ${words.t('register:say.after')}`, '')
    .trim();
}
