import { dateOf, dayOf, noDay } from '../columns/index.ts';
import type { Condition, Query, SamplingWindow, SpecimenCondition } from './model.ts';
import type { PlainNation } from './testing.ts';

type Specimen = PlainNation['specimens'][number];
type Events = PlainNation['events'];

const age = (days: number): number => Math.floor(days / 365.25);
const within = (value: number, range: { from?: number | undefined; to?: number | undefined } | undefined): boolean =>
  range === undefined || (value >= (range.from ?? -Infinity) && value <= (range.to ?? Infinity));
const inDates = (day: number, range: { from?: string | undefined; to?: string | undefined } | undefined): boolean =>
  range === undefined ||
  (day !== noDay &&
    (range.from === undefined || day >= dayOf(range.from)) &&
    (range.to === undefined || day <= dayOf(range.to)));

/** Answers a query by looking at everybody, one by one: the plain meaning of each condition. For tests. */
export class Oracle {
  readonly #nation: PlainNation;
  readonly #today: string;

  constructor(nation: PlainNation, today: string) {
    this.#nation = nation;
    this.#today = today;
  }

  /** People of whom anything is stored but events, who may be counted. */
  everybody(): number[] {
    const { persons, specimens, genomes, material } = this.#nation;
    const known = new Set([...persons.map(({ no }) => no), ...specimens.map(({ person }) => person), ...genomes]);
    return [...known].filter((no) => !material.includes(no)).sort((a, b) => a - b);
  }

  find({ conditions }: Query): number[] {
    return this.everybody().filter((no) => conditions.every((one) => this.applies(one, no)));
  }

  count(query: Query): { persons: number; specimens: number; genomes: number } {
    const people = this.find(query);
    const filters = query.conditions.filter(
      (one): one is SpecimenCondition => 'field' in one && one.field === 'specimen',
    );
    const { specimens } = this.#nation;
    return {
      persons: people.length,
      specimens: specimens.filter(
        (one) =>
          people.includes(one.person) && (filters.length === 0 || filters.some((filter) => this.fits(filter, one))),
      ).length,
      genomes: people.filter((no) => this.#hasGenome(no)).length,
    };
  }

  #hasGenome(no: number): boolean {
    return this.#nation.genomes.includes(no) && !this.#nation.genetic.includes(no);
  }

  applies(condition: Condition, no: number): boolean {
    if ('all' in condition) return condition.all.every((one) => this.applies(one, no));
    if ('not' in condition) return !this.applies(condition.not, no);
    if (!('field' in condition)) return condition.any.some((one) => this.applies(one, no));
    const person = this.#nation.persons.find((one) => one.no === no);
    const born = person?.born ?? noDay;
    const died = person?.died ?? noDay;
    switch (condition.field) {
      case 'sex':
        return condition.any.includes(person?.sex || '?');
      case 'region':
        return condition.any.includes(person?.region ?? '?');
      case 'municipality':
        return false;
      case 'birthYear':
        return born !== noDay && within(Number(dateOf(born)!.slice(0, 4)), condition);
      case 'age': {
        const on = condition.on ?? this.#today;
        if (born === noDay || born > dayOf(on) || died < dayOf(on)) return false;
        const date = dateOf(born)!;
        const years = Number(on.slice(0, 4)) - Number(date.slice(0, 4)) - (on.slice(5) < date.slice(5) ? 1 : 0);
        return within(years, condition);
      }
      case 'died':
        return inDates(died, condition);
      case 'living':
        return (died === noDay) === condition.is;
      case 'genome':
        return this.#hasGenome(no) === condition.is;
      case 'event': {
        const all = this.#events(condition, no);
        const dated = all.map(({ day }) => day).sort((a, b) => a - b);
        const asked = condition.which === 'first' ? dated.slice(0, 1) : dated;
        const inTime = asked.filter((day) => inDates(day, condition.when));
        const atAge = (day: number): boolean =>
          condition.ageAtEvent === undefined ||
          (born !== noDay && day >= born && within(age(day - born), condition.ageAtEvent));
        if (condition.which === 'first') {
          const asksFirst = condition.when !== undefined || condition.ageAtEvent !== undefined;
          const first = !asksFirst || inTime.some((day) => day !== noDay && atAge(day));
          return first && all.length >= condition.atLeast;
        }
        return inTime.length >= condition.atLeast && inTime.some(atAge);
      }
      case 'specimen':
        return this.#hasSpecimens(condition, no);
    }
  }

  #events({ register, codes }: { register: string; codes?: string[] | undefined }, no: number): Events {
    return this.#nation.events.filter(
      (event) =>
        event.person === no &&
        event.register === register &&
        (codes === undefined || codes.some((code) => event.code.startsWith(code))),
    );
  }

  #hasSpecimens(condition: SpecimenCondition, no: number): boolean {
    const days = this.#nation.specimens
      .filter((one) => one.person === no && this.fits(condition, one))
      .map(({ day }) => day)
      .sort((a, b) => a - b);
    const { atLeast, gapDays } = condition;
    if (atLeast === 1 || gapDays === undefined) return days.length >= atLeast;
    const series = (from: number, left: number): boolean =>
      left === 0 ||
      days.some((day, at) => at > from && day !== noDay && within(day - days[from]!, gapDays) && series(at, left - 1));
    return days.some((day, at) => day !== noDay && series(at, atLeast - 1));
  }

  /** Whether everything that a filter states is so of a specimen. */
  fits(filter: SpecimenCondition, one: Specimen): boolean {
    const born = this.#nation.persons.find(({ no }) => no === one.person)?.born ?? noDay;
    return (
      (filter.biobank?.includes(one.biobank) ?? true) &&
      (filter.type?.includes(one.type) ?? true) &&
      (filter.temperature?.includes(one.temperature) ?? true) &&
      (filter.state?.includes(one.state) ?? true) &&
      (filter.consent?.every((use) => one.consent.split(' ').includes(use)) ?? true) &&
      (filter.sprec?.some((pattern) => new RegExp(`^${pattern.replaceAll('*', '[^-]+')}$`).test(one.sprec)) ?? true) &&
      inDates(one.day, filter.taken) &&
      within(one.volume, filter.volumeUl) &&
      within(one.thaws, filter.thaws) &&
      (filter.ageAtSampling === undefined ||
        (born !== noDay &&
          one.day !== noDay &&
          one.day >= born &&
          within(age(one.day - born), filter.ageAtSampling))) &&
      (filter.window === undefined || this.#inWindow(filter.window, one))
    );
  }

  #inWindow({ after, fromDays, toDays }: SamplingWindow, { person, day }: Specimen): boolean {
    if (day === noDay) return false;
    const near = (anchor: number): boolean => anchor !== noDay && day - anchor >= fromDays && day - anchor <= toDays;
    if (after === 'death') return near(this.#nation.persons.find(({ no }) => no === person)?.died ?? noDay);
    const days = this.#events(after, person).map((event) => event.day);
    return after.which === 'any' ? days.some(near) : near(Math.min(noDay, ...days));
  }
}
