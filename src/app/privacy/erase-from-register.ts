import type { ActorRef } from '../../platform/database/index.ts';
import type { Progress } from '../../platform/progress/index.ts';
import { erasePeopleFromRegister, type RegisterErased } from '../../register/search/index.ts';
import { recordAccess } from '../../trust/audit/index.ts';
import { readPersonById, recordsOf } from '../../trust/people/index.ts';
import { mintSystemScope } from '../../trust/scope/index.ts';
import type { App } from '../app.ts';

/**
 * Takes a person, with all records that were merged into theirs, out of the register's column files and snapshots. One audit entry says how many
 * rows of how many tables that were.
 */
export async function eraseFromRegister(
  { database, config }: Pick<App, 'database' | 'config'>,
  { person, reason, actor, progress }: { person: string; reason: string; actor: string; progress: Progress },
): Promise<RegisterErased> {
  const { personNo } = await readPersonById(database.jobs, person);
  const people = await recordsOf(database.jobs, personNo);
  const [kind, ...id] = actor.split(':');
  const asker = { kind, id: id.join(':') } as ActorRef;
  const erased = await erasePeopleFromRegister({ database, dataDir: config.dataDir }, people, {
    actor: asker,
    progress,
  });
  const scope = await mintSystemScope(database.app, 'register.erase');
  const detail = { register: erased };
  await recordAccess(database.app, scope, { action: 'gdpr.erase', object: person, reason, detail });
  return erased;
}
