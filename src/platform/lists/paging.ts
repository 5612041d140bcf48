import { type RawBuilder, sql } from 'kysely';
import type { Db } from '../database/index.ts';
import { Problem } from '../problem/index.ts';
import { errors } from './errors.ts';

/** How many rows have a value, under all filters but the value's own. `null`: rows without one. */
export interface FacetCount {
  value: string | null;
  count: number;
}

/** One page of a list. `next` continues after its last row, whatever was added meanwhile; null at the end. */
export interface Page<T> {
  items: T[];
  next: string | null;
  /** Rows under the filters. */
  total: number;
  /** Rows before the filters. */
  unfiltered: number;
  /** Counts of the facets that were asked for. */
  facets?: Record<string, FacetCount[]>;
}

/** One value of a field, or several of which a row has one. */
export type Choice = string | readonly string[] | undefined;

/** Made-up data apart from real: `exclude` leaves them out, `only` shows nothing else. */
export type DemoChoice = 'exclude' | 'only';

/** What every list understands. */
export interface PageRequest {
  /** A sortable field, with `-` before it for descending. */
  sort?: string | undefined;
  limit?: number | undefined;
  after?: string | undefined;
  /** Fields whose values are counted. */
  facets?: readonly string[] | undefined;
}

/** How a list is read: its rows, its filters, and the fields it may be sorted by. */
export interface ListQuery {
  /** Columns and joins, without where. The row number column orders equal values and must not be null. */
  select: RawBuilder<unknown>;
  from: RawBuilder<unknown>;
  /** What always holds. */
  base: readonly RawBuilder<unknown>[];
  /** What holds of a field while nothing else is chosen for it; the field's own counts leave it out. */
  defaults?: Readonly<Record<string, RawBuilder<unknown>>>;
  /** What a reader chose, by field. */
  filters: Readonly<Record<string, RawBuilder<unknown> | undefined>>;
  /** Expressions of text whose values can be counted, by field. */
  facets?: Readonly<Record<string, RawBuilder<unknown>>>;
  rowNo: RawBuilder<unknown>;
  /** Expressions of text, by field name; they must not be null. Numbers and times in a form whose text sorts as they do. */
  sorts: Readonly<Record<string, RawBuilder<unknown>>>;
  defaultSort: string;
}

const mostRows = 1000;
/** Values of a facet that are told; a field with more is no facet. */
const mostValues = 200;

/**
 * Reads one page by keyset, so that pages are stable while rows are added.
 * @throws Problem IDUN_LIST_SORT or IDUN_LIST_CURSOR naming what is allowed
 */
export async function readPage<Row extends object>(db: Db, query: ListQuery, request: PageRequest): Promise<Page<Row>> {
  const page = await readRows<Row>(db, query, request);
  const facets = await countFacets(db, query, request.facets ?? []);
  return {
    ...page,
    total: await countRows(db, query, conditions(query)),
    unfiltered: await countRows(db, query, [...query.base, ...Object.values(query.defaults ?? {})]),
    ...(facets === undefined ? {} : { facets }),
  };
}

/** Every row under the filters, a page at a time, for a file. */
export async function* readAll<Row extends object>(
  db: Db,
  query: ListQuery,
  request: PageRequest,
): AsyncGenerator<Row[]> {
  let after: string | null | undefined = request.after;
  do {
    const page: RowsOfPage<Row> = await readRows<Row>(db, query, {
      sort: request.sort,
      limit: mostRows,
      after: after ?? undefined,
    });
    yield page.items;
    after = page.next;
  } while (after !== null);
}

type RowsOfPage<Row> = Pick<Page<Row>, 'items' | 'next'>;

async function readRows<Row extends object>(db: Db, query: ListQuery, request: PageRequest): Promise<RowsOfPage<Row>> {
  const { expression, descending } = orderOf(query, request);
  const limit = Math.min(Math.max(request.limit ?? 50, 1), mostRows);
  const filter = all(conditions(query));
  const cursor = request.after ? readCursor(request.after) : null;
  const beyond =
    cursor === null
      ? sql`true`
      : descending
        ? sql`((${expression})::text collate "C", ${query.rowNo}) < (${cursor.value}::text collate "C", ${cursor.no}::bigint)`
        : sql`((${expression})::text collate "C", ${query.rowNo}) > (${cursor.value}::text collate "C", ${cursor.no}::bigint)`;
  const direction = descending ? sql`desc` : sql`asc`;
  const { rows } = await sql<Row & { sortValue: string; rowNo: number }>`select ${query.select},
      (${expression})::text as "sortValue", ${query.rowNo} as "rowNo"
    from ${query.from} where ${filter} and ${beyond}
    order by (${expression})::text collate "C" ${direction}, ${query.rowNo} ${direction} limit ${limit + 1}`.execute(
    db,
  );
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    items: shown.map(({ sortValue: _, rowNo: __, ...row }) => row as unknown as Row),
    next: rows.length > limit && last ? writeCursor(last.sortValue, last.rowNo) : null,
  };
}

