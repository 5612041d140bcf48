import type { FastifyInstance } from 'fastify';
import { Problem } from '../problem/index.ts';
import { errors } from './errors.ts';

/** Whether a text anywhere in a value holds U+0000. */
export function holdsNul(value: unknown): boolean {
  if (typeof value === 'string') return value.includes('\0');
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return false;
  return Object.entries(value).some(([key, inner]) => key.includes('\0') || holdsNul(inner));
}

/** Refuses texts with U+0000: no database column can hold it, and no name, id or reason has it. */
export function registerNulCheck(app: FastifyInstance): void {
  app.addHook('preValidation', async ({ params, query, body }) => {
    for (const [where, part] of Object.entries({ params, query, body })) {
      if (Symbol.asyncIterator in Object(part) || !holdsNul(part)) continue;
      throw new Problem(errors.badRequest, `A text in the ${where} holds the character U+0000.`, {
        expected: 'text without control characters',
      });
    }
  });
}
