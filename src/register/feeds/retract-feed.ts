import { appendEvent } from '../../platform/database/index.ts';
import { Problem } from '../../platform/problem/index.ts';
import { recordAccess } from '../../trust/audit/index.ts';
import type { Scope } from '../../trust/scope/index.ts';
import { publishTables } from '../columns/index.ts';
import { errors } from './errors.ts';
import type { FeedDeps } from './load-feed.ts';
import { endCurrent, findFeed } from './store.ts';

/**
 * Takes a feed out of the register: its rows answer no question any more. Its versions and reports stay; loading it again brings it
 * back. One audit entry.
 * @throws Problem IDUN_FEED_NOT_FOUND, IDUN_FEED_VERSION when nothing of it answers
 */
export async function retractFeed(
  { database }: Pick<FeedDeps, 'database'>,
  scope: Scope,
  idOrKey: string,
  reason: string,
): Promise<{ id: string; feed: string; version: number }> {
  const { key } = await findFeed(database.app, idOrKey);
  return await database.advisoryLock(`idun.register.feed.${key}`, () =>
    database.withActor(scope.actor, async (trx) => {
      const { feedNo, id, demo } = await findFeed(trx, key);
      const version = await endCurrent(trx, feedNo, 'retracted', reason);
      if (version === undefined) {
        throw new Problem(errors.version, 'No version of the feed answers; there is nothing to retract.');
      }
      await publishTables(trx, { feed: key, world: demo ? 'synthetic' : 'real', tables: [] });
      await recordAccess(trx, scope, { action: 'register.feeds.retract', object: id, detail: { version }, reason });
      await appendEvent(trx, { topic: 'register.feed-retracted', aggregate: `feed:${id}`, payload: { version } });
      return { id, feed: key, version };
    }),
  );
}
