import type { ActorRef } from '../platform/database/index.ts';
import { recordAccess } from '../trust/audit/index.ts';
import type { ActingSession, RecordAct } from '../trust/identity/index.ts';
import { mintPublicScope } from '../trust/scope/index.ts';

/** Who acts, as the log and the database name them: the account, not the session, so that a person is one actor. */
export function actorOf(who: ActingSession): ActorRef {
  if (who === null) return { kind: 'public', id: 'public' };
  return { kind: who.kind, id: who.accountId ?? who.id };
}

/** Puts an act of somebody on the record that reads no personal data under a scope: signing in, rights given and taken. */
export const recordAct: RecordAct = async (db, who, { action, object, detail, reason }) => {
  const scope = await mintPublicScope(db, { minimumCount: 0 });
  const named = {
    ...scope,
    actor: actorOf(who),
    purpose: (who?.purpose ?? 'operation') as typeof scope.purpose,
    legalBasis: 'security of processing (GDPR art. 32)',
  };
  const told = reason === undefined ? detail : { ...detail, reason };
  return await recordAccess(db, named, { action, object, ...(told === undefined ? {} : { detail: told }) });
};
