import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';

const secretsSchema = z.object({
  /** Password of the cluster's own superuser, used to make roles and databases. */
  superuser: z.string(),
  owner: z.string(),
  app: z.string(),
  jobs: z.string(),
  /** The port of the last start, taken again when it is free. */
  port: z.number().optional(),
  /** Whether the roles and the database have been made. */
  prepared: z.boolean(),
});

/** What the embedded cluster is opened with; readable by its owner only. */
export type ClusterSecrets = z.infer<typeof secretsSchema>;

const fileName = 'connection.json';

/** Writes a file readable by its owner only, whole or not at all: temporary name, fsync, rename, fsync of the folder. */
export function writePrivateFile(path: string, content: string): void {
  const temporary = `${path}.${process.pid}.new`;
  const file = openSync(temporary, 'w', 0o600);
  writeSync(file, content);
  fsyncSync(file);
  closeSync(file);
  renameSync(temporary, path);
  const folder = openSync(dirname(path), 'r');
  fsyncSync(folder);
  closeSync(folder);
}

export function saveSecrets(clusterFolder: string, secrets: ClusterSecrets): void {
  writePrivateFile(join(clusterFolder, fileName), `${JSON.stringify(secrets, null, 2)}\n`);
}

/** The cluster's secrets, made at random the first time. */
export function loadSecrets(clusterFolder: string): ClusterSecrets {
  const path = join(clusterFolder, fileName);
  if (existsSync(path)) return secretsSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  const secret = () => randomBytes(24).toString('base64url');
  const secrets = { superuser: secret(), owner: secret(), app: secret(), jobs: secret(), prepared: false };
  saveSecrets(clusterFolder, secrets);
  return secrets;
}
