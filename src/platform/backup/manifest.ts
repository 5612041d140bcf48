import { z } from 'zod';

/** The backup layout this program writes and reads. */
export const BACKUP_FORMAT = 1;

/** `manifest.json`: written last, so that a folder with it is a whole backup. */
export const backupManifestSchema = z.object({
  format: z.number().int().positive(),
  madeAt: z.string(),
  dataFormat: z.number().int().positive(),
  /** Migrations applied when the rows were read. */
  migrations: z.array(z.string()),
  /** Rows per table, in an order that keeps foreign keys. */
  tables: z.array(z.object({ table: z.string(), file: z.string(), rows: z.number().int(), sha256: z.string() })),
  /** Files of the data folder, by their path in it. */
  files: z.array(z.object({ path: z.string(), bytes: z.number().int(), sha256: z.string() })),
});

export type BackupManifest = z.infer<typeof backupManifestSchema>;

/** Folders of the data directory that are part of the state; the database goes as rows, caches and sockets not at all. */
export const STATE_FOLDERS = ['segments', 'calls', 'objects', 'references', 'keys', 'register/columns'] as const;

/** Tables left out: they hold what must not outlive the process they were made for. */
export const TRANSIENT_TABLES: ReadonlySet<string> = new Set([
  'trust.sessions',
  'trust.one_time_links',
  'trust.ceremonies',
  'trust.oidc_records',
  'trust.sign_in_failures',
  'trust.used_assertions',
  'genomes.leases',
]);
