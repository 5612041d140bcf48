import { z } from 'zod';
import { wordsSchema } from '../cases/index.ts';

/** That another answer is one of some; several in one field are met by any of them. */
const whenSchema = z.strictObject({
  field: z.string(),
  is: z.array(z.union([z.string(), z.boolean()])).min(1),
});
export type When = z.infer<typeof whenSchema>;

const key = z.string().regex(/^[a-z][A-Za-z0-9]{1,40}$/, 'a word such as purposeOfUse');

export const fieldKinds = [
  'text',
  'long',
  'choice',
  'many',
  'yes-no',
  'number',
  'date',
  'codes',
  'people',
  'body',
] as const;

export const fieldSchema = z.strictObject({
  key,
  kind: z.enum(fieldKinds),
  label: wordsSchema,
  help: wordsSchema.optional(),
  /** `always`, or only when another answer makes it so; absent: never. */
  required: z.union([z.literal('always'), whenSchema]).optional(),
  /** Shown only when another answer makes it so. */
  shown: whenSchema.optional(),
  options: z
    .array(z.strictObject({ value: z.string().max(60), label: wordsSchema }))
    .max(100)
    .optional(),
  /** Longest text, highest number, most entries. */
  most: z.number().int().min(1).max(20_000).optional(),
  /** Of a field of kind `body`: which bodies can be chosen. */
  bodies: z.array(z.string()).optional(),
});
export type Field = z.infer<typeof fieldSchema>;

export const formSchema = z.strictObject({
  code: z.string().regex(/^[a-z][a-z0-9-]{1,40}$/),
  title: wordsSchema,
  sections: z
    .array(
      z.strictObject({
        key,
        title: wordsSchema,
        help: wordsSchema.optional(),
        fields: z.array(fieldSchema).min(1).max(60),
      }),
    )
    .min(1)
    .max(30),
});
export type FormDefinition = z.infer<typeof formSchema>;

/** A published version of a form; it never changes. */
export interface Form {
  code: string;
  version: number;
  definition: FormDefinition;
  publishedAt: Date;
  publishedBy: string;
}

/** Somebody who works on the project. */
export const personSchema = z.strictObject({
  name: z.string().trim().min(1).max(200),
  organisation: z.string().trim().min(1).max(200),
  task: z.string().trim().max(200).default(''),
  /** `acc_…` once they have an account: it is what their visa names. */
  account: z.string().max(40).optional(),
});
export type ProjectPerson = z.output<typeof personSchema>;

export type Answers = Readonly<Record<string, unknown>>;

/** All fields of a form. */
export function fieldsOf(definition: FormDefinition): Field[] {
  return definition.sections.flatMap(({ fields }) => fields);
}
