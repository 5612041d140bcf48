import { type RawBuilder, sql } from 'kysely';
import type { Db } from '../../platform/database/index.ts';
import { Problem } from '../../platform/problem/index.ts';
import { errors } from './errors.ts';

/** One page of a list. `next` continues after its last row, whatever was added meanwhile; null at the end. */
export interface Page<T> {
  items: T[];
  next: string | null;
  total: number;
}

/** What every list understands. */
export interface PageRequest {
  /** A sortable field, with `-` before it for descending. */
  sort?: string | undefined;
  limit?: number | undefined;
  after?: string | undefined;
}

/** How a list is read: its rows, its filters, and the fields it may be sorted by. */
export interface ListQuery {
  /** Columns and joins, without where. The row number column orders equal values and must not be null. */
  select: RawBuilder<unknown>;
  from: RawBuilder<unknown>;
  where: readonly RawBuilder<unknown>[];
  rowNo: RawBuilder<unknown>;
  /** Expressions of text, by field name; they must not be null. Numbers and times in a form whose text sorts as they do. */
  sorts: Readonly<Record<string, RawBuilder<unknown>>>;
  defaultSort: string;
}

const mostRows = 1000;

/**
 * Reads one page by keyset, so that pages are stable while rows are added.
 * @throws Problem IDUN_LIST_SORT or IDUN_LIST_CURSOR naming what is allowed
 */
export async function readPage<Row extends object>(db: Db, query: ListQuery, request: PageRequest): Promise<Page<Row>> {
  const sort = request.sort ?? query.defaultSort;
  const descending = sort.startsWith('-');
  const expression = query.sorts[sort.replace(/^-/, '')];
  if (!expression) {
    throw new Problem(errors.badSort, `The list cannot be sorted by ${sort.slice(0, 60)}.`, {
      expected: Object.keys(query.sorts).join(', '),
    });
  }
  const limit = Math.min(Math.max(request.limit ?? 50, 1), mostRows);
  const filter = all(query.where);
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
  const counted = await sql<{ n: number }>`select count(*)::int as n from ${query.from} where ${filter}`.execute(db);
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    items: shown.map(({ sortValue: _, rowNo: __, ...row }) => row as unknown as Row),
    next: rows.length > limit && last ? writeCursor(last.sortValue, last.rowNo) : null,
    total: counted.rows[0]!.n,
  };
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
