import { and, andNot, type Bitmap, createBitmap, or } from '../../bits/index.ts';
import { ageAt, type Facts, type PersonFact, type WordField, wordFields } from './facts.ts';
import type { Condition } from './model.ts';

type Question = Extract<Condition, { field: string }>;
type CarrierQuestion = Extract<Question, { field: 'variant' | 'gene' }>;

/** What a condition needs beside the facts. */
export interface Surroundings {
  /** The day ages are reckoned at, YYYY-MM-DD. */
  today: string;
  /** People who carry what a question names. */
  carriers(question: CarrierQuestion): Bitmap;
}

/** The people to whom a condition applies. Of whom something is not known, it does not apply; `not` takes the rest of everybody. */
export function evaluate(condition: Condition, facts: Facts, around: Surroundings): Bitmap {
  if ('field' in condition) return answer(condition, facts, around);
  if ('not' in condition) return andNot(facts.everybody, evaluate(condition.not, facts, around));
  if ('all' in condition) return everyOf(condition.all, facts, around);
  return condition.any
    .map((one) => evaluate(one, facts, around))
    .reduce((a, b) => or(a, b), createBitmap(facts.people.length));
}

/** The people to whom all conditions apply. */
export function everyOf(conditions: readonly Condition[], facts: Facts, around: Surroundings): Bitmap {
  return conditions.reduce((left, one) => and(left, evaluate(one, facts, around)), facts.everybody);
}

function answer(question: Question, facts: Facts, around: Surroundings): Bitmap {
  if (question.field === 'variant' || question.field === 'gene') return around.carriers(question);
  if ('any' in question) return withWords(facts, question.field, question.any);
  if ('is' in question) return facts.where(yesNo[question.field](question.is, relativesOf(facts)));
  const { from = Number.NEGATIVE_INFINITY, to = Number.POSITIVE_INFINITY } = question;
  const number = question.field === 'age' ? (born: string) => ageAt(born, around.today) : yearOf;
  return facts.where(({ born }) => born !== null && number(born) >= from && number(born) <= to);
}

function yearOf(born: string): number {
  return Number(born.slice(0, 4));
}

function withWords(facts: Facts, field: WordField, words: readonly string[]): Bitmap {
  const sets = facts.byWord(field);
  return words.reduce((set, word) => {
    const more = sets.get(word);
    return more ? or(set, more) : set;
  }, createBitmap(facts.people.length));
}

const yesNo: Record<
  'affected' | 'unrelated' | 'family',
  (is: boolean, relatives: ReadonlySet<number>) => (person: PersonFact) => boolean
> = {
  affected: (is) => (person) => person.genomes.some((genome) => genome.affected === is),
  unrelated: (is) => (person) => person.genomes.some((genome) => genome.unrelated) === is,
  family: (is, relatives) => (person) => relatives.has(person.personNo) === is,
};

// A family's name means the same within a dataset only.
function relativesOf(facts: Facts): ReadonlySet<number> {
  const families = new Map<string, Set<number>>();
  for (const { personNo, genomes } of facts.people) {
    for (const { family, datasetId } of genomes) {
      if (family === null) continue;
      const key = `${datasetId} ${family}`;
      const members = families.get(key);
      if (members) members.add(personNo);
      else families.set(key, new Set([personNo]));
    }
  }
  return new Set([...families.values()].filter((members) => members.size > 1).flatMap((members) => [...members]));
}

/** Whether a field's values are words. */
export function isWordField(field: string): field is WordField {
  return wordFields.some((one) => one === field);
}
