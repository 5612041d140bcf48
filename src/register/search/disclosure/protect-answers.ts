import type { DisclosureRule } from '../../../trust/scope/index.ts';
import type { Answer } from '../engine.ts';
import type { Ask, AskName } from '../model.ts';
import {
  groupsBy,
  protectCounts,
  protectPeople,
  protectTable,
  type ShownCell,
  type ShownNumber,
  wholeTable,
} from './protect.ts';

/** What an answer is of: what was asked, and the sketch of its people as one number. */
export interface Of<N extends AskName> {
  ask: Ask<N>;
  people: number;
}

/**
 * How each answer leaves under a rule. A page's charts, its file and the answer over HTTP are all made of this one table.
 */
export const shownAnswers = {
  count: (answer: Answer<'count'>, rule: DisclosureRule, { people }: Of<'count'>) =>
    protectCounts(answer, rule, people),
  funnel: ({ everybody, steps }: Answer<'funnel'>, rule: DisclosureRule, { people }: Of<'funnel'>) => ({
    everybody: protectCounts(everybody, rule, people),
    steps: steps.map(({ left, alone }) => ({
      left: protectCounts(left, rule, people),
      alone: protectCounts(alone, rule, people),
    })),
  }),
  facets: ({ counts, facets, codes }: Answer<'facets'>, rule: DisclosureRule, { people }: Of<'facets'>) => ({
    counts: protectCounts(counts, rule, people),
    facets: Object.fromEntries(
      Object.entries(facets).map(([name, cells]) => [
        name,
        // A consent has several uses: its cells have no total.
        protectTable(cells, rule, name === 'consent' ? [] : wholeTable(cells), people),
      ]),
    ),
    // Codes of one person are many: they have no total.
    codes: codes.map((cells) => protectTable(cells, rule, [], people)),
  }),
  cross: (cells: Answer<'cross'>, rule: DisclosureRule, { people }: Of<'cross'>) => ({
    cells: protectTable(
      cells,
      rule,
      groupsBy(
        cells,
        ({ row }) => row,
        ({ column }) => column,
      ),
      people,
    ),
  }),
  overlap: (cells: Answer<'overlap'>, rule: DisclosureRule, { people, ask: { sources } }: Of<'overlap'>) => ({
    cells: protectTable(
      cells,
      rule,
      [
        ...wholeTable(cells),
        ...sources.map((_, source) =>
          [...cells.entries()].flatMap(([at, cell]) => (cell.in.includes(source) ? [at] : [])),
        ),
      ],
      people,
    ),
  }),
  lags: (lags: Answer<'lags'>, rule: DisclosureRule, { people }: Of<'lags'>) => ({
    lags: betweenTold(protectTable(lags, rule, wholeTable(lags), people), rule),
  }),
  courses: (courses: Answer<'courses'>, rule: DisclosureRule, { people }: Of<'courses'>) =>
    protectCourses(courses, rule, people),
  match: (
    { cases, controls, casesByControls, relaxations }: Answer<'match'>,
    rule: DisclosureRule,
    { people }: Of<'match'>,
  ) => ({
    cases: protectPeople(cases, rule, { people, name: 'cases' }),
    controls: protectPeople(controls, rule, { people, name: 'controls' }),
    casesByControls: protectRow(casesByControls, rule, people),
    relaxations: relaxations.map((one) => ({
      ...one,
      controls: protectPeople(one.controls, rule, { people, name: one.relaxed }),
      casesByControls: protectRow(one.casesByControls, rule, people),
    })),
  }),
} as const satisfies { [N in AskName]: (answer: Answer<N>, rule: DisclosureRule, of: Of<N>) => object };

/** An answer as it leaves, without what it is of. */
export type ShownAnswer<N extends AskName> = ReturnType<(typeof shownAnswers)[N]>;

function protectRow(counts: readonly number[], rule: DisclosureRule, people: number): ShownNumber[] {
  const cells = counts.map((persons, found) => ({ found, persons }));
  return protectTable(cells, rule, wholeTable(cells), people).map(({ found: _, ...shown }) => shown);
}

// From the first step that is told to the last: where there is nobody is not told apart from where there are few.
function betweenTold(
  lags: readonly ShownCell<Answer<'lags'>[number]>[],
  { minimumCount }: DisclosureRule,
): ShownCell<Answer<'lags'>[number]>[] {
  if (minimumCount <= 0) return [...lags];
  const first = lags.findIndex(({ persons }) => persons !== null);
  const last = lags.findLastIndex(({ persons }) => persons !== null);
  const told = first < 0 ? [] : lags.slice(first, last + 1);
  const step = Math.min(...told.slice(1).map(({ fromDays }, at) => fromDays - told[at]!.fromDays));
  return told.flatMap((lag, at) => {
    const gap = [];
    const before = told[at - 1];
    for (let from = (before?.fromDays ?? lag.fromDays) + step; before && from < lag.fromDays; from += step) {
      gap.push({ fromDays: from, persons: null, specimens: null, protected: `<${minimumCount}` });
    }
    return [...gap, lag];
  });
}

/** Courses that are told; a course of one's own is a fingerprint, so fewer people than this share none. */
const mostCourses = 50;
const fewestOfCourse = 5;

function protectCourses(courses: Answer<'courses'>, rule: DisclosureRule, people: number) {
  const least = Math.max(fewestOfCourse, rule.minimumCount);
  const told = courses.filter(({ persons }) => persons >= least).slice(0, mostCourses);
  const sum = (list: Answer<'courses'>): number => list.reduce((total, { persons }) => total + persons, 0);
  // The rest is a cell like the others: where it is too small, a course goes with it.
  const cells = [...told, { course: '', persons: sum(courses) - sum(told) }];
  const shown = protectTable(cells, rule, wholeTable(cells), people);
  const { persons, protected: mark } = shown.at(-1)!;
  return { courses: shown.slice(0, -1), others: mark === undefined ? { persons } : { persons, protected: mark } };
}
