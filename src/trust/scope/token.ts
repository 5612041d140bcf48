import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { type Clock, systemClock } from '../../platform/clock/index.ts';
import { deriveKey, openMasterKey } from '../../platform/keys/index.ts';
import { Problem } from '../../platform/problem/index.ts';
import { errors } from './errors.ts';
import { assertScope, register, type Scope } from './scope.ts';

const tokenSchema = z.object({
  id: z.string(),
  actor: z.object({ kind: z.enum(['operator', 'public', 'system']), id: z.string() }),
  purpose: z.enum(['care', 'research', 'statistics', 'operation']),
  legalBasis: z.string(),
  allows: z.array(z.enum(['counts', 'carriers', 'calls', 'metadata'])),
  disclosure: z.object({ minimumCount: z.number().int().min(0) }),
  maskEpoch: z.number(),
  expiresAt: z.iso.datetime(),
});

/** Takes scopes across processes (worker threads, job arrays) as signed, expiring tokens. */
export interface ScopeSeal {
  seal(scope: Scope): string;
  /** @throws Problem IDUN_SCOPE_FORGED or IDUN_SCOPE_EXPIRED */
  open(token: string, clock?: Clock): Scope;
}

/** A seal with the key of this data folder. */
export function openScopeSeal(dataDir: string): ScopeSeal {
  const key = deriveKey(openMasterKey(dataDir), 'trust.scope.token');
  const sign = (body: string) => createHmac('sha256', key).update(body).digest();
  return {
    seal(scope) {
      // The first act stands for all: the question is whether this scope was minted and still holds.
      assertScope(scope, [...scope.allows][0] ?? 'counts');
      const body = Buffer.from(JSON.stringify({ ...scope, allows: [...scope.allows] })).toString('base64url');
      return `${body}.${sign(body).toString('base64url')}`;
    },
    open(token, clock = systemClock) {
      const [body = '', signature = ''] = token.split('.');
      const given = Buffer.from(signature, 'base64url');
      const right = sign(body);
      if (given.length !== right.length || !timingSafeEqual(given, right)) {
        throw new Problem(errors.forged, 'The token of a scope was not signed with this data folder’s key.');
      }
      const fields = tokenSchema.parse(JSON.parse(Buffer.from(body, 'base64url').toString()));
      const expiresAt = new Date(fields.expiresAt);
      if (clock.now() >= expiresAt) throw new Problem(errors.expired, 'The token of a scope has expired.');
      return register({ ...fields, allows: new Set(fields.allows), expiresAt });
    },
  };
}
