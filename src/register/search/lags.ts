import { noDay } from '../columns/index.ts';
import { type Found, find, specimensOfFound } from './count.ts';
import { eventsOf, firstDaysOf } from './event-sets.ts';
import type { Query } from './model.ts';
import { setView } from './place-people.ts';
import type { Searcher } from './searcher.ts';

/** What days are counted from: the person's first event, birth or death. */
export type Anchor = 'birth' | 'death' | { register: string; codes?: string[] | undefined };

/** Specimens taken in a stretch of days from the anchor. */
export interface Lag {
  fromDays: number;
  persons: number;
  specimens: number;
}

/** Everyone's anchor day; 65535 for nobody. */
function anchorDays(searcher: Searcher, anchor: Anchor): Uint16Array {
  const lived = { birth: 'born', death: 'died' } as const;
  const at =
    typeof anchor === 'string' ? searcher.column(lived[anchor]) : firstDaysOf(searcher, eventsOf(searcher, anchor));
  return searcher.memory.u16(at, searcher.header.persons);
}

/** The named specimens of the people of a query, by the days from the anchor to the sampling, in steps of so many days. */
export function countLags(
  searcher: Searcher,
  query: Query,
  { anchor, stepDays, today }: { anchor: Anchor; stepDays: number; today: string },
): Lag[] {
  const lags = new Map<number, { persons: number; specimens: number; last: number }>();
  visitSamplings(searcher, find(searcher, query, today), anchor, (person, days) => {
    const step = Math.floor(days / stepDays);
    let lag = lags.get(step);
    if (!lag) {
      lag = { persons: 0, specimens: 0, last: -1 };
      lags.set(step, lag);
    }
    lag.specimens++;
    if (lag.last !== person) lag.persons++;
    lag.last = person;
  });
  return [...lags]
    .sort(([a], [b]) => a - b)
    .map(([step, { persons, specimens }]) => ({ fromDays: step * stepDays, persons, specimens }));
}

/** How many people share a course of samplings around the anchor, told in whole years: `-3 -1 0 dead+2`. The most frequent first. */
export function countCourses(
  searcher: Searcher,
  query: Query,
  { anchor, today }: { anchor: Anchor; today: string },
): { course: string; persons: number }[] {
  const { memory, header } = searcher;
  const courses = new Map<string, number>();
  const found = find(searcher, query, today);
  const died = memory.u16(searcher.column('died'), header.persons);
  let person = -1;
  let years: number[] = [];
  let start = 0;
  const end = (): void => {
    if (person < 0) return;
    const death = anchor !== 'death' && died[person] !== noDay ? ` dead${signed(yearsOf(died[person]! - start))}` : '';
    const course = `${years.map(signed).join(' ')}${death}`;
    courses.set(course, (courses.get(course) ?? 0) + 1);
  };
  visitSamplings(searcher, found, anchor, (next, days, anchorDay) => {
    if (next !== person) {
      end();
      person = next;
      start = anchorDay;
      years = [];
    }
    const year = yearsOf(days);
    if (years.at(-1) !== year) years.push(year);
  });
  end();
  return [...courses]
    .map(([course, persons]) => ({ course, persons }))
    .sort((a, b) => b.persons - a.persons || (a.course < b.course ? -1 : 1));
}

const yearsOf = (days: number): number => Math.floor(days / 365.25);
const signed = (years: number): string => (years < 0 ? `${years}` : `+${years}`);

// Person by person, specimens in the order of their days.
function visitSamplings(
  searcher: Searcher,
  found: Found,
  anchor: Anchor,
  visit: (person: number, days: number, anchorDay: number) => void,
): void {
  const { memory, header } = searcher;
  const anchors = anchorDays(searcher, anchor);
  const specimens = setView(memory, specimensOfFound(searcher, found), header.specimens);
  const person = memory.u32(searcher.column('specimenPerson'), header.specimens);
  const day = memory.u16(searcher.column('day'), header.specimens);
  for (let w = 0; w < specimens.length; w++) {
    for (let word = specimens[w]!; word !== 0; word &= word - 1) {
      const s = w * 32 + 31 - Math.clz32(word & -word);
      const start = anchors[person[s]!]!;
      if (start !== noDay && day[s] !== noDay) visit(person[s]!, day[s]! - start, start);
    }
  }
}