/** An instant as text that sorts as it does. */
export const sortableInstant = (instant: RawBuilder<unknown>): RawBuilder<string> =>
  sql<string>`to_char(${instant} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US')`;

/** A condition that a column has one of some values; none when nothing was chosen. */
export function oneOf(
  column: RawBuilder<unknown>,
  values: string | readonly string[] | undefined,
): RawBuilder<unknown> | undefined {
  if (values === undefined) return undefined;
  const chosen = typeof values === 'string' ? [values] : [...values];
  return chosen.length === 0 ? undefined : sql`${column} = any(${chosen}::text[])`;
}

/** The condition that keeps made-up data apart. @param column a boolean */
export function demoCondition(
  column: RawBuilder<unknown>,
  choice: DemoChoice | boolean | undefined,
): RawBuilder<unknown>[] {
  if (choice === undefined) return [];
  return [choice === 'only' || choice === true ? sql`${column}` : sql`not ${column}`];
}

function orderOf(query: ListQuery, request: PageRequest): { expression: RawBuilder<unknown>; descending: boolean } {
  const sort = request.sort ?? query.defaultSort;
  const expression = query.sorts[sort.replace(/^-/, '')];
  if (expression) return { expression, descending: sort.startsWith('-') };
  throw new Problem(errors.badSort, `The list cannot be sorted by ${sort.slice(0, 60)}.`, {
    expected: Object.keys(query.sorts).join(', '),
  });
}

function conditions(query: ListQuery, except?: string): RawBuilder<unknown>[] {
  const chosen = Object.entries({ ...query.defaults, ...query.filters }).flatMap(([field, condition]) =>
    condition === undefined || field === except ? [] : [condition],
  );
  return [...query.base, ...chosen];
}

async function countRows(db: Db, query: ListQuery, where: readonly RawBuilder<unknown>[]): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from ${query.from} where ${all(where)}`.execute(
    db,
  );
  return rows[0]!.n;
}

// A field's own filter does not narrow its counts: they say what another choice would find.
async function countFacets(
  db: Db,
  query: ListQuery,
  fields: readonly string[],
): Promise<Record<string, FacetCount[]> | undefined> {
  if (fields.length === 0) return undefined;
  const counted: Record<string, FacetCount[]> = {};
  for (const field of new Set(fields)) {
    const expression = query.facets?.[field];
    if (!expression) {
      throw new Problem(errors.badFacet, `The values of ${field.slice(0, 60)} are not counted here.`, {
        expected: Object.keys(query.facets ?? {}).join(', ') || 'no facets',
      });
    }
    const { rows } = await sql<FacetCount>`select (${expression})::text as value, count(*)::int as count
      from ${query.from} where ${all(conditions(query, field))}
      group by 1 order by 2 desc, 1 limit ${mostValues}`.execute(db);
    counted[field] = rows;
  }
  return counted;
}

function all(conditions: readonly RawBuilder<unknown>[]): RawBuilder<unknown> {
  return conditions.length === 0 ? sql`true` : sql.join([...conditions], sql` and `);
}

function writeCursor(value: string, no: number): string {
  return Buffer.from(JSON.stringify([value, no])).toString('base64url');
}

function readCursor(text: string): { value: string; no: number } {
  try {
    const [value, no] = JSON.parse(Buffer.from(text, 'base64url').toString('utf8')) as unknown[];
    if (typeof value === 'string' && Number.isSafeInteger(no)) return { value, no: no as number };
  } catch {
    // Not JSON: the same refusal as below.
  }
  throw new Problem(errors.badCursor, 'The mark of the next page cannot be read.', {
    action: 'Take it from the `next` of the page before, or begin again without it.',
  });
}
