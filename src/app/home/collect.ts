import { cardsOf } from './cards.ts';
import { changesOf } from './changes.ts';
import type { Change, Home, Series, Waiting } from './model.ts';
import { seriesOf } from './series.ts';
import { waitingOf } from './waiting.ts';
import type { Who } from './who.ts';

const shownChanges = 25;

/** Late before due, due before not; then whoever waited longest. */
function byUrgency(a: Waiting, b: Waiting): number {
  return (a.deadline ?? '9').localeCompare(b.deadline ?? '9') || a.since.localeCompare(b.since);
}

/** What waits, what changed and what can be drawn for somebody, as the role's cards say. */
export async function collectHome(who: Who): Promise<Omit<Home, 'recent'>> {
  const cards = cardsOf(who.role);
  const waiting: Waiting[] = [];
  const changes: Change[] = [];
  const series: Series[] = [];
  // One after the other: a start page shall not take many of the server's connections at once.
  for (const kind of cards?.waiting ?? []) waiting.push(...(await waitingOf[kind](who)));
  for (const kind of cards?.changes ?? []) changes.push(...(await changesOf[kind](who)));
  for (const kind of cards?.series ?? []) {
    const one = await seriesOf[kind](who);
    if (one !== null) series.push(one);
  }
  return {
    role: who.role,
    at: who.now.toISOString(),
    since: who.lastHere?.toISOString() ?? null,
    lookedBackTo: who.since.toISOString(),
    waiting: waiting.sort(byUrgency),
    changes: changes.sort((a, b) => b.at.localeCompare(a.at)).slice(0, shownChanges),
    series,
  };
}
