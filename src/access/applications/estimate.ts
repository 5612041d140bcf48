import type { Db } from '../../platform/database/index.ts';
import { recordAccess } from '../../trust/audit/index.ts';
import type { Scope } from '../../trust/scope/index.ts';
import {
  type Body,
  type Fee,
  factsOfBody,
  feeOf,
  findResources,
  listBodies,
  type Quantities,
  type Stage,
} from '../approvals/index.ts';
import { daysPerStep, viewerFor } from '../cases/index.ts';
import type { ApplicationDeps } from './deps.ts';
import { readApplicationCase } from './draft.ts';
import type { StoredApplication } from './model.ts';
import { bodiesFor } from './needed-bodies.ts';
import { payerOf } from './statement.ts';
import { applicationMachine, stages } from './status.ts';
import { readApplication } from './store.ts';

type Asking = Pick<StoredApplication, 'answers' | 'request' | 'frozen' | 'question' | 'kind'>;

/** How much of each unit an application asks of a body. */
function quantitiesOf({ answers, request, frozen, question }: Asking, ids: ReadonlySet<string>): Quantities {
  // People are charged in fives: a price tells nobody's count.
  const persons = Math.ceil((question?.persons ?? frozen?.persons ?? request.persons ?? 0) / 5) * 5;
  const kinds = Array.isArray(answers['dataKinds']) ? answers['dataKinds'] : [];
  return {
    person: persons,
    genome: kinds.includes('genomes') ? persons : 0,
    month: typeof answers['months'] === 'number' ? answers['months'] : 0,
    specimens: request.specimens.filter(({ resource }) => ids.has(resource)),
  };
}

/** What each custodian and register owner asks for their part, by their own price lists. */
export async function feesOf(
  db: Db,
  application: Asking,
  bodies: readonly Body[],
): Promise<{ body: string; fee: Fee }[]> {
  const resources = await findResources(db, application.request.resources);
  const payer = payerOf(application.answers);
  return bodies.flatMap((body) => {
    const own = new Set(resources.filter(({ bodyNo }) => bodyNo === body.bodyNo).map(({ id }) => id));
    if (own.size === 0 || body.rules.prices === undefined) return [];
    return [{ body: body.name, fee: feeOf(body.rules.prices, quantitiesOf(application, own), payer) }];
  });
}

export interface Estimate {
  fees: { body: string; fee: Fee }[];
  /** Days each step takes: half of those of the last two years, or what the bodies give themselves where there were none. */
  steps: { step: string; days: number; from: 'measured' | 'rule' }[];
  days: number;
}

const twoYears = 730 * 86_400_000;

/** What an application will cost and how long it will take, before it is handed in. */
export async function estimate(db: Db, application: Asking, demo: boolean, at: Date): Promise<Estimate> {
  const bodies = await listBodies(db, { demo });
  const past = await daysPerStep(db, {
    since: new Date(at.getTime() - twoYears),
    kinds: ['application'],
    demo: demo ? 'only' : 'exclude',
  });
  const steps: Estimate['steps'] = [];
  for (const step of ['submitted', ...stages, 'agreement'] as const) {
    const days = await ruleDays(db, step, application, demo);
    if (days === null) continue;
    const measured = past.find(({ state, cases }) => state === step && cases >= 5);
    steps.push(measured ? { step, days: Math.ceil(measured.median), from: 'measured' } : { step, days, from: 'rule' });
  }
  return { fees: await feesOf(db, application, bodies), steps, days: steps.reduce((sum, { days }) => sum + days, 0) };
}

async function ruleDays(
  db: Db,
  step: 'submitted' | 'agreement' | Stage,
  { kind, answers, request }: Asking,
  demo: boolean,
): Promise<number | null> {
  if (step === 'submitted' || step === 'agreement') return applicationMachine.states[step].days ?? 0;
  const resources = await findResources(db, request.resources);
  // Where no body is there yet an estimate still says what the law gives.
  const bodies = await bodiesFor(db, step, { kind, answers, resources, demo }).catch(() => []);
  if (bodies.length === 0) return null;
  return Math.max(...bodies.map((body) => body.rules.days ?? factsOfBody(body.kind).days));
}

/** The estimate of an application as it is written now. One audit entry. */
export async function showEstimate({ database, clock }: ApplicationDeps, scope: Scope, id: string): Promise<Estimate> {
  const viewer = await viewerFor(database.app, scope, 'access.applications.read', clock);
  const row = await readApplicationCase(database.app, viewer, id);
  await recordAccess(database.app, scope, { action: 'access.applications.estimate', object: id }, clock);
  return await estimate(database.app, await readApplication(database.app, row.caseNo), row.demo, clock.now());
}
