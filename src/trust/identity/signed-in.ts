import type { FastifyRequest } from 'fastify';
import { Problem } from '../../platform/problem/index.ts';
import { errors } from './errors.ts';
import type { Session } from './sessions.ts';

/** The session of a person who is signed in. @throws Problem IDUN_NOT_SIGNED_IN */
export function requireSignedIn(request: FastifyRequest): Session & { accountId: string } {
  const { session } = request;
  if (session?.kind === 'person' && session.accountId !== null) return { ...session, accountId: session.accountId };
  throw new Problem(errors.notSignedIn, 'This is for a person with a session of their own.', {
    action: 'Sign in and do it again.',
  });
}
