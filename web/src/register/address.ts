import { given, textParam, wordParam } from '../search-params.ts';
import { type Condition, type Question, type World, worlds } from './model.ts';

/** Parts of the answer, one at a time. */
export const views = ['specimens', 'time', 'overlap', 'places', 'controls', 'study'] as const;
export type View = (typeof views)[number];

/** The address of the register search: the question, and what of the answer is shown. */
export function readRegisterSearch(search: Record<string, unknown>) {
  const { question } = search;
  return given({
    question: typeof question === 'object' && question !== null ? (question as Partial<Question>) : undefined,
    show: wordParam(search['show'], views),
    rows: textParam(search['rows']),
    columns: textParam(search['columns']),
    /** Id of the saved question that is open. */
    saved: textParam(search['saved']),
  });
}

/** A question from an address; what is none of it is left out. The server reads it strictly. */
export function readQuestion(value: unknown, world: World): Question {
  if (typeof value !== 'object' || value === null) return { data: world, conditions: [] };
  const { data, conditions } = value as { data?: unknown; conditions?: unknown };
  return {
    data: wordParam(data, worlds) ?? world,
    conditions: Array.isArray(conditions) ? conditions.filter(looksLikeCondition) : [],
  };
}

type Unknown = Record<string, unknown>;
type Check = (value: unknown) => boolean;

const absent: Check = (value) => value === undefined;
const text: Check = (value) => typeof value === 'string';
const number: Check = (value) => typeof value === 'number' && Number.isFinite(value);
const yesNo: Check = (value) => typeof value === 'boolean';
const list: Check = (value) => Array.isArray(value) && value.every(text);
const which: Check = (value) => value === 'first' || value === 'any';
const maybe =
  (check: Check): Check =>
  (value) =>
    absent(value) || check(value);
const object =
  (checks: Record<string, Check>): Check =>
  (value) =>
    typeof value === 'object' &&
    value !== null &&
    Object.keys(value).every((name) => name in checks) &&
    Object.entries(checks).every(([name, check]) => check((value as Unknown)[name]));
const range = (check: Check): Check => object({ from: maybe(check), to: maybe(check) });

const events = { register: text, codes: maybe(list) };
const samplingWindow = object({
  after: (value) => value === 'death' || object({ ...events, which: maybe(which) })(value),
  fromDays: number,
  toDays: number,
});
const fields: Record<string, Record<string, Check>> = {
  sex: { any: list },
  region: { any: list },
  municipality: { any: list },
  birthYear: { from: maybe(number), to: maybe(number) },
  age: { from: maybe(number), to: maybe(number), on: maybe(text) },
  died: { from: maybe(text), to: maybe(text) },
  living: { is: yesNo },
  genome: { is: yesNo },
  event: {
    ...events,
    which: maybe(which),
    when: maybe(range(text)),
    ageAtEvent: maybe(range(number)),
    atLeast: maybe(number),
  },
  specimen: {
    ...{ biobank: maybe(list), collection: maybe(list), type: maybe(list), temperature: maybe(list) },
    ...{
      state: maybe(list),
      sprec: maybe(list),
      consent: maybe(list),
      taken: maybe(range(text)),
      ageAtSampling: maybe(range(number)),
    },
    ...{ volumeUl: maybe(range(number)), thaws: maybe(range(number)), window: maybe(samplingWindow) },
    ...{ atLeast: maybe(number), gapDays: maybe(object({ from: number, to: number })) },
  },
};

function looksLikeCondition(value: unknown): value is Condition {
  if (typeof value !== 'object' || value === null) return false;
  const one = value as Unknown;
  const names = Object.keys(one);
  if ('field' in one) {
    const checks =
      typeof one['field'] === 'string' && Object.hasOwn(fields, one['field']) ? fields[one['field']]! : null;
    return checks !== null && object({ ...checks, field: text })(value);
  }
  if (names.length !== 1) return false;
  if ('not' in one) return looksLikeCondition(one['not']);
  const parts = one['all'] ?? one['any'];
  return Array.isArray(parts) && parts.length > 0 && parts.every(looksLikeCondition);
}
