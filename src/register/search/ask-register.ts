import { createHash } from 'node:crypto';
import { canonicalJson, recordAccess } from '../../trust/audit/index.ts';
import { assertScope, type DisclosureRule, type Scope } from '../../trust/scope/index.ts';
import { protectCount, roundedTo } from '../cohorts/index.ts';
import type { Answer } from './engine.ts';
import type { Ask, AskName } from './model.ts';
import type { AsOf, RegisterService } from './open-register.ts';
import { protectCells, protectCounts } from './protect.ts';

/** How each answer leaves under a rule. */
const shown = {
  count: (answer: Answer<'count'>, rule: DisclosureRule) => protectCounts(answer, rule),
  funnel: ({ everybody, steps }: Answer<'funnel'>, rule: DisclosureRule) => ({
    everybody: protectCounts(everybody, rule),
    steps: steps.map(({ left, alone }) => ({ left: protectCounts(left, rule), alone: protectCounts(alone, rule) })),
  }),
  facets: ({ counts, facets, codes }: Answer<'facets'>, rule: DisclosureRule) => ({
    counts: protectCounts(counts, rule),
    facets: Object.fromEntries(Object.entries(facets).map(([name, cells]) => [name, protectCells(cells, rule)])),
    codes: codes.map((cells) => protectCells(cells, rule)),
  }),
  cross: (cells: Answer<'cross'>, rule: DisclosureRule) => ({ cells: protectCells(cells, rule) }),
  overlap: (cells: Answer<'overlap'>, rule: DisclosureRule) => ({ cells: protectCells(cells, rule) }),
  lags: (lags: Answer<'lags'>, rule: DisclosureRule) => ({ lags: protectCells(lags, rule) }),
  courses: (courses: Answer<'courses'>, rule: DisclosureRule) => protectCourses(courses, rule),
  match: ({ cases, controls, casesByControls, relaxations }: Answer<'match'>, rule: DisclosureRule) => ({
    cases: protectCount(cases, rule),
    controls: protectCount(controls, rule),
    casesByControls: casesByControls.map((n) => protectCount(n, rule)),
    relaxations: relaxations.map((one) => ({
      ...one,
      controls: protectCount(one.controls, rule),
      casesByControls: one.casesByControls.map((n) => protectCount(n, rule)),
    })),
  }),
} as const satisfies { [N in AskName]: (answer: Answer<N>, rule: DisclosureRule) => object };

/** Courses that are told; a course of one's own is a fingerprint, so fewer people than this share none. */
const mostCourses = 50;
const fewestOfCourse = 5;

function protectCourses(courses: Answer<'courses'>, rule: DisclosureRule) {
  const told = courses
    .filter(({ persons }) => persons >= Math.max(fewestOfCourse, rule.minimumCount))
    .slice(0, mostCourses);
  const all = courses.reduce((sum, { persons }) => sum + persons, 0);
  const among = told.reduce((sum, { persons }) => sum + persons, 0);
  return { courses: protectCells(told, rule), others: protectCount(all - among, rule) };
}

/** An answer as it leaves: what was asked, of which data, how long the register worked. */
export type Shown<N extends AskName> = ReturnType<(typeof shown)[N]> & {
  asOf: AsOf;
  milliseconds: number;
  roundedTo: number;
  /** SHA-256 of the question; the log names it. */
  queryHash: string;
};

/** Asks the register. The scope's rule applies to every number; one audit entry. */
export async function askRegister<N extends AskName>(
  service: RegisterService,
  scope: Scope,
  name: N,
  ask: Ask<N>,
): Promise<Shown<N>> {
  assertScope(scope, 'register.search');
  const queryHash = createHash('sha256').update(canonicalJson({ name, ask })).digest('hex');
  const today = service.clock.now().toISOString().slice(0, 10);
  const { answer, milliseconds, asOf } = await service.ask<Answer<N>>(ask.query.data, {
    call: 'ask',
    name,
    ask: ask as Ask<AskName>,
    today,
  });
  await recordAccess(service.db, scope, {
    action: `register.${name}`,
    object: 'register',
    detail: { data: ask.query.data, query: queryHash, version: asOf.dataVersion },
  });
  const protect = shown[name] as unknown as (answer: Answer<N>, rule: DisclosureRule) => ReturnType<(typeof shown)[N]>;
  return {
    ...protect(answer, scope.disclosure),
    asOf,
    milliseconds: Math.round(milliseconds * 100) / 100,
    roundedTo: roundedTo(scope.disclosure),
    queryHash,
  };
}

/** What a world's register holds: the words of its facets and its registers. One audit entry. */
export async function describeRegister(
  service: RegisterService,
  scope: Scope,
  world: Ask<'count'>['query']['data'],
): Promise<{
  words: Record<string, string[]>;
  registers: { name: string; events: number; codes: number }[];
  asOf: AsOf;
}> {
  assertScope(scope, 'register.search');
  const { answer, asOf } = await service.ask<{
    words: Record<string, string[]>;
    registers: { name: string; events: number; codes: number }[];
  }>(world, { call: 'describe', world });
  await recordAccess(service.db, scope, { action: 'register.describe', object: 'register', detail: { data: world } });
  return { ...answer, asOf };
}
