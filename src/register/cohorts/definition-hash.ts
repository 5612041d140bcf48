import { createHash } from 'node:crypto';
import { Problem } from '../../platform/problem/index.ts';
import { canonicalJson } from '../../trust/audit/index.ts';
import { errors } from './errors.ts';
import { type Condition, type Definition, definitionSchema } from './model.ts';

/** Conditions a definition may hold, and how deep. */
const mostConditions = 60;
const mostDepth = 6;

/**
 * Reads a definition from JSON.
 * @throws Problem IDUN_COHORT_DEFINITION, which says where
 */
export function readDefinition(value: unknown): Definition {
  const read = definitionSchema.safeParse(value);
  if (!read.success) {
    const [issue] = read.error.issues;
    const where = issue && issue.path.length > 0 ? ` at ${issue.path.join('.')}` : '';
    throw new Problem(errors.definition, `The definition is not one${where}: ${issue?.message ?? 'unknown form'}.`, {
      expected: 'conditions as docs/guides/cohorts.md describes them',
    });
  }
  const { count, depth } = sizeOf(read.data.conditions);
  if (count > mostConditions || depth > mostDepth) {
    throw new Problem(errors.definition, `The definition has ${count} conditions, ${depth} deep.`, {
      expected: `at most ${mostConditions} conditions, ${mostDepth} deep`,
    });
  }
  return read.data;
}

function sizeOf(conditions: readonly Condition[]): { count: number; depth: number } {
  let count = 0;
  let depth = 0;
  for (const condition of conditions) {
    const inner = partsOf(condition);
    const size = sizeOf(inner);
    count += inner.length === 0 ? 1 : size.count;
    depth = Math.max(depth, 1 + size.depth);
  }
  return { count, depth };
}

/** What a condition is put together of; nothing for a question about a person. */
export function partsOf(condition: Condition): readonly Condition[] {
  if ('field' in condition) return [];
  if ('all' in condition) return condition.all;
  if ('any' in condition) return condition.any;
  return [condition.not];
}

/** Every question of a definition, in order. */
export function questionsOf(conditions: readonly Condition[]): Extract<Condition, { field: string }>[] {
  return conditions.flatMap((condition) => ('field' in condition ? [condition] : questionsOf(partsOf(condition))));
}

/** SHA-256 of a definition as canonical JSON. */
export function hashDefinition(definition: Definition): string {
  return createHash('sha256').update(canonicalJson(definition)).digest('hex');
}

/** SHA-256 of a definition and the ids of the people it gave, in the order of the ids. */
export function hashMembers(definition: Definition, personIds: readonly string[]): string {
  const hash = createHash('sha256').update(canonicalJson(definition));
  for (const id of [...personIds].sort()) hash.update('\n').update(id);
  return hash.digest('hex');
}
