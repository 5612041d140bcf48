import { sql } from 'kysely';
import { systemClock } from '../../platform/clock/index.ts';
import { countEntries } from '../../register/catalogue/index.ts';
import { currentEpoch } from '../../trust/consent/index.ts';
import { mintSystemScope } from '../../trust/scope/index.ts';
import type { App } from '../app.ts';
import { keepDoing } from '../upkeep.ts';
import { describeOwnBiobanks } from './describe-own-biobanks.ts';

/** Looking costs a short question; a count follows all that changed since. */
const every = 5_000;

/**
 * Keeps the catalogue as the biobanks and the register are: own biobanks described, and what is counted of entries counted anew when feeds
 * or people's choices have changed. After a count of long it rests five times as long: others ask the register too.
 */
export function keepCatalogue({ database, config, register, log }: App): () => Promise<void> {
  let counted: string | undefined;
  let nextAt = 0;
  return keepDoing({ what: 'the upkeep of the catalogue', every, log }, async () => {
    await database.advisoryLock('idun.register.catalogue', async () => {
      if ((await describeOwnBiobanks(database)) > 0) counted = undefined;
      const state = await countableState(database.jobs);
      if (state === counted || Date.now() < nextAt) return;
      const began = Date.now();
      const { minimumCount } = config;
      const scope = await mintSystemScope(database.jobs, 'catalogue');
      // What is still being placed would be counted as it was, and not be looked at again.
      for (const world of ['real', 'synthetic'] as const) await register.settled(world);
      const entries = await countEntries({ database, register, clock: systemClock, minimumCount }, scope);
      counted = state;
      nextAt = Date.now() + 5 * (Date.now() - began);
      if (entries > 0) log.info({ entries, milliseconds: Date.now() - began }, 'entries of the catalogue counted');
    });
  });
}

type Db = App['database']['jobs'];

/** What the counts depend on: the feeds that answer, people's choices, and which entries have a place in the register. */
async function countableState(db: Db): Promise<string> {
  const { rows } = await sql<{ state: string }>`select concat_ws(' ', (select version from register.published),
    (select md5(string_agg(concat_ws('/', entry_no, world, biobank_word, collection_word), ',' order by entry_no))
      from register.catalogue_entries where world is not null and withdrawn_at is null)) as state`.execute(db);
  return `${rows[0]!.state} ${await currentEpoch(db)}`;
}
