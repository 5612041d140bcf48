import { Problem } from '../../platform/problem/index.ts';
import { type Drift, type ExactDrift, measureDrift, showDrift } from '../../register/cohorts/index.ts';
import { type DisclosureRule, mintSystemScope } from '../../trust/scope/index.ts';
import { type Language, readCaseById } from '../cases/index.ts';
import type { ApplicationDeps } from './deps.ts';
import type { FrozenInApplication } from './model.ts';
import { findUnmeasured, insertDrift, readApplication, type StoredDrift } from './store.ts';

/** States at whose beginning the cohort is run again. */
const measured = ['submitted', 'ethics', 'data-protection', 'custodians', 'agreement', 'permitted'] as const;

/** Runs the frozen cohort of an application again for the stage it is in, once for each stay there. */
export async function noteDrift(deps: ApplicationDeps, id: string): Promise<void> {
  const { database } = deps;
  const row = await readCaseById(database.app, id);
  const { frozen } = await readApplication(database.app, row.caseNo);
  if (frozen === null || !measured.some((state) => state === row.state)) return;
  const found = await measure(deps, frozen);
  const { state: stage, enteredAt } = row;
  await database.withActor({ kind: 'system', id: 'access.drift' }, (trx) =>
    insertDrift(trx, row.caseNo, { stage, enteredAt, measuredAt: deps.clock.now(), ...found }),
  );
}

async function measure(
  { database, cohorts, clock }: ApplicationDeps,
  frozen: FrozenInApplication,
): Promise<Pick<StoredDrift, 'exact' | 'problem'>> {
  const scope = await mintSystemScope(database.app, 'access.drift', { clock });
  try {
    return { exact: await measureDrift(cohorts, scope, frozen.id, frozen.version), problem: null };
  } catch (error) {
    // Its owner may have removed the cohort: the application goes on, and says so.
    if (error instanceof Problem && error.status === 404) return { exact: null, problem: error.code };
    throw error;
  }
}

/** Runs the cohorts that a stage began without: the process ended between the two. @returns how many */
export async function noteMissedDrifts(deps: ApplicationDeps, limit = 20): Promise<number> {
  const missed = await findUnmeasured(deps.database.app, measured, limit);
  for (const id of missed) await noteDrift(deps, id);
  return missed.length;
}

/** A drift as its reader may see it. */
export interface ShownDrift {
  stage: string;
  at: Date;
  drift: Drift | null;
  problem: string | null;
  text: string;
}

/** A stored drift under a reader's rule, with a sentence: «412 → 397: 9 opted out, 6 withdrawn». */
export function shownDrift(stored: StoredDrift, rule: DisclosureRule, language: Language): ShownDrift {
  const { stage, measuredAt: at, exact, problem } = stored;
  const drift = exact === null ? null : showDrift(exact, rule);
  return { stage, at, drift, problem, text: drift === null ? notRun[language] : explainDrift(drift, language) };
}

const notRun = { da: 'Gruppen kunne ikke køres igen.', en: 'The cohort could not be run again.' };

const words: Readonly<Record<keyof ExactDrift['gone'] | 'added' | 'same', Record<Language, string>>> = {
  'opted-out': { da: 'har fravalgt', en: 'opted out' },
  erased: { da: 'slettet', en: 'erased' },
  'left-dataset': { da: 'trådt ud af et datasæt', en: 'left a data set' },
  withdrawn: { da: 'data trukket tilbage', en: 'data withdrawn' },
  changed: { da: 'opfylder ikke længere betingelserne', en: 'no longer as the conditions ask' },
  added: { da: 'nye', en: 'new' },
  same: { da: 'de samme personer', en: 'the same people' },
};

/** What became of the people, in one line. Groups of nobody are left out, protected ones are told as such. */
export function explainDrift(drift: Drift, language: Language): string {
  const number = (count: { persons: number | null; protected?: string }) =>
    count.persons === null ? (count.protected ?? '–') : new Intl.NumberFormat(language).format(count.persons);
  const numbers = `${number(drift.frozen)} → ${number(drift.now)}`;
  if (drift.same) return `${numbers}: ${words.same[language]}`;
  const gone = Object.entries(drift.gone).filter(([, count]) => count.persons !== 0);
  const parts = gone.map(([reason, count]) => `${number(count)} ${words[reason as keyof typeof drift.gone][language]}`);
  if (drift.added.persons !== 0) parts.push(`${number(drift.added)} ${words.added[language]}`);
  return parts.length === 0 ? numbers : `${numbers}: ${parts.join(', ')}`;
}
