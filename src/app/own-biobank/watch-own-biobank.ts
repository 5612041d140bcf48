import type { Logger } from '../../platform/logging/index.ts';
import { custodyPosition, type OwnBiobankDeps, publishOwnBiobank } from './publish-own-biobank.ts';

/** How often it is looked; what happens in the laboratory is in the register within a second. */
const often = 100;
/** Publishing takes a fifth of the time at most. */
const rest = 4;

/** Keeps the register's view of Idun's own biobanks as they are, until the returned function is called. */
export function watchOwnBiobank(deps: OwnBiobankDeps, log: Logger): () => Promise<void> {
  let published: string | undefined;
  let nextAt = 0;
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  async function look(): Promise<void> {
    try {
      const position = await custodyPosition(deps.database.jobs);
      if (position !== published && Date.now() >= nextAt) {
        const began = Date.now();
        await publishOwnBiobank(deps);
        published = position;
        nextAt = Date.now() + rest * (Date.now() - began);
      }
    } catch (error) {
      if (!stopped) log.warn({ err: error }, 'the own biobank could not be published to the register; trying again');
    }
    if (stopped) return;
    timer = setTimeout(() => {
      working = look();
    }, often);
    timer.unref();
  }
  let working = look();
  return async () => {
    stopped = true;
    clearTimeout(timer);
    await working;
  };
}
