import { z } from 'zod';
import type { IdPrefix } from '../platform/ids/index.ts';
import { languageSchema } from './cases/index.ts';

/** The id of a case in an address. */
export const byId = (prefix: IdPrefix) =>
  z.object({
    id: z.string().regex(new RegExp(`^${prefix}_[0-9A-Za-z]{22}$`), `expected an id that begins with ${prefix}_`),
  });

export const text = z.string().trim().min(1).max(10_000);
export const reason = z.string().trim().min(10).max(4000);
export const demo = z.enum(['exclude', 'only']).optional();
export const languageQuery = z.object({ language: languageSchema.default('da') });
export const yesNo = z.enum(['true', 'false']).transform((given) => given === 'true');

/** One value, or the parameter again for each further one. */
export const words = z.union([z.string().min(1).max(200), z.array(z.string().min(1).max(200)).max(50)]).optional();

const commaList = z
  .string()
  .max(400)
  .transform((given) => given.split(',').filter((part) => part !== ''));

/** What every list takes. */
export const pageQuery = {
  sort: z.string().max(40).optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(50),
  after: z.string().max(2000).optional(),
  facets: commaList.optional().describe('Comma-separated fields whose values are counted'),
};
