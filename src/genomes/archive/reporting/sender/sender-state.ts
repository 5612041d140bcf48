import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { withProcessLock, writePrivateFile } from '../../../../platform/database/index.ts';
import { Problem } from '../../../../platform/problem/index.ts';
import { canonicalJson } from '../../../../trust/audit/index.ts';
import { errors } from '../errors.ts';
import { fileRoleSchema, fingerprintSchema, receiptSchema, sha256Schema } from '../model.ts';

/** A database that this sender knows: the key it pinned at the first meeting, and its session, if it has one. */
const knownServerSchema = z.object({
  base: z.string(),
  fingerprint: fingerprintSchema,
  publicKey: z.string(),
  /** Cookie of the session that a one-time link opened. */
  cookie: z.string().nullable(),
});
export type KnownServer = z.infer<typeof knownServerSchema>;

const sentFileSchema = z.object({
  path: z.string(),
  name: z.string(),
  role: fileRoleSchema,
  bytes: z.number(),
  /** Inode, size and time of change when sending began: another one is another file. */
  mark: z.string(),
  uploadUrl: z.string().nullable(),
  sha256: sha256Schema.nullable(),
});
export type SentFile = z.infer<typeof sentFileSchema>;

const deliverySchema = z.object({
  version: z.literal(1),
  base: z.string(),
  files: z.array(sentFileSchema),
  receipt: receiptSchema.nullable(),
});
/** One call of `genomes send`: what is on its way, and the receipt when it has arrived. */
export type Delivery = z.infer<typeof deliverySchema>;

export interface SenderState {
  folder: string;
  findServer(base: string): KnownServer | undefined;
  findServerByKey(fingerprint: string): KnownServer | undefined;
  saveServer(server: KnownServer): void;
  findDelivery(key: string): Delivery | undefined;
  saveDelivery(key: string, delivery: Delivery): void;
  /** Only one sender at a time works on a delivery. @throws Problem IDUN_LOCK_TIMEOUT */
  withDelivery<T>(key: string, work: () => Promise<T>): Promise<T>;
}

/** Where the state lies unless said otherwise (XDG Base Directory Specification). */
export function defaultStateFolder(env: NodeJS.ProcessEnv = process.env): string {
  const state = env['XDG_STATE_HOME'];
  return join(state?.startsWith('/') ? state : join(homedir(), '.local', 'state'), 'idun', 'send');
}

/** The key of a delivery: the same files to the same place with the same options are the same delivery. */
export function deliveryKey(given: {
  base: string;
  files: readonly { path: string; role: string }[];
  options: object;
}): string {
  const { base, options } = given;
  const files = given.files.map(({ path, role }) => ({ path, role }));
  return createHash('sha256').update(canonicalJson({ base, files, options })).digest('hex').slice(0, 32);
}

function readJson<T>(path: string, schema: z.ZodType<T>): T | undefined {
  if (!existsSync(path)) return undefined;
  try {
    return schema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (cause) {
    throw new Problem(
      errors.stateDamaged,
      `${path} is not what this sender writes.`,
      { file: path, action: 'Move the file away and send again; what has arrived is recognised by its content.' },
      { cause },
    );
  }
}

/** Opens the state of a sender in a folder that only its owner may enter. Every file is written whole, mode 0600. */
export function openSenderState(folder: string): SenderState {
  const servers = join(folder, 'servers');
  const deliveries = join(folder, 'deliveries');
  for (const path of [servers, deliveries]) mkdirSync(path, { recursive: true, mode: 0o700 });
  const serverPath = (base: string) =>
    join(servers, `${createHash('sha256').update(base).digest('hex').slice(0, 32)}.json`);
  const deliveryPath = (key: string) => join(deliveries, `${key}.json`);
  const write = (path: string, value: object) => writePrivateFile(path, `${JSON.stringify(value, null, 1)}\n`);
  return {
    folder,
    findServer: (base) => readJson(serverPath(base), knownServerSchema),
    findServerByKey(fingerprint) {
      const known = readdirSync(servers)
        .filter((name) => name.endsWith('.json'))
        .map((name) => readJson(join(servers, name), knownServerSchema));
      return known.find((server) => server?.fingerprint === fingerprint);
    },
    saveServer: (server) => write(serverPath(server.base), server),
    findDelivery: (key) => readJson(deliveryPath(key), deliverySchema),
    saveDelivery: (key, delivery) => write(deliveryPath(key), delivery),
    withDelivery: (key, work) => withProcessLock(join(deliveries, `${key}.lock`), work, 2000),
  };
}
