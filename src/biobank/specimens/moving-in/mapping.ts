import { z } from 'zod';
import { Problem } from '../../../platform/problem/index.ts';
import { errors } from '../errors.ts';
import { conditionNames, containers, materialNames, units } from '../material.ts';

const column = z.string().min(1);
const translated = <T extends z.ZodType>(value: T) =>
  z.union([
    column.transform((name) => ({ column: name })),
    z.strictObject({ column, map: z.record(z.string(), value).optional() }),
    z.strictObject({ value }),
  ]);
const text = z.union([
  column.transform((name) => ({ column: name })),
  z.strictObject({ column }),
  z.strictObject({ value: z.string() }),
]);
const number = z.union([
  column.transform((name) => ({ column: name })),
  z.strictObject({
    column,
    factor: z.number().positive().optional().describe('from the file’s unit to ours: 1000 from millilitres'),
    decimal: z.enum(['.', ',']).optional(),
  }),
  z.strictObject({ value: z.number() }),
]);
const date = z.union([
  column.transform((name) => ({ column: name })),
  z.strictObject({
    column,
    format: z.string().describe('YYYY, MM, DD, HH, mm, ss in any order; ISO 8601 without it').optional(),
  }),
]);

/** How the columns of somebody else’s inventory become specimens. */
export const mappingSchema = z.strictObject({
  separator: z.string().length(1).default(';'),
  sheet: z.string().min(1).max(80).optional().describe('of a workbook; its first when not given'),
  collection: z.union([z.string(), z.strictObject({ column, map: z.record(z.string(), z.string()).optional() })]),
  barcode: z
    .union([column, z.strictObject({ column })])
    .transform((given) => (typeof given === 'string' ? given : given.column)),
  person: z.union([
    z.strictObject({ column, cpr: z.literal(true) }),
    z.strictObject({
      column,
      namespace: z.string().min(1),
      unknown: z.enum(['refuse', 'provisional']).default('refuse'),
    }),
  ]),
  type: translated(z.enum(materialNames)),
  amount: number,
  unit: z.enum(units).optional(),
  container: translated(z.enum(containers)).optional(),
  condition: translated(z.enum(conditionNames)).optional(),
  temperature: text.optional(),
  concentration: number.optional(),
  thaws: number.optional(),
  collectedAt: date.optional(),
  receivedAt: date.optional(),
  requisition: text.optional(),
  block: text.optional(),
  sprec: z.strictObject({ column, version: z.enum(['2.0', '3.0', '4.0']) }).optional(),
  parent: z
    .union([column, z.strictObject({ column })])
    .transform((given) => (typeof given === 'string' ? given : given.column))
    .optional(),
  codes: z.array(z.strictObject({ namespace: z.string().min(1), column })).default([]),
  place: z
    .strictObject({
      rack: column,
      position: column,
      rows: z.number().int().min(1).max(52).default(8),
      columns: z.number().int().min(1).max(1000).default(12),
    })
    .optional()
    .describe('where a tube stands: its rack and the position in it, which must lie in it and hold one tube'),
});
export type Mapping = z.infer<typeof mappingSchema>;

/** Reads a mapping. @throws Problem IDUN_INVENTORY_MAPPING naming the field */
export function readMapping(json: unknown): Mapping {
  const parsed = mappingSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new Problem(errors.mapping, `${issue!.path.join('.') || 'The mapping'}: ${issue!.message}.`, {
    expected: 'see docs/guides/biobank.md, «Moving in»',
  });
}

/** The columns a mapping names; each must be in the file. */
export function columnsOf(mapping: Mapping): string[] {
  const named = Object.values(mapping).flatMap((field) =>
    typeof field === 'object' && field !== null && 'column' in field ? [field.column] : [],
  );
  const place = mapping.place === undefined ? [] : [mapping.place.rack, mapping.place.position];
  return [
    mapping.barcode,
    ...(mapping.parent === undefined ? [] : [mapping.parent]),
    ...named,
    ...place,
    ...mapping.codes.map((code) => code.column),
  ];
}
