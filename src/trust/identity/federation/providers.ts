import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Config } from '../../../platform/config/index.ts';
import { Problem } from '../../../platform/problem/index.ts';
import { errors } from '../errors.ts';
import { clientSchema } from '../provider/clients.ts';
import { purposeSchema, roleSchema } from '../role-schemas.ts';

const claimRef = z.strictObject({ claim: z.string().min(1) });
const value = z.union([z.string(), z.number(), z.boolean()]);

/** When every claim has its value (one of several, if several are given), the person holds the role there. */
const ruleSchema = z.strictObject({
  when: z.record(z.string(), z.union([value, z.array(value).min(1)])),
  role: roleSchema,
  /** An organisation's id, code or name; or the claim that has it; or null for a role held in none. */
  organisation: z.union([z.string().min(1), claimRef, z.null()]),
  purpose: purposeSchema.optional(),
});

const providerSchema = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, 'lower-case letters, digits and hyphens'),
  /** What the button says. */
  name: z.string().min(1).max(100),
  issuer: z.url({ protocol: /^https?$/ }),
  clientId: z.string().min(1),
  clientSecretFile: z.string().optional(),
  clientSecretEnvironment: z.string().optional(),
  /** A private key as JWK: the client proves itself by signing (private_key_jwt). */
  clientKeyFile: z.string().optional(),
  clientAuthentication: z.enum(['post', 'basic']).default('post'),
  scope: z.string().default('openid profile'),
  /** Further claims are asked for at the userinfo endpoint. */
  userinfo: z.boolean().default(false),
  claims: z
    .strictObject({
      name: z.string().default('name'),
      /** The claim that names a login here: for a provider that is the authority over logins. */
      login: z.string().optional(),
      /** The claim with the civil registration number. */
      cpr: z.string().optional(),
    })
    .prefault({}),
  /** Values of `acr` that are strong enough for dangerous acts. */
  strongAcr: z.array(z.string()).default([]),
  /** Whether somebody who is not known yet gets an account: never, when a rule gives them a role, or always. */
  newAccounts: z.enum(['never', 'with-role', 'always']).default('with-role'),
  /** Gives the role citizen to whom the number names, when that person is known. */
  citizens: z.boolean().default(false),
  rules: z.array(ruleSchema).default([]),
});

const fileSchema = z.strictObject({
  providers: z.array(providerSchema).default([]),
  clients: z.array(clientSchema).default([]),
});

/** An outside provider of sign-in, as sign-in.json has it. */
export type Provider = z.infer<typeof providerSchema>;
export type ClaimRule = z.infer<typeof ruleSchema>;

function problem(path: string, detail: string): Problem {
  return new Problem(errors.badProviders, detail, { file: path, action: 'See docs/guides/sign-in.md.' });
}

const loopback = new Set(['localhost', '127.0.0.1', '[::1]']);

function checkProviders(path: string, providers: readonly Provider[]): void {
  const ids = new Set(providers.map(({ id }) => id));
  if (ids.size !== providers.length) throw problem(path, 'Two providers have the same id.');
  for (const { id, issuer, citizens, claims } of providers) {
    const { protocol, hostname } = new URL(issuer);
    if (protocol === 'http:' && !loopback.has(hostname)) {
      throw problem(path, `The issuer of ${id} is not encrypted: https is needed beyond this machine.`);
    }
    if (citizens && claims.cpr === undefined) throw problem(path, `${id} has citizens but no claims.cpr.`);
  }
}

/**
 * Reads the outside providers; none when there is no file.
 * @throws Problem IDUN_SIGN_IN_FILE with the file and what is wrong in it
 */
export function readProviders(config: Pick<Config, 'dataDir' | 'signInFile'>): Provider[] {
  const path = config.signInFile ?? join(config.dataDir, 'sign-in.json');
  if (!existsSync(path)) {
    if (config.signInFile === undefined) return [];
    throw problem(path, 'There is no such file.');
  }
  let read: unknown;
  try {
    read = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw problem(path, `It is not JSON: ${error instanceof Error ? error.message : String(error)}.`);
  }
  const parsed = fileSchema.safeParse(read);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw problem(path, `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not as expected'}.`);
  }
  checkProviders(path, parsed.data.providers);
  return parsed.data.providers;
}

/** The secret or key with which this program proves itself to the provider, from a file or the environment. */
export function readClientSecret(provider: Provider): { secret?: string; key?: unknown } {
  const { clientSecretFile, clientSecretEnvironment, clientKeyFile } = provider;
  if (clientKeyFile !== undefined) return { key: JSON.parse(readFileSync(clientKeyFile, 'utf8')) as unknown };
  if (clientSecretFile !== undefined) return { secret: readFileSync(clientSecretFile, 'utf8').trim() };
  const secret = clientSecretEnvironment === undefined ? undefined : process.env[clientSecretEnvironment];
  if (clientSecretEnvironment !== undefined && secret === undefined) {
    throw problem('sign-in.json', `The environment variable ${clientSecretEnvironment} of ${provider.id} is not set.`);
  }
  return secret === undefined ? {} : { secret };
}
