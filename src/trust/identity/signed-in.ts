import type { FastifyRequest } from 'fastify';
import { Problem } from '../../platform/problem/index.ts';
import { errors } from './errors.ts';
import type { Session } from './sessions.ts';

/** The session of a person who is signed in. @throws Problem IDUN_NOT_SIGNED_IN */
export function requireSignedIn(request: FastifyRequest): Session & { accountId: string } {
  const { session } = request;
  // A program's token acts for a person elsewhere; how a person signs in is not its business.
  const present = session?.kind === 'person' && session.authentication !== 'token';
  if (present && session.accountId !== null) return { ...session, accountId: session.accountId };
  throw new Problem(errors.notSignedIn, 'This is for a person with a session of their own.', {
    action: 'Sign in and do it again.',
  });
}

/** The session of this request, a person's, a program's or the operator's. @throws Problem IDUN_NOT_SIGNED_IN */
export function requireActing(request: FastifyRequest): Session {
  if (request.session !== null) return request.session;
  throw new Problem(errors.notSignedIn, 'This is for somebody with a session.', { action: 'Sign in and do it again.' });
}
