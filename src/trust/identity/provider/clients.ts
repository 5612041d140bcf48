import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Config } from '../../../platform/config/index.ts';

/** A program whose people sign in here. */
export const clientSchema = z.strictObject({
  id: z.string().min(1).max(100),
  name: z.string().min(1).max(100),
  redirectUris: z.array(z.url()).min(1),
  secretFile: z.string().optional(),
  /** Its public keys as a JWK set: it proves itself by signing (private_key_jwt). */
  jwksFile: z.string().optional(),
});

export type SignInClient = z.infer<typeof clientSchema>;

/** The clients that sign-in.json names; the whole file is checked by `readProviders`. */
export function readClients(config: Pick<Config, 'dataDir' | 'signInFile'>): SignInClient[] {
  const path = config.signInFile ?? join(config.dataDir, 'sign-in.json');
  if (!existsSync(path)) return [];
  const { clients } = z
    .looseObject({ clients: z.array(clientSchema).default([]) })
    .parse(JSON.parse(readFileSync(path, 'utf8')));
  return clients;
}
