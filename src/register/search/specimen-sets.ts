import { type ConsentUse, consentBits, noDay } from '../columns/index.ts';
import { dayRange, lifeDays } from './days.ts';
import { eventsOf, firstDaysOf, peopleOfEvents } from './event-sets.ts';
import type { SamplingWindow, SpecimenCondition, SpecimenFilter } from './model.ts';
import type { Searcher } from './searcher.ts';
import { specimenColumns, type WordColumn } from './snapshot-layout.ts';

const wordFilters = ['biobank', 'collection', 'type', 'temperature', 'state'] as const;
/** Up to so many words are compared one by one, sixteen specimens at a time. */
const fewWords = 4;

/** Specimens to which a filter applies, whose they may be. */
export function specimensOf(searcher: Searcher, filter: SpecimenFilter): number {
  const { kernel, header } = searcher;
  const sets: number[] = [];
  for (const column of wordFilters) {
    const words = filter[column];
    if (words)
      sets.push(
        withWords(
          searcher,
          column,
          words.map((word) => searcher.word(column, word)),
        ),
      );
  }
  if (filter.sprec) sets.push(withHandling(searcher, filter.sprec));
  if (filter.consent) sets.push(withConsent(searcher, filter.consent));
  if (filter.taken) sets.push(inRange(searcher, 'day', dayRange(filter.taken)));
  if (filter.volumeUl) sets.push(inRange(searcher, 'volume', bounds(filter.volumeUl, 0xffffffff)));
  if (filter.thaws) sets.push(inRange(searcher, 'thaws', bounds(filter.thaws, 255)));
  const { window, ageAtSampling } = filter;
  if (sets.length < 2 && window === undefined && ageAtSampling === undefined) return sets[0] ?? searcher.allSpecimens;
  return searcher.specimens.get(`all of ${keyOf(filter)}`, (out) => {
    let left = sets[0] ?? searcher.allSpecimens;
    for (const set of sets.slice(1)) {
      kernel.setAnd(left, set, out, header.specimens);
      left = out;
    }
    if (ageAtSampling) {
      const { low, high } = lifeDays(ageAtSampling);
      const person = searcher.column('specimenPerson');
      kernel.ageAtSampling(
        left,
        header.specimens,
        person,
        searcher.column('day'),
        searcher.column('born'),
        low,
        high,
        out,
      );
      left = out;
    }
    if (window === undefined) return;
    const found = searcher.specimens.scratch();
    markWindow(searcher, window, left, found);
    kernel.setAnd(found, found, out, header.specimens);
  });
}

