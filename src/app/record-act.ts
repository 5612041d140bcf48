import type { ActorRef } from '../platform/database/index.ts';
import { recordAccessBy } from '../trust/audit/index.ts';
import type { ActingSession, RecordAct } from '../trust/identity/index.ts';

/** Who acts, as the log and the database name them: the account, not the session, so that a person is one actor. */
export function actorOf(who: ActingSession): ActorRef {
  if (who === null) return { kind: 'public', id: 'public' };
  return { kind: who.kind, id: who.accountId ?? who.id };
}

/** Puts an act of somebody on the record that reads no personal data under a scope: signing in, rights given and taken. */
export const recordAct: RecordAct = async (db, who, { action, object, detail, reason }) => {
  const by = {
    actor: actorOf(who),
    role: who?.role ?? null,
    organisation: who?.organisationId ?? null,
    organisationName: who?.organisation ?? null,
    purpose: who?.purpose ?? 'operation',
    legalBasis: 'security of processing (GDPR art. 32)',
    ...{ scope: null, maskEpoch: null },
  };
  const told = { ...(detail === undefined ? {} : { detail }), ...(reason === undefined ? {} : { reason }) };
  return await recordAccessBy(db, by, { action, object, ...told });
};
