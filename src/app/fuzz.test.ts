import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { changeCpr, parseCpr } from '../trust/people/index.ts';
import { type LittleNation, openLittleNation } from './access/testing.ts';

/** What of OpenAPI the requests are made from. */
interface Schema {
  type?: string | string[];
  enum?: unknown[];
  const?: unknown;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  anyOf?: Schema[];
  oneOf?: Schema[];
  minimum?: number;
  maximum?: number;
  minLength?: number;
}
interface Operation {
  parameters?: { name: string; in: string; required?: boolean; schema: Schema }[];
  requestBody?: { content: Record<string, { schema: Schema }> };
}
interface Route extends Operation {
  method: string;
  path: string;
}

let nation: LittleNation;
let routes: Route[];
/** Numbers of people of this nation; they must be in no answer at all. */
const numbers = ['010190-5555', '020290-6666'];

beforeAll(async () => {
  nation = await openLittleNation();
  const { database, cprKeys } = nation.app;
  const actor = { kind: 'operator', id: 'test' } as const;
  const people = [nation.subjects.oneself, nation.subjects['a stranger']];
  for (const [i, { personNo }] of people.entries()) {
    await database.withActor(actor, (trx) => changeCpr(trx, cprKeys, personNo, { cpr: parseCpr(numbers[i]!) }, actor));
  }
  await sql`update trust.people set name = 'Canary Strangerson' where person_no = ${people[1]!.personNo}`.execute(
    database.owner,
  );
  const document = nation.server.swagger() as unknown as { paths: Record<string, Record<string, Operation>> };
  routes = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ ...operation, path, method: method.toUpperCase() })),
  );
}, 120_000);
afterAll(() => nation.close());

const odd = fc.constantFrom(
  ...[
    '',
    ' ',
    '0',
    '-1',
    '1e309',
    'NaN',
    'null',
    '../../etc/passwd',
    '%00',
    '%',
    "' or 1=1 --",
    '<script>',
    '\u0000',
    '\ud800',
  ],
  ...[
    '𝕏',
    'æøå',
    'a'.repeat(5000),
    '[]',
    '{}',
    '__proto__',
    'constructor',
    '7:1-1000',
    '7-1000-A-G',
    numbers[0]!,
    '99999999999999999999',
  ],
);

/** Values that mean something in this nation: ids of others, so that a leak has something to show. */
function known(): string[] {
  return Object.values(nation.subjects).flatMap(({ genome, person, sample, dataset, submission }) => [
    ...[genome, person, sample, dataset, submission, `${dataset}:${sample}`],
  ]);
}

function textOf(schema: Schema | undefined): fc.Arbitrary<unknown> {
  return fc.oneof(
    { arbitrary: odd, weight: 2 },
    { arbitrary: fc.constantFrom(...known(), ...(schema?.enum ?? []), '7:1-5000', '2026-01-01', 'da'), weight: 4 },
    { arbitrary: fc.string({ maxLength: 20 }), weight: 1 },
  );
}

/** A value of a schema, most often; something else at times. */
function anyOfSchema(schema: Schema | undefined, depth = 0): fc.Arbitrary<unknown> {
  if (schema === undefined || depth > 4) return fc.oneof(odd, fc.constant(null), fc.integer());
  const right = rightValue(schema, depth);
  return fc.oneof(
    { arbitrary: right, weight: 8 },
    { arbitrary: fc.oneof(odd, fc.integer(), fc.constant(null), fc.constant([])), weight: 1 },
  );
}

function rightValue(schema: Schema, depth: number): fc.Arbitrary<unknown> {
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  const choice = schema.anyOf ?? schema.oneOf;
  if (choice !== undefined && choice.length > 0) return fc.oneof(...choice.map((one) => anyOfSchema(one, depth + 1)));
  switch ([schema.type].flat()[0]) {
    case 'object': {
      const fields = Object.entries(schema.properties ?? {}).map(
        ([name, field]) => [name, anyOfSchema(field, depth + 1)] as const,
      );
      return fc.record(Object.fromEntries(fields), { requiredKeys: schema.required ?? [] });
    }
    case 'array':
      return fc.array(anyOfSchema(schema.items, depth + 1), { maxLength: 3 });
    case 'integer':
    case 'number':
      return fc.oneof(fc.integer({ min: -3, max: 1000 }), fc.constantFrom(2 ** 31, 2 ** 53, -(2 ** 63), 1.5));
    case 'boolean':
      return fc.boolean();
    default:
      return textOf(schema);
  }
}

interface Asked {
  url: string;
  body: unknown;
}

