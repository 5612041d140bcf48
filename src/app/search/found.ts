import { type RawBuilder, sql } from 'kysely';
import { z } from 'zod';

/** What a search can find, in the order in which the groups of an answer stand. */
export const foundKinds = [
  'variant',
  'gene',
  'region',
  'case',
  'genome',
  'submission',
  'cohort',
  'project',
  'dataset',
] as const;

export const foundSchema = z.object({
  kind: z.enum(foundKinds),
  label: z.string(),
  detail: z.string().optional(),
  href: z.string(),
});

/** One thing that was found, with the address of its page. */
export type Found = z.infer<typeof foundSchema>;

/** So many of a kind are answered. */
export const mostOfKind = 10;

/** The condition that a word of a name begins with what was written. */
export function wordBegins(name: RawBuilder<unknown>, text: string): RawBuilder<boolean> {
  return sql`position(' ' || lower(${text}) in ' ' || lower(${name})) > 0`;
}
