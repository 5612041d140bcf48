import { Problem } from '../../platform/problem/index.ts';
import { type Count, measureDrift, showDrift } from '../../register/cohorts/index.ts';
import { showRegisterDrift } from '../../register/search/index.ts';
import { type DisclosureRule, mintSystemScope } from '../../trust/scope/index.ts';
import { type Language, readCaseById } from '../cases/index.ts';
import type { ApplicationDeps } from './deps.ts';
import type { FrozenInApplication } from './model.ts';
import { type ExactQuestionDrift, type FrozenQuestion, measureQuestion } from './questions.ts';
import { findUnmeasured, insertDrift, readApplication, type StoredDrift } from './store.ts';

/** States at whose beginning cohort and question are run again. */
const measured = ['submitted', 'ethics', 'data-protection', 'custodians', 'agreement', 'permitted'] as const;

/** Runs the frozen cohort and question of an application again for the stage it is in, once for each stay there. */
export async function noteDrift(deps: ApplicationDeps, id: string): Promise<void> {
  const { database } = deps;
  const row = await readCaseById(database.app, id);
  const { frozen, question } = await readApplication(database.app, row.caseNo);
  if ((frozen === null && question === null) || !measured.some((state) => state === row.state)) return;
  const cohort = frozen === null ? none : await unlessGone(() => measureCohort(deps, frozen));
  const asked = question === null ? none : await unlessGone(() => measureAsked(deps, question));
  const { state: stage, enteredAt } = row;
  const found = { exact: cohort.found, question: asked.found, problem: cohort.problem ?? asked.problem };
  await database.withActor({ kind: 'system', id: 'access.drift' }, (trx) =>
    insertDrift(trx, row.caseNo, { stage, enteredAt, measuredAt: deps.clock.now(), ...found }),
  );
}

interface Measured<T> {
  found: T | null;
  problem: string | null;
}
const none = { found: null, problem: null };

async function measureCohort({ database, cohorts, clock }: ApplicationDeps, frozen: FrozenInApplication) {
  const scope = await mintSystemScope(database.app, 'access.drift', { clock });
  return await measureDrift(cohorts, scope, frozen.id, frozen.version);
}

async function measureAsked(deps: ApplicationDeps, question: FrozenQuestion): Promise<ExactQuestionDrift> {
  const { goneKeys: _, nowKeys: __, ...drift } = await measureQuestion(deps, question);
  return drift;
}

// Its owner may have removed the cohort, or nothing is loaded any more: the application goes on, and says so.
async function unlessGone<T>(measure: () => Promise<T>): Promise<Measured<T>> {
  try {
    return { found: await measure(), problem: null };
  } catch (error) {
    if (error instanceof Problem && error.status < 500) return { found: null, problem: error.code };
    throw error;
  }
}

/** Runs the cohorts that a stage began without: the process ended between the two. @returns how many */
export async function noteMissedDrifts(deps: ApplicationDeps, limit = 20): Promise<number> {
  const missed = await findUnmeasured(deps.database.app, measured, limit);
  for (const id of missed) await noteDrift(deps, id);
  return missed.length;
}

/** What became of a frozen set of people or specimens, as its reader may see it. */
export interface DriftOfSet {
  frozen: Count;
  now: Count;
  gone: Record<string, Count>;
  added: Count;
  same: boolean;
}

/** A drift as its reader may see it. */
export interface ShownDrift {
  stage: string;
  at: Date;
  of: 'cohort' | 'people' | 'specimens';
  drift: DriftOfSet | null;
  problem: string | null;
  text: string;
}

/** A stored drift under a reader's rule, each set with a sentence: «412 → 397: 9 opted out, 6 used up». */
export function shownDrifts(stored: StoredDrift, rule: DisclosureRule, language: Language): ShownDrift[] {
  const { stage, measuredAt: at, exact, question, problem } = stored;
  const sets: [ShownDrift['of'], DriftOfSet][] = [];
  if (question !== null) {
    const { persons, specimens } = showRegisterDrift({ ...question, goneKeys: noKeys, nowKeys: [] }, rule);
    const same = ({ persons: gone }: Count) => gone === 0;
    const unchanged = (one: typeof persons) => same(one.added) && Object.values(one.gone).every(same);
    sets.push(
      ['specimens', { ...specimens, same: unchanged(specimens) }],
      ['people', { ...persons, same: unchanged(persons) }],
    );
  }
  if (exact !== null) sets.push(['cohort', showDrift(exact, rule)]);
  const told = sets.map(([of, drift]) => ({
    stage,
    at,
    of,
    drift,
    problem: null,
    text: explainDrift(drift, of, language),
  }));
  if (problem === null) return told;
  return [...told, { stage, at, of: 'people', drift: null, problem, text: notRun[language] }];
}

const noKeys = { 'opted-out': [], left: [], depleted: [], changed: [] };

const notRun = { da: 'Kunne ikke køres igen.', en: 'Could not be run again.' };

const words: Readonly<Record<string, Record<Language, string>>> = {
  'opted-out': { da: 'har fravalgt', en: 'opted out' },
  erased: { da: 'slettet', en: 'erased' },
  'left-dataset': { da: 'trådt ud af et datasæt', en: 'left a data set' },
  withdrawn: { da: 'data trukket tilbage', en: 'data withdrawn' },
  left: { da: 'ikke længere i registeret', en: 'no longer in the register' },
  depleted: { da: 'brugt op', en: 'used up' },
  changed: { da: 'opfylder ikke længere betingelserne', en: 'no longer as the conditions ask' },
  added: { da: 'nye', en: 'new' },
};
const sameWords: Readonly<Record<ShownDrift['of'], Record<Language, string>>> = {
  cohort: { da: 'de samme personer', en: 'the same people' },
  people: { da: 'de samme personer', en: 'the same people' },
  specimens: { da: 'de samme prøver', en: 'the same specimens' },
};

// Thousands are parted by a narrow space, so that no full stop can be read as a decimal sign.
function grouped(value: number, language: Language): string {
  const parts = new Intl.NumberFormat(language).formatToParts(value);
  return parts.map(({ type, value: part }) => (type === 'group' ? '\u202F' : part)).join('');
}

/** What became of a set, in one line. Groups of nobody are left out, protected ones are told as such. */
export function explainDrift(drift: DriftOfSet, of: ShownDrift['of'], language: Language): string {
  const number = (count: Count) =>
    count.persons === null ? (count.protected ?? '–') : grouped(count.persons, language);
  const numbers = `${number(drift.frozen)} → ${number(drift.now)}`;
  if (drift.same) return `${numbers}: ${sameWords[of][language]}`;
  const gone = Object.entries(drift.gone).filter(([, count]) => count.persons !== 0);
  const parts = gone.map(([reason, count]) => `${number(count)} ${words[reason]?.[language] ?? reason}`);
  if (drift.added.persons !== 0) parts.push(`${number(drift.added)} ${words['added']![language]}`);
  return parts.length === 0 ? numbers : `${numbers}: ${parts.join(', ')}`;
}
