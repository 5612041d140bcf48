import { z } from 'zod';

const civilDate = z.object({ date: z.string(), precision: z.enum(['day', 'month', 'year']) });

export const findBody = z.object({ text: z.string().min(1).max(200) });

export const person = z.object({
  id: z.string(),
  name: z.string().nullable(),
  nameProtected: z.boolean(),
  protected: z.boolean(),
  sex: z.enum(['male', 'female', 'unknown']),
  born: civilDate.nullable(),
  died: civilDate.nullable(),
  provisional: z.boolean(),
  kind: z.enum(['person', 'foetus']),
});

const named = z.object({ id: z.string(), name: z.string().nullable() });
const kind = z.enum(['custody', 'guardian']);

export const foundAnswer = z.object({ person });
export const personParams = z.object({ id: z.string().max(60) });
export const personAnswer = z.object({
  person,
  family: z.object({
    mother: named.nullable(),
    father: named.nullable(),
    children: z.array(named),
    siblings: z.array(named),
    guardians: z.array(named.extend({ kind })),
    wards: z.array(named.extend({ kind })),
    mergedInto: z.string().nullable(),
  }),
});

const reason = z.string().trim().min(3).max(500);
export const mergeBody = z.object({ from: z.string().max(60), into: z.string().max(60), reason });
export const unmergeBody = z.object({ record: z.string().max(60), reason });
export const mergeAnswer = z.object({ record: z.string(), person: z.string() });
