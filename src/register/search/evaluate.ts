import { noDay } from '../columns/index.ts';
import { birthDays, dayRange, yearRange } from './days.ts';
import { peopleOfEventCondition } from './event-sets.ts';
import type { Condition } from './model.ts';
import type { Searcher } from './searcher.ts';
import { personColumns } from './snapshot-layout.ts';
import { deadPeople, peopleOfSpecimenCondition } from './specimen-sets.ts';

type FieldCondition = Extract<Condition, { field: string }>;

/**
 * The people to whom a condition applies, among everybody who may be counted or not. Of whom something is not known, it does not
 * apply; `not` takes the rest.
 * @param today for ages without a day, YYYY-MM-DD
 */
export function evaluate(searcher: Searcher, condition: Condition, today: string): number {
  const { kernel, header, people } = searcher;
  if ('field' in condition) return answer(searcher, condition, today);
  const inner = 'not' in condition ? [condition.not] : 'all' in condition ? condition.all : condition.any;
  const sets = inner.map((one) => evaluate(searcher, one, today));
  const out = people.scratch();
  if ('not' in condition) kernel.setAndNot(searcher.column('exists'), sets[0]!, out, header.persons);
  else {
    kernel.setOr(sets[0]!, sets[0]!, out, header.persons);
    const join = 'all' in condition ? kernel.setAnd : kernel.setOr;
    for (const set of sets.slice(1)) join(out, set, out, header.persons);
  }
  return out;
}

/** The people to whom all conditions apply and who may be counted. */
export function everyOf(searcher: Searcher, conditions: readonly Condition[], today: string): number {
  const sets = conditions.map((one) => evaluate(searcher, one, today));
  return intersect(searcher, [searcher.everybody, ...sets]);
}

/** Who is in all of the sets, as a new one. */
export function intersect(searcher: Searcher, sets: readonly number[]): number {
  const { kernel, header } = searcher;
  const out = searcher.people.scratch();
  kernel.setAnd(sets[0]!, sets[1] ?? sets[0]!, out, header.persons);
  for (const set of sets.slice(2)) kernel.setAnd(out, set, out, header.persons);
  return out;
}

function answer(searcher: Searcher, condition: FieldCondition, today: string): number {
  switch (condition.field) {
    case 'sex':
    case 'region':
    case 'municipality':
      return withWords(searcher, condition.field, condition.any);
    case 'birthYear':
      return inDays(searcher, 'born', yearRange(condition));
    case 'age': {
      const on = condition.on ?? today;
      const alive = inDays(searcher, 'died', { low: dayRange({ from: on }).low, high: noDay });
      return intersect(searcher, [inDays(searcher, 'born', birthDays(condition, on)), alive]);
    }
    case 'died':
      return intersect(searcher, [inDays(searcher, 'died', dayRange(condition)), deadPeople(searcher)]);
    case 'living':
      return isOrNot(searcher, condition.is, living(searcher));
    case 'genome':
      // Who opted out of the use of genetic data has none that counts.
      return isOrNot(searcher, condition.is, searcher.genomes);
    case 'event':
      return peopleOfEventCondition(searcher, condition);
    case 'specimen':
      return peopleOfSpecimenCondition(searcher, condition);
  }
}

/** People of whom no death is known. */
export function living(searcher: Searcher): number {
  const { kernel, header } = searcher;
  return searcher.people.get('living', (out) => {
    kernel.setAndNot(searcher.column('exists'), deadPeople(searcher), out, header.persons);
  });
}

function isOrNot(searcher: Searcher, is: boolean, set: number): number {
  if (is) return set;
  const out = searcher.people.scratch();
  searcher.kernel.setAndNot(searcher.column('exists'), set, out, searcher.header.persons);
  return out;
}

/** People whose value in a column of days lies in a range. */
export function inDays(
  searcher: Searcher,
  column: 'born' | 'died',
  { low, high }: { low: number; high: number },
): number {
  const { kernel, header } = searcher;
  return searcher.people.get(`${column} ${low}-${high}`, (out) => {
    if (high < low) return;
    kernel.rangeU16(searcher.column(column), header.persons, low, high, out);
    kernel.setAnd(out, searcher.column('exists'), out, header.persons);
  });
}

/** People with any of some words in a column. */
export function withWords(
  searcher: Searcher,
  column: 'sex' | 'region' | 'municipality',
  words: readonly string[],
): number {
  const { kernel, header } = searcher;
  const numbers = [...new Set(words.map((word) => searcher.word(column, word)))].sort((a, b) => a - b);
  return searcher.people.get(`${column} ${numbers.join(',')}`, (out) => {
    const one = searcher.people.scratch();
    const range = personColumns[column] === 1 ? kernel.rangeU8 : kernel.rangeU16;
    for (const number of numbers) {
      range(searcher.column(column), header.persons, number, number, one);
      kernel.setOr(out, one, out, header.persons);
    }
    kernel.setAnd(out, searcher.column('exists'), out, header.persons);
  });
}
