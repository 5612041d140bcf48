import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { roleNames } from '../../trust/identity/index.ts';
import { policy, type RouteAct } from '../../trust/scope/index.ts';
import { accessCells } from '../access/cells.ts';
import { type LittleNation, openLittleNation } from '../access/testing.ts';
import { type Canary, leaksIn, numbers, plantCanaries, reachedBy } from './canaries.ts';
import { type Asked, type FuzzRoute, makeRequests, routesOf } from './requests.ts';

let nation: LittleNation;
let routes: (FuzzRoute & { act: RouteAct })[];
let canaries: Canary[];
let requestsTo: ReturnType<typeof makeRequests>;
/** `role route` for each route that somebody whom it is open to has asked. */
const asked = new Set<string>();

const keyOf = ({ method, path }: FuzzRoute): string => `${method} ${path}`;

beforeAll(async () => {
  nation = await openLittleNation();
  canaries = await plantCanaries(nation);
  const known = Object.values(nation.subjects).flatMap(({ genome, person, sample, dataset, submission }) => [
    ...[genome, person, sample, dataset, submission, `${dataset}:${sample}`],
  ]);
  requestsTo = makeRequests(known);
  const declared = new Map(
    nation.server.declaredRoutes.map(({ method, url, act }) => [`${method} ${url.replaceAll(/:(\w+)/g, '{$1}')}`, act]),
  );
  routes = routesOf(nation.server.swagger()).map((route) => ({
    ...route,
    act: declared.get(keyOf(route)) ?? 'public',
  }));
}, 120_000);
afterAll(() => nation.close());

// Whoever does these may see somebody afterwards whom they could not see before, or nobody: they are asked at the end.
const changesReach =
  /^\/api\/(?:care\/(?:emergency|emergencies|relations)|people\/identify|gdpr\/erasures)$|\/(?:merge|unmerge|separate|controller|grants?|guardians?)$|^\/api\/people\/[^/]+\/(?:cpr|identit|custody)|^\/api\/sessions?(?:\/|$)/;

const runs = Number(process.env['IDUN_FUZZ_RUNS'] ?? 2);
const seed = Number(process.env['IDUN_FUZZ_SEED'] ?? 20261122);

interface Round {
  who: string;
  role: string;
  forbidden(route: { act: RouteAct }): readonly string[];
}

async function askOnce(route: FuzzRoute, { url, body }: Asked, round: Round & { secrets: readonly string[] }) {
  const faults: string[] = [];
  const name = `${round.role}: ${keyOf(route)}`;
  const sent = route.method === 'GET' ? undefined : body;
  const answer = await nation.ask(round.who, route.method, url, sent).catch(() => undefined);
  if (answer === undefined) return { faults: [`${name}: broken off ${url.slice(0, 200)}`], status: 0 };
  const { status, text, code, type } = answer;
  const what = `${url.slice(0, 200)} ${JSON.stringify(sent)?.slice(0, 300) ?? ''}`;
  if (status >= 500) faults.push(`${name}: ${status} ${what}`);
  if (status >= 400 && code === '')
    faults.push(`${name}: ${status} is no problem document: ${text.slice(0, 80)} ${what}`);
  if (text !== '' && !/^(?:application|image)\/|^text\/.*charset=utf-8/i.test(type))
    faults.push(`${name}: type ${type}`);
  // What somebody sent may come back to them; what they did not send may not.
  const echo = `${decodeURIComponent(url.replaceAll('+', ' '))} ${JSON.stringify(sent) ?? ''}`;
  for (const leak of leaksIn(text, echo, round.secrets)) faults.push(`${name}: ${status} gave away ${leak}: ${what}`);
  return { faults, status };
}

async function fuzz(among: readonly (typeof routes)[number][], round: Round) {
  const faults = new Map<string, string>();
  let answered = 0;
  for (const route of among) {
    asked.add(keyOf(route));
    const secrets = round.forbidden(route);
    for (const request of fc.sample(requestsTo(route), { numRuns: runs, seed })) {
      const outcome = await askOnce(route, request, { ...round, secrets });
      if (outcome.status < 300) answered += 1;
      for (const fault of outcome.faults) faults.set(fault.split(': ').slice(0, 3).join(': '), fault);
    }
  }
  return { faults: [...faults.values()], answered };
}