function keyOf({
  field: _,
  atLeast: __,
  gapDays: ___,
  ...filter
}: SpecimenFilter & Partial<SpecimenCondition>): string {
  return JSON.stringify(
    Object.entries(filter)
      .filter(([, value]) => value !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

function bounds(
  { from, to }: { from?: number | undefined; to?: number | undefined },
  most: number,
): { low: number; high: number } {
  return { low: from ?? 0, high: to ?? most };
}

function inRange(
  searcher: Searcher,
  column: 'day' | 'volume' | 'thaws',
  { low, high }: { low: number; high: number },
): number {
  const { kernel, header } = searcher;
  return searcher.specimens.get(`${column} ${low}-${high}`, (out) => {
    if (high < low) return;
    const range = { 1: kernel.rangeU8, 2: kernel.rangeU16, 4: kernel.rangeU32 }[specimenColumns[column]];
    range(searcher.column(column), header.specimens, low, high, out);
    kernel.setAnd(out, searcher.allSpecimens, out, header.specimens);
  });
}

function withWords(
  searcher: Searcher,
  column: WordColumn & keyof typeof specimenColumns,
  numbers: readonly number[],
): number {
  const { kernel, memory, header, scratch } = searcher;
  const wanted = [...new Set(numbers)].sort((a, b) => a - b);
  return searcher.specimens.get(`${column} ${wanted.join(',')}`, (out) => {
    const narrow = specimenColumns[column] === 1;
    if (wanted.length <= fewWords) {
      const one = searcher.specimens.scratch();
      for (const [at, number] of wanted.entries()) {
        const into = at === 0 ? out : one;
        (narrow ? kernel.rangeU8 : kernel.rangeU16)(searcher.column(column), header.specimens, number, number, into);
        if (at > 0) kernel.setOr(out, one, out, header.specimens);
      }
    } else {
      const table = memory.u8(scratch.table, 65_536).fill(0);
      for (const number of wanted) table[number] = 1;
      (narrow ? kernel.memberU8 : kernel.memberU16)(searcher.column(column), header.specimens, scratch.table, out);
    }
    kernel.setAnd(out, searcher.allSpecimens, out, header.specimens);
  });
}

function withHandling(searcher: Searcher, patterns: readonly string[]): number {
  const wanted = patterns.map((pattern) => pattern.toUpperCase().split('-'));
  const fits = (code: string): boolean => {
    const parts = code.split('-');
    return wanted.some(
      (pattern) => pattern.length === parts.length && pattern.every((part, i) => part === '*' || part === parts[i]),
    );
  };
  const numbers = searcher.header.words['sprec']!.flatMap((code, number) => (number > 0 && fits(code) ? [number] : []));
  return withWords(searcher, 'sprec', numbers);
}

// Each use is a bit; all that are asked for must be among those of a specimen.
function withConsent(searcher: Searcher, uses: readonly ConsentUse[]): number {
  const { kernel, memory, header, scratch } = searcher;
  const wanted = consentBits(uses);
  return searcher.specimens.get(`consent ${wanted}`, (out) => {
    const table = memory.u8(scratch.table, 256);
    for (let bits = 0; bits < 256; bits++) table[bits] = (bits & wanted) === wanted ? 1 : 0;
    kernel.memberU8(searcher.column('consent'), header.specimens, scratch.table, out);
    kernel.setAnd(out, searcher.allSpecimens, out, header.specimens);
  });
}

function markWindow(searcher: Searcher, { after, fromDays, toDays }: SamplingWindow, mask: number, out: number): void {
  const { kernel, header } = searcher;
  const { persons } = header;
  const offsets = searcher.column('offsets');
  const day = searcher.column('day');
  if (after === 'death') {
    const dead = deadPeople(searcher);
    kernel.windowOfAnchor(dead, persons, offsets, mask, day, searcher.column('died'), fromDays, toDays, out);
    return;
  }
  const ranges = eventsOf(searcher, after);
  if (after.which === 'first') {
    const first = firstDaysOf(searcher, ranges);
    kernel.windowOfAnchor(peopleOfEvents(searcher, ranges), persons, offsets, mask, day, first, fromDays, toDays, out);
    return;
  }
  const { personAt, dayAt } = ranges.register;
  for (const { from, to } of ranges.events) {
    kernel.windowOfEvents(personAt, dayAt, from, to, offsets, mask, day, fromDays, toDays, out);
  }
}

/** People who have died. */
export function deadPeople(searcher: Searcher): number {
  const { kernel, header } = searcher;
  return searcher.people.get('died', (out) => {
    kernel.rangeU16(searcher.column('died'), header.persons, 0, noDay - 1, out);
    kernel.setAnd(out, searcher.column('exists'), out, header.persons);
  });
}

/** People with as many such specimens as a condition asks, at its gaps. */
export function peopleOfSpecimenCondition(searcher: Searcher, condition: SpecimenCondition): number {
  const { kernel, header } = searcher;
  const { persons, specimens } = header;
  const { atLeast, gapDays } = condition;
  const person = searcher.column('specimenPerson');
  return searcher.people.get(`specimens ${keyOf(condition)} ${atLeast} ${JSON.stringify(gapDays)}`, (out) => {
    const set = specimensOf(searcher, condition);
    if (atLeast === 1) kernel.peopleOfSpecimens(set, specimens, person, out);
    else if (gapDays === undefined) kernel.atLeastPeople(set, specimens, person, atLeast, out);
    else {
      const [day, offsets] = [searcher.column('day'), searcher.column('offsets')];
      const { from, to } = gapDays;
      const enough = searcher.people.scratch();
      kernel.atLeastPeople(set, specimens, person, atLeast, enough);
      kernel.seriesPeople(enough, persons, offsets, set, day, atLeast, from, to, searcher.scratch.reach, out);
    }
  });
}
