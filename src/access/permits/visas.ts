import { importJWK, type JWK, SignJWT } from 'jose';
import type { Db } from '../../platform/database/index.ts';
import { recordAccess } from '../../trust/audit/index.ts';
import { openSigningKeys } from '../../trust/identity/index.ts';
import { assertScope, type Scope } from '../../trust/scope/index.ts';
import { readCaseById } from '../cases/index.ts';
import type { PermitDeps } from './deps.ts';
import { accountsOf } from './grants.ts';
import type { PermitDetail } from './model.ts';
import { activeOf, readPermit } from './store.ts';

const hour = 3600;
const algorithm = 'ES256';
const seconds = (date: Date): number => Math.floor(date.getTime() / 1000);

/** Keys by which others check our visas: the public half of the sign-in provider's. */
export function visaKeys(dataDir: string): { keys: JWK[] } {
  const shown = ['kty', 'crv', 'x', 'y', 'n', 'e', 'alg', 'use', 'kid'];
  const keys = openSigningKeys(dataDir).keys.map(
    (key) => Object.fromEntries(Object.entries(key).filter(([member]) => shown.includes(member))) as JWK,
  );
  return { keys };
}

/**
 * The asker's permits as GA4GH visas (Passport 1.2, ControlledAccessGrants), one for each data set: signed, and good for an hour at
 * most and never beyond the permit. Taken back, a permit gives no new ones. One audit entry.
 * @param origin this server's address, which issues them
 */
export async function visasOf(deps: PermitDeps, scope: Scope, origin: string): Promise<string[]> {
  const { database, clock, dataDir } = deps;
  assertScope(scope, 'access.visas.use', clock);
  const db: Db = database.app;
  const at = clock.now();
  const permits = scope.organisationNo === null ? [] : await activeOf(db, scope.organisationNo, at);
  const visas: string[] = [];
  for (const id of permits) {
    const permit = await readPermit(db, await readCaseById(db, id));
    if (accountsOf(permit)?.includes(scope.actor.id) ?? true)
      visas.push(...(await signVisas(dataDir, permit, { origin, subject: scope.actor.id, at })));
  }
  await recordAccess(
    db,
    scope,
    { action: 'access.visas.take', object: 'visas', detail: { permits, visas: visas.length } },
    clock,
  );
  return visas;
}

async function signVisas(
  dataDir: string,
  permit: PermitDetail,
  { origin, subject, at }: { origin: string; subject: string; at: Date },
): Promise<string[]> {
  const key = openSigningKeys(dataDir).keys.find(({ alg }) => alg === algorithm)!;
  const secret = await importJWK(key as JWK, algorithm);
  const expires = Math.min(seconds(permit.until), seconds(at) + hour);
  const sign = (value: string) =>
    new SignJWT({
      ga4gh_visa_v1: {
        type: 'ControlledAccessGrants',
        asserted: seconds(permit.statedAt),
        value,
        source: origin,
        by: 'dac',
      },
      'idun.permit': permit.id,
    })
      .setProtectedHeader({
        alg: algorithm,
        typ: 'vnd.ga4gh.visa+jwt',
        kid: key.kid,
        jku: `${origin}/ga4gh/visas/jwks`,
      })
      .setIssuer(origin)
      .setSubject(subject)
      .setIssuedAt(seconds(at))
      .setExpirationTime(expires)
      .sign(secret);
  return await Promise.all(permit.content.data.map(({ kind, ref }) => sign(`${origin}/${kind}s/${ref}`)));
}