/** The routes open to a role after step-up; the public asks all of them. */
function routesFor(role: string): typeof routes {
  if (role === 'public' || role === 'operator') return routes;
  const open = new Set(
    accessCells(nation.server.declaredRoutes)
      .filter(({ asker, access }) => asker === role && access !== 'refused')
      .map(({ route: { method, url } }) => `${method} ${url.replaceAll(/:(\w+)/g, '{$1}')}`),
  );
  return routes.filter((route) => open.has(keyOf(route)));
}

function roundOf(role: string): Round {
  const who = role === 'public' || role === 'operator' ? role : `${role}!`;
  const forbidden = ({ act }: { act: RouteAct }): string[] => {
    if (role === 'operator') return [];
    const reached = reachedBy(role, act);
    return canaries.filter(({ subject }) => !reached.has(subject)).map(({ text }) => text);
  };
  return { who, role, forbidden };
}

const withRules = roleNames.filter((role) => policy.some(({ roles }) => (roles as readonly string[]).includes(role)));

test.each(['public', ...withRules, 'operator'])(
  'whatever %s sends to any route: no fault, a problem document, nobody else’s data, no number',
  async (role) => {
    const among = routesFor(role).filter(({ path }) => !changesReach.test(path));
    const { faults, answered } = await fuzz(among, roundOf(role));
    expect(faults).toEqual([]);
    // Not everything is refused at the door.
    expect(answered).toBeGreaterThan(5);
  },
  600_000,
);

test('nor at the routes that open or close somebody to somebody', async () => {
  const found: string[] = [];
  for (const role of ['public', ...withRules, 'operator']) {
    const among = routesFor(role).filter(({ path }) => changesReach.test(path));
    // Whom they reach changes as they ask; addresses and numbers are for nobody.
    const addresses = canaries.filter(({ kind }) => kind === 'address').map(({ text }) => text);
    found.push(...(await fuzz(among, { ...roundOf(role), forbidden: () => addresses })).faults);
  }
  expect(found).toEqual([]);
}, 600_000);

test('a planted leak is found, and each reader has somebody who must not be seen', () => {
  const [first, second] = canaries.filter(({ kind }) => kind === 'name').map(({ text }) => text);
  expect(leaksIn(`{"name":"${first}"}`, '', [first!, second!])).toEqual([first]);
  expect(leaksIn(`{"name":"${first}"}`, `q=${first}`, [first!])).toEqual([]);
  expect(leaksIn('IDUN_TOKEN_UNKNOWN', '', ['OWN'])).toEqual([]);
  expect(leaksIn(`no ${numbers[3]!.replace('-', '')}`, numbers[3]!, [])).toHaveLength(1);
  expect([...reachedBy('clinician', 'genomes.metadata.read')]).toEqual(['own patient']);
  expect([...reachedBy('citizen', 'variants.counts.read')].sort()).toEqual(['oneself', 'one’s child'].sort());
  expect(reachedBy('public', 'variants.counts.read').size).toBe(0);
  for (const role of withRules) {
    const guarded = routesFor(role).filter((route) => roundOf(role).forbidden(route).length > 0);
    expect(guarded.length, role).toBeGreaterThan(0);
  }
});

test('every route of the OpenAPI document was asked by somebody whom it is open to', () => {
  expect(routes.length).toBeGreaterThan(100);
  expect(routes.map(keyOf).filter((route) => !asked.has(route))).toEqual([]);
  // What is hidden from the document is tested where it is made; a new one is to be added here knowingly.
  const documented = new Set(routes.map(keyOf));
  const hidden = nation.server.declaredRoutes
    .filter(({ method }) => method !== 'HEAD' && method !== 'OPTIONS')
    .map(({ method, url }) => `${method} ${url.replaceAll(/:(\w+)/g, '{$1}')}`)
    .filter((route) => !documented.has(route));
  expect([...new Set(hidden.map((route) => route.split(' ')[1]))].sort()).toEqual([
    '/api/openapi.json',
    '/api/reporting/uploads',
    '/api/reporting/uploads/{id}',
    '/api/uploads',
    '/api/uploads/{id}',
  ]);
});
