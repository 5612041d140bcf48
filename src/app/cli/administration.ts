import type { AdministrationDeps } from '../../trust/identity/index.ts';
import { recordAct } from '../record-act.ts';
import type { CliContext } from './context.ts';

/** The command line as an administrator: whoever can read the data folder acts everywhere, under their own name in the log. */
export async function administrationOf(context: CliContext): Promise<AdministrationDeps> {
  const placed = { role: null, organisationNo: null, organisationId: null, organisation: null };
  const who = { id: context.actor.id, kind: 'operator' as const, accountId: null, purpose: 'operation', ...placed };
  return { db: (await context.database()).app, recordAct, who };
}
