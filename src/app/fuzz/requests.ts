import fc from 'fast-check';

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
}

interface Operation {
  parameters?: { name: string; in: string; required?: boolean; schema: Schema }[];
  requestBody?: { content: Record<string, { schema: Schema }> };
}

/** A route of the OpenAPI document. */
export interface FuzzRoute extends Operation {
  method: string;
  path: string;
}

/** A request that was made up. */
export interface Asked {
  url: string;
  body: unknown;
}

/** The routes of an OpenAPI document. */
export function routesOf(document: object): FuzzRoute[] {
  const { paths } = document as { paths: Record<string, Record<string, Operation>> };
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ ...operation, path, method: method.toUpperCase() })),
  );
}

const odd = fc.constantFrom(
  ...['', ' ', '0', '-1', '1e309', 'NaN', 'null', '../../etc/passwd', '..%2f..%2fetc', '%00', '%', "' or 1=1 --"],
  ...['<script>', '{{7*7}}', '\u0000', '\ud800', '𝕏', 'æøå', 'a'.repeat(5000), '[]', '{}', '__proto__', 'constructor'],
  ...['=1+1', 'a\r\nset-cookie: x=1', '7:1-1000', '7-1000-A-G', '99999999999999999999', '010190-5555'],
);

/** Fields of bodies that hold words: what is sent in them is stored and shown to others, so that it must not look like a leak. */
const words =
  /name|title|reason|description|note|comment|text|code|basis|agreement|retention|purpose|label|nature|kind/i;

/** Makes requests to a route. @param known values that mean something, so that a leak has something to show */
export function makeRequests(known: readonly string[]): (route: FuzzRoute) => fc.Arbitrary<Asked> {
  const textOf = (schema: Schema | undefined, field = ''): fc.Arbitrary<unknown> => {
    const meant = words.test(field) ? [] : known;
    return fc.oneof(
      { arbitrary: odd, weight: 2 },
      { arbitrary: fc.constantFrom(...meant, ...(schema?.enum ?? []), '7:1-5000', '2026-01-01', 'da'), weight: 4 },
      { arbitrary: fc.string({ maxLength: 20 }), weight: 1 },
    );
  };

  // A value of a schema, most often; something else at times.
  function anyOfSchema(schema: Schema | undefined, depth = 0, field = ''): fc.Arbitrary<unknown> {
    if (schema === undefined || depth > 4) return fc.oneof(odd, fc.constant(null), fc.integer());
    return fc.oneof(
      { arbitrary: rightValue(schema, depth, field), weight: 8 },
      { arbitrary: fc.oneof(odd, fc.integer(), fc.constant(null), fc.constant([])), weight: 1 },
    );
  }

  function rightValue(schema: Schema, depth: number, field: string): fc.Arbitrary<unknown> {
    if (schema.const !== undefined) return fc.constant(schema.const);
    if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
    const choice = schema.anyOf ?? schema.oneOf;
    if (choice !== undefined && choice.length > 0)
      return fc.oneof(...choice.map((one) => anyOfSchema(one, depth + 1, field)));
    switch ([schema.type].flat()[0]) {
      case 'object': {
        const fields = Object.entries(schema.properties ?? {}).map(
          ([name, value]) => [name, anyOfSchema(value, depth + 1, name)] as const,
        );
        return fc.record(Object.fromEntries(fields), { requiredKeys: schema.required ?? [] });
      }
      case 'array':
        return fc.array(anyOfSchema(schema.items, depth + 1, field), { maxLength: 3 });
      case 'integer':
      case 'number':
        return fc.oneof(fc.integer({ min: -3, max: 1000 }), fc.constantFrom(2 ** 31, 2 ** 53, -(2 ** 63), 1.5));
      case 'boolean':
        return fc.boolean();
      default:
        return textOf(schema, field);
    }
  }

  return (route) => {
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
    const content = Object.values(route.requestBody?.content ?? {})[0]?.schema;
    const body =
      content === undefined ? fc.constant(undefined) : fc.oneof({ arbitrary: anyOfSchema(content), weight: 6 }, odd);
    return fc.record({ values, body }).map(({ values: given, body: sent }) => {
      const filled = fill(route, given as Record<string, unknown>);
      return { url: filled, body: sent === undefined && route.method !== 'GET' ? {} : sent };
    });
  };
}

function fill({ path, parameters = [] }: FuzzRoute, given: Record<string, unknown>): string {
  let url = path;
  const query = new URLSearchParams();
  for (const { name, in: place } of parameters) {
    const value = given[name];
    if (value === undefined) continue;
    const text = (typeof value === 'object' ? JSON.stringify(value) : String(value)).replace(/[\ud800-\udfff]/gu, '?');
    if (place === 'path') url = url.replace(`{${name}}`, encodeURIComponent(text) || 'x');
    else if (place === 'query') query.append(name, text);
  }
  return query.size === 0 ? url : `${url}?${query.toString()}`;
}
