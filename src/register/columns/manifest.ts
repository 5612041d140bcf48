import { createHash } from 'node:crypto';
import { z } from 'zod';
import { type TableName, tables } from './tables.ts';

/** Version of the form of table folders that this Idun writes; readers refuse newer ones. */
export const columnsFormat = 1;

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const names = Object.keys(tables) as [TableName, ...TableName[]];

/** `table.json` of a table's folder: what it holds and the digest of every file. */
export const manifestSchema = z.strictObject({
  format: z.number().int().positive(),
  table: z.enum(names),
  /** For events and codes: the register, such as `diagnoses`. */
  register: z.string().nullable(),
  rows: z.number().int().min(0).max(0xffffffff),
  /** One more than the highest person number. */
  people: z.number().int().min(0),
  files: z.record(
    z.string().regex(/^[a-z_]+\.(u8|u16|u32|text|words\.json)$/),
    z.object({ bytes: z.number(), sha256 }),
  ),
});
export type TableManifest = z.infer<typeof manifestSchema>;

/** The table's own digest: of its manifest, whose files' digests it holds. */
export function hashManifest(manifest: TableManifest): string {
  const files = Object.entries(manifest.files).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256')
    .update(JSON.stringify([manifest.format, manifest.table, manifest.register, manifest.rows, manifest.people, files]))
    .digest('hex');
}
