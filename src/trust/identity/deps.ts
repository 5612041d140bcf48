import type { Config } from '../../platform/config/index.ts';
import type { DatabaseHandle, Db } from '../../platform/database/index.ts';
import type { Egress } from '../../platform/egress/index.ts';
import type { Session } from './sessions.ts';

/** An act that is not a reading under a scope: signing in, a right given or taken. */
export interface IdentityAct {
  /** `area.verb`, for example `session.open`. */
  action: string;
  object: string;
  detail?: object;
  reason?: string;
}

/** Who acted: a session, the command line, or null for somebody who is not known (yet). */
export type ActingSession = Pick<
  Session,
  'id' | 'kind' | 'accountId' | 'role' | 'organisationNo' | 'organisationId' | 'organisation' | 'purpose'
> | null;

/** Puts an act on the record, in the transaction of the act. The application binds it to trust/audit. */
export type RecordAct = (db: Db, who: ActingSession, act: IdentityAct) => Promise<unknown>;

/** What the routes of this module take from the application. */
export interface IdentityDeps {
  database: DatabaseHandle;
  config: Config;
  recordAct: RecordAct;
  /** Whether a text names an act that a token can be limited to. */
  isAct(text: string): boolean;
  /** The one way out, to outside providers of sign-in; without it there are none. */
  egress?: Egress;
  /** The person with a civil registration number, when a provider vouches for it or account and administrator both state it. */
  findPersonByCpr?(cpr: string): Promise<{ personNo: number; id: string } | undefined>;
}
