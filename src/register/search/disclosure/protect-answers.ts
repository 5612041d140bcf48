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

/**
 * How each answer leaves under a rule. A page's charts, its file and the answer over HTTP are all made of this one table.
 */
export const shownAnswers = {
  count: (answer: Answer<'count'>, rule: DisclosureRule) => protectCounts(answer, rule),
  funnel: ({ everybody, steps }: Answer<'funnel'>, rule: DisclosureRule) => ({
    everybody: protectCounts(everybody, rule),
    steps: steps.map(({ left, alone }) => ({ left: protectCounts(left, rule), alone: protectCounts(alone, rule) })),
  }),
  facets: ({ counts, facets, codes }: Answer<'facets'>, rule: DisclosureRule) => ({
    counts: protectCounts(counts, rule),
    facets: Object.fromEntries(
      Object.entries(facets).map(([name, cells]) => [name, protectTable(cells, rule, wholeTable(cells))]),
    ),
    // Codes of one person are many: they have no total.
    codes: codes.map((cells) => protectTable(cells, rule, [])),
  }),
  cross: (cells: Answer<'cross'>, rule: DisclosureRule) => ({
    cells: protectTable(
      cells,
      rule,
      groupsBy(
        cells,
        ({ row }) => row,
        ({ column }) => column,
      ),
    ),
  }),
  overlap: (cells: Answer<'overlap'>, rule: DisclosureRule, { sources }: Pick<Ask<'overlap'>, 'sources'>) => ({
    cells: protectTable(cells, rule, [
      ...wholeTable(cells),
      ...sources.map((_, source) =>
        [...cells.entries()].flatMap(([at, cell]) => (cell.in.includes(source) ? [at] : [])),
      ),
    ]),
  }),
  lags: (lags: Answer<'lags'>, rule: DisclosureRule) => ({
    lags: betweenTold(protectTable(lags, rule, wholeTable(lags)), rule),
  }),
  courses: (courses: Answer<'courses'>, rule: DisclosureRule) => protectCourses(courses, rule),
  match: ({ cases, controls, casesByControls, relaxations }: Answer<'match'>, rule: DisclosureRule) => ({
    cases: protectPeople(cases, rule),
    controls: protectPeople(controls, rule),
    casesByControls: protectRow(casesByControls, rule),
    relaxations: relaxations.map((one) => ({
      ...one,
      controls: protectPeople(one.controls, rule),
      casesByControls: protectRow(one.casesByControls, rule),
    })),
  }),
} as const satisfies { [N in AskName]: (answer: Answer<N>, rule: DisclosureRule, ask: Ask<N>) => object };

/** An answer as it leaves, without what it is of. */
export type ShownAnswer<N extends AskName> = ReturnType<(typeof shownAnswers)[N]>;

function protectRow(counts: readonly number[], rule: DisclosureRule): ShownNumber[] {
  const cells = counts.map((persons) => ({ persons }));
  return protectTable(cells, rule, wholeTable(cells));
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

function protectCourses(courses: Answer<'courses'>, rule: DisclosureRule) {
  const least = Math.max(fewestOfCourse, rule.minimumCount);
  const told = courses.filter(({ persons }) => persons >= least).slice(0, mostCourses);
  const sum = (list: Answer<'courses'>): number => list.reduce((total, { persons }) => total + persons, 0);
  // The rest is a cell like the others: where it is too small, a course goes with it.
  const cells = [...told, { course: '', persons: sum(courses) - sum(told) }];
  const shown = protectTable(cells, rule, wholeTable(cells));
  const { persons, protected: mark } = shown.at(-1)!;
  return { courses: shown.slice(0, -1), others: mark === undefined ? { persons } : { persons, protected: mark } };
}
