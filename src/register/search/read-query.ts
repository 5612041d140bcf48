import type { z } from 'zod';
import { Problem } from '../../platform/problem/index.ts';
import { errors } from './errors.ts';
import { type Ask, type AskName, askSchemas, type Condition, type Query, querySchema } from './model.ts';

const mostConditions = 60;
const mostDepth = 6;

/**
 * Reads a query from JSON.
 * @throws Problem IDUN_REGISTER_QUERY, which says where
 */
export function readQuery(value: unknown): Query {
  const query = read(querySchema, value);
  refuseLarge(query);
  return query;
}

/** Reads what is asked of a query. @throws Problem IDUN_REGISTER_QUERY */
export function readAsk<N extends AskName>(name: N, value: unknown): Ask<N> {
  const ask = read(askSchemas[name] as unknown as z.ZodType<Ask<N>>, value);
  refuseLarge(ask.query);
  return ask;
}

function read<T>(schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = issue && issue.path.length > 0 ? ` at ${issue.path.join('.')}` : '';
  throw new Problem(errors.query, `The question is not one${where}: ${issue?.message ?? 'unknown form'}.`, {
    expected: 'conditions as docs/reference/register-queries.md describes them',
  });
}

function refuseLarge({ conditions }: Query): void {
  const { count, depth } = sizeOf(conditions);
  if (count <= mostConditions && depth <= mostDepth) return;
  throw new Problem(errors.query, `The question has ${count} conditions, ${depth} deep.`, {
    expected: `at most ${mostConditions} conditions, ${mostDepth} deep`,
  });
}

function sizeOf(conditions: readonly Condition[]): { count: number; depth: number } {
  let count = 0;
  let depth = 0;
  for (const one of conditions) {
    const inner = 'all' in one ? one.all : 'any' in one && !('field' in one) ? one.any : 'not' in one ? [one.not] : [];
    const size = sizeOf(inner);
    count += inner.length === 0 ? 1 : size.count;
    depth = Math.max(depth, 1 + size.depth);
  }
  return { count, depth };
}
