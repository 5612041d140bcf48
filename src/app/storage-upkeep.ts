import { markExcursions, packDays } from '../biobank/storage/index.ts';
import { systemClock } from '../platform/clock/index.ts';
import { mintSystemScope } from '../trust/scope/index.ts';
import type { App } from './compose.ts';
import { keepDoing } from './upkeep.ts';

const every = 15_000;
/** Readings of the last days stay as they came: what is late may still belong between them. */
const openFor = 3 * 86_400_000;
const packEvery = 3_600_000;

/** Marks the specimens of excursions soon after a store was outside its limits, and packs readings of days that are over. */
export function keepStorage({ database, log }: App): () => Promise<void> {
  let packedAt = 0;
  return keepDoing({ what: 'the upkeep of storage', every, log }, async () => {
    const scope = await mintSystemScope(database.app, 'biobank.storage');
    const marked = await markExcursions({ database, clock: systemClock }, scope);
    if (marked > 0) log.warn({ specimens: marked }, 'specimens were in a store outside its limits');
    if (Date.now() - packedAt < packEvery) return;
    packedAt = Date.now();
    await packDays(database, new Date(Math.floor((Date.now() - openFor) / 86_400_000) * 86_400_000));
  });
}
