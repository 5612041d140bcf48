import { readAs } from '../../trust/scope/index.ts';
import { genomesByWeek, submissionsByWeek } from './archive-store.ts';
import type { SeriesKind } from './cards.ts';
import type { Series } from './model.ts';
import { choicesByDay, readingByDay, signInsByDay } from './oversight-store.ts';
import { datasetsOfScope } from './waiting.ts';
import type { Who } from './who.ts';

/** Where each picture's amounts come from; null where the role may not see them. */
export const seriesOf: Readonly<Record<SeriesKind, (who: Who) => Promise<Series | null>>> = {
  async submissions(who) {
    const scope = await who.scopeFor('genomes.submissions.read');
    if (scope === null) return null;
    const db = readAs(who.db, scope, 'metadata');
    return { kind: 'submissions', step: 'week', points: await submissionsByWeek(db, datasetsOfScope(scope), who.now) };
  },
  async genomes(who) {
    const scope = await who.scopeFor('archive.overview.read');
    if (scope === null) return null;
    return { kind: 'genomes', step: 'week', points: await genomesByWeek(readAs(who.db, scope, 'counts'), who.now) };
  },
  async reading(who) {
    const scope = (await who.scopeFor('audit.all.read')) ?? (await who.scopeFor('audit.security.read'));
    if (scope === null) return null;
    return { kind: 'reading', step: 'day', points: await readingByDay(who.db, who.now) };
  },
  async 'sign-ins'(who) {
    if ((await who.scopeFor('accounts.read')) === null) return null;
    return { kind: 'sign-ins', step: 'day', points: await signInsByDay(who.db, who.now) };
  },
  async choices(who) {
    const scope = await who.scopeFor('consent.read');
    if (scope === null) return null;
    const db = readAs(who.db, scope, 'metadata');
    return { kind: 'choices', step: 'day', points: await choicesByDay(db, who.now) };
  },
};
