import type { DatabaseHandle } from '../../platform/database/index.ts';
import type { Logger } from '../../platform/logging/index.ts';
import { maskChannel, nextLapse } from '../../trust/consent/index.ts';
import { lapseConsents } from './withdraw-consent.ts';

/** Longest time without looking: a clock may be set, a notice missed. */
const patience = 60_000;

/** Ends consents at the moment their time is over, until the returned function is called. */
export async function watchLapses(database: DatabaseHandle, log: Logger): Promise<() => Promise<void>> {
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  async function look(): Promise<void> {
    clearTimeout(timer);
    try {
      await database.withActor({ kind: 'system', id: 'consent' }, lapseConsents);
      const next = await nextLapse(database.app);
      const wait = next === null ? patience : Math.min(Math.max(next.getTime() - Date.now(), 0), patience);
      if (!stopped) timer = setTimeout(() => void look(), wait);
    } catch (error) {
      log.warn({ err: error }, 'consents whose time is over could not be ended; trying again');
      if (!stopped) timer = setTimeout(() => void look(), 1000);
    }
    timer?.unref();
  }
  const unlisten = await database.listen(maskChannel, () => void look());
  await look();
  return async () => {
    stopped = true;
    clearTimeout(timer);
    await unlisten();
  };
}
