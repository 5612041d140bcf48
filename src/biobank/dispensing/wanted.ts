import { z } from 'zod';
import { Problem } from '../../platform/problem/index.ts';
import { materialNames } from '../specimens/index.ts';
import { errors } from './errors.ts';

const several = z.union([z.string().max(100), z.array(z.string().max(100)).max(50)]).optional();
/** So many tubes that satisfy this. */
export const wantedSchema = z.object({
  count: z.number().int().min(1).max(20_000),
  // At most so many of one donor.
  perDonor: z.number().int().min(1).max(1000).optional(),
  type: z.enum(materialNames),
  ...{ collection: several, container: several, condition: several },
  least: z.number().min(0).max(1e12).optional().describe('left, in the unit of the type'),
  mostThaws: z.number().int().min(0).max(10_000).optional(),
  ...{ collectedFrom: z.iso.date().optional(), collectedTo: z.iso.date().optional() },
  measured: z.array(z.string().max(80)).max(20).optional().describe('what runs found: din>=7'),
  // `per_…`: only of these people.
  donors: z.array(z.string().max(40)).min(1).max(20_000).optional(),
});

export type Wanted = z.infer<typeof wantedSchema>;

/** A wish as a file states it. @throws Problem IDUN_RESERVATION_WISH */
export function readWanted(stated: unknown): Wanted {
  const read = z.strictObject(wantedSchema.shape).safeParse(stated);
  if (read.success) return read.data;
  throw new Problem(errors.wish, z.prettifyError(read.error));
}
