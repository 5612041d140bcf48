import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { z } from 'zod';
import { Problem } from '../problem/index.ts';
import { errors } from './errors.ts';

const commaList = z
  .string()
  .transform((text) =>
    text
      .split(',')
      .map((item) => item.trim())
      .filter((item) => item !== ''),
  )
  .optional();

const settingsSchema = z.object({
  IDUN_DATA: z.string().min(1).default('.idun'),
  IDUN_HOST: z.string().min(1).default('127.0.0.1'),
  IDUN_PORT: z.coerce.number().int().min(0).max(65535).default(8480),
  IDUN_LOG: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('warn'),
  IDUN_HOSTS: commaList,
  IDUN_EGRESS: commaList,
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'expected postgresql://user:password@host:port/database')
    .optional(),
  IDUN_APP_DATABASE_URL: z.string().optional(),
  IDUN_JOBS_DATABASE_URL: z.string().optional(),
  IDUN_ORIGIN: z
    .string()
    .regex(/^https?:\/\/[^/?#\s]+$/, 'expected https://name or https://name:port, without a path')
    .optional(),
  IDUN_SIGN_IN: z.string().optional(),
  IDUN_AUDIT_WITNESS: commaList,
  IDUN_TLS_CERT: z.string().optional(),
  IDUN_TLS_KEY: z.string().optional(),
  IDUN_MINIMUM_COUNT: z.coerce.number().int().min(0).max(100).default(0),
});

/** Everything a process of Idun is told from outside. */
export interface Config {
  /** Absolute folder of the whole state. */
  dataDir: string;
  /** Address the server listens on. */
  host: string;
  /** Port the server listens on; 0 takes a free one. */
  port: number;
  logLevel: z.infer<typeof settingsSchema>['IDUN_LOG'];
  /** Host names accepted beside localhost, without port. */
  allowedHosts: readonly string[];
  /** Hosts that outbound requests may go to, `host` or `host:port`. */
  egressHosts: readonly string[];
  /** An outside PostgreSQL (≥ 15) instead of the embedded one. */
  databaseUrl?: string;
  /** A login of its own for the application's role on that server; otherwise `databaseUrl` with SET ROLE. */
  appDatabaseUrl?: string;
  jobsDatabaseUrl?: string;
  /** The address under which people open this server, when a proxy stands before it. */
  origin?: string;
  /** File that names outside providers of sign-in; `sign-in.json` in the data folder unless given. */
  signInFile?: string;
  /** Files or addresses that signed heads of the audit log are given to. */
  auditWitnesses: readonly string[];
  /** Files of the server's certificate and key (PEM); HTTPS with them. */
  tls?: { cert: string; key: string };
  /** Public allele counts below this are protected; 0 is exact. */
  minimumCount: number;
}

/** What a command line may set; it wins over the environment. */
export interface ConfigFlags {
  data?: string | undefined;
  port?: string | number | undefined;
  host?: string | undefined;
  logLevel?: string | undefined;
  databaseUrl?: string | undefined;
  tlsCert?: string | undefined;
  tlsKey?: string | undefined;
}

/** Settings that hold secrets: `NAME_FILE` names a file to read them from, so that they need not stand in the environment. */
const secretSettings = ['DATABASE_URL', 'IDUN_APP_DATABASE_URL', 'IDUN_JOBS_DATABASE_URL'] as const;

const fileName = (name: string): string => (name.startsWith('IDUN_') ? name : `IDUN_${name}`);

function readSecret(setting: string, path: string): string {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown';
    throw new Problem(errors.badSetting, `The file that ${setting} names cannot be read: ${code}.`, { setting });
  }
}

function filledOnly(env: NodeJS.ProcessEnv): Record<string, string> {
  const names = Object.keys(settingsSchema.shape);
  const settings: Record<string, string> = {};
  for (const name of names) {
    const value = env[name];
    if (value !== undefined && value !== '') settings[name] = value;
  }
  for (const name of secretSettings) {
    const file = env[`${fileName(name)}_FILE`];
    if (file !== undefined && file !== '') settings[name] = readSecret(`${fileName(name)}_FILE`, file);
  }
  return settings;
}

/**
 * Reads the configuration: flags, then environment, then defaults.
 * @throws Problem IDUN_CONFIG_BAD_SETTING naming the setting and what it should be
 */
export function loadConfig(flags: ConfigFlags = {}, env: NodeJS.ProcessEnv = process.env, cwd = process.cwd()): Config {
  const given: Record<string, unknown> = filledOnly(env);
  if (flags.data !== undefined) given['IDUN_DATA'] = flags.data;
  if (flags.port !== undefined) given['IDUN_PORT'] = flags.port;
  if (flags.host !== undefined) given['IDUN_HOST'] = flags.host;
  if (flags.logLevel !== undefined) given['IDUN_LOG'] = flags.logLevel;
  if (flags.tlsCert !== undefined) given['IDUN_TLS_CERT'] = flags.tlsCert;
  if (flags.tlsKey !== undefined) given['IDUN_TLS_KEY'] = flags.tlsKey;
  if (flags.databaseUrl !== undefined) given['DATABASE_URL'] = flags.databaseUrl;
  const parsed = settingsSchema.safeParse(given);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new Problem(errors.badSetting, `The setting ${String(issue?.path[0])} cannot be used: ${issue?.message}.`, {
      setting: String(issue?.path[0]),
      action: 'Correct the environment variable or the option of the same name.',
    });
  }
  const settings = parsed.data;
  const config: Config = {
    dataDir: resolve(cwd, settings.IDUN_DATA),
    host: settings.IDUN_HOST,
    port: settings.IDUN_PORT,
    logLevel: settings.IDUN_LOG,
    allowedHosts: settings.IDUN_HOSTS ?? [],
    egressHosts: settings.IDUN_EGRESS ?? [],
    auditWitnesses: settings.IDUN_AUDIT_WITNESS ?? [],
    minimumCount: settings.IDUN_MINIMUM_COUNT,
  };
  if (settings.DATABASE_URL !== undefined) config.databaseUrl = settings.DATABASE_URL;
  if (settings.IDUN_APP_DATABASE_URL !== undefined) config.appDatabaseUrl = settings.IDUN_APP_DATABASE_URL;
  if (settings.IDUN_JOBS_DATABASE_URL !== undefined) config.jobsDatabaseUrl = settings.IDUN_JOBS_DATABASE_URL;
  if (settings.IDUN_ORIGIN !== undefined) config.origin = new URL(settings.IDUN_ORIGIN).origin;
  if (settings.IDUN_SIGN_IN !== undefined) config.signInFile = resolve(cwd, settings.IDUN_SIGN_IN);
  const { IDUN_TLS_CERT: cert, IDUN_TLS_KEY: key } = settings;
  if ((cert === undefined) !== (key === undefined)) {
    throw new Problem(errors.badSetting, 'A certificate needs its key, and a key its certificate.', {
      setting: cert === undefined ? 'IDUN_TLS_CERT' : 'IDUN_TLS_KEY',
      action: 'Give both --tls-cert and --tls-key, or neither.',
    });
  }
  if (cert !== undefined && key !== undefined) config.tls = { cert: resolve(cwd, cert), key: resolve(cwd, key) };
  return config;
}