function requestOf(route: Route): fc.Arbitrary<Asked> {
  const parameters = route.parameters ?? [];
  const values = fc.record(
    Object.fromEntries(
      parameters.map(({ name, in: place, schema, required }) => {
        const value =
          place === 'path'
            ? fc.oneof({ arbitrary: textOf(schema), weight: 5 }, anyOfSchema(schema))
            : anyOfSchema(schema);
        return [name, required || place === 'path' ? value : fc.option(value, { nil: undefined })];
      }),
    ),
  );
  const content = route.requestBody?.content['application/json']?.schema;
  const body =
    content === undefined ? fc.constant(undefined) : fc.oneof({ arbitrary: anyOfSchema(content), weight: 6 }, odd);
  return fc.record({ values, body }).map(({ values: given, body: sent }) => {
    let url = route.path;
    const query = new URLSearchParams();
    for (const { name, in: place } of parameters) {
      const value = (given as Record<string, unknown>)[name];
      if (value === undefined) continue;
      const text = (typeof value === 'object' ? JSON.stringify(value) : String(value)).replace(
        /[\ud800-\udfff]/gu,
        '?',
      );
      if (place === 'path') url = url.replace(`{${name}}`, encodeURIComponent(text) || 'x');
      else if (place === 'query') query.append(name, text);
    }
    const asked = query.size === 0 ? url : `${url}?${query.toString()}`;
    return { url: asked, body: sent };
  });
}

/** What must not be in an answer to somebody: other people's names, ids and sample names, as whole words. */
function forbiddenFor(who: string): string[] {
  const { oneself, 'one’s child': child, ...others } = nation.subjects;
  const everybody = [...Object.values(others), oneself, child];
  const secrets = (of: typeof everybody) => of.flatMap(({ genome, person }) => [genome, person]);
  if (who === 'public') return [...secrets(everybody), 'Canary Strangerson'];
  if (who === 'citizen') return [...secrets(Object.values(others)), 'Canary Strangerson'];
  if (who === 'researcher') {
    return [...secrets(everybody.filter(({ dataset }) => dataset !== 'project')), 'Canary Strangerson'];
  }
  if (who === 'clinician') return secrets(everybody.filter(({ sample }) => sample !== 'OWN'));
  return [];
}

// Opening somebody is what these acts are for: afterwards the relation is there.
const opens = new Set(['/api/care/emergency', '/api/care/emergencies', '/api/care/relations', '/api/people/identify']);
// Ends what the other requests need.
const ends = /^\/api\/(?:session|sessions)(?:\/|$)|^\/api\/gdpr\/erasures$|\/merge$|\/(?:oidc|oauth)/;
const runs = Number(process.env['IDUN_FUZZ_RUNS'] ?? 2);
const seed = Number(process.env['IDUN_FUZZ_SEED'] ?? 20261122);

for (const who of ['public', 'citizen', 'researcher', 'clinician', 'administrator!'] as const) {
  test(`whatever ${who} sends to any route: no fault, a problem document, nobody else’s data, no number`, async () => {
    const faults = new Set<string>();
    const forbidden = forbiddenFor(who);
    let [asked, answered] = [0, 0];
    for (const route of routes) {
      if (ends.test(route.path) || (who !== 'public' && opens.has(route.path))) continue;
      for (const { url, body } of fc.sample(requestOf(route), { numRuns: runs, seed })) {
        const sent = body === undefined && route.method !== 'GET' ? {} : body;
        const name = `${route.method} ${route.path}`;
        const answer = await nation
          .ask(who, route.method, url, route.method === 'GET' ? undefined : sent)
          .catch(() => undefined);
        if (answer === undefined) {
          faults.add(`${name}: broken off ${url.slice(0, 200)}`);
          continue;
        }
        const { status, text, code } = answer;
        asked += 1;
        if (status < 300) answered += 1;
        if (status >= 500) faults.add(`${name}: ${status} ${url.slice(0, 200)} ${JSON.stringify(sent)?.slice(0, 200)}`);
        if (status >= 400 && code === '') faults.add(`${name}: ${status} is no problem document: ${text.slice(0, 80)}`);
        // What somebody sent may come back to them in a refusal; what they did not send may not.
        const echo = `${decodeURIComponent(url.replaceAll('+', ' '))} ${JSON.stringify(sent) ?? ''}`;
        for (const secret of forbidden) {
          if (text.includes(secret) && !echo.includes(secret)) faults.add(`${name}: gave away ${secret}`);
        }
        for (const number of numbers) {
          for (const form of [number, number.replace('-', '')]) {
            if (text.includes(form)) faults.add(`${name}: a civil registration number in a ${status}`);
          }
        }
      }
    }
    expect([...faults]).toEqual([]);
    expect(asked).toBeGreaterThan(0.8 * runs * routes.length);
    // Not everything is refused at the door.
    expect(answered).toBeGreaterThan(10);
  }, 300_000);
}
