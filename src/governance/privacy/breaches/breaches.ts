import { Problem } from '../../../platform/problem/index.ts';
import { peopleInEntries, recordAccess } from '../../../trust/audit/index.ts';
import { assertScope, type Scope } from '../../../trust/scope/index.ts';
import type { PrivacyDeps } from '../deps.ts';
import { errors } from '../errors.ts';
import {
  type ActFacts,
  actsIn,
  type BreachAct,
  type BreachField,
  breachActs,
  breachStates,
  clockOf,
} from './states.ts';
import {
  type BreachEvent,
  type BreachReach,
  eventsOf,
  findBreach,
  findBreaches,
  insertBreach,
  noteEvent,
  type StoredBreach,
  writeBreach,
} from './store.ts';

const act = 'gdpr.breach.manage';

/** A breach as screens and commands show it: with its clock and what can be done now. */
export type Breach = Omit<StoredBreach, 'breachNo'> & ReturnType<typeof clockOf> & { acts: BreachAct[] };

export type ActFields = Partial<Record<BreachField, string | undefined>>;

const by = (scope: Scope): string => `${scope.actor.kind}:${scope.actor.id}`;

function show({ breachNo: _no, ...breach }: StoredBreach, now: Date): Breach {
  return { ...breach, ...clockOf(breach, now), acts: actsIn(breach.state) };
}

async function require(db: Parameters<typeof findBreach>[0], id: string, hold = false): Promise<StoredBreach> {
  const breach = await findBreach(db, id, hold);
  if (breach === undefined) throw new Problem(errors.breachUnknown, 'No breach has this id.');
  return breach;
}

/** Registers a breach: its clock runs from the discovery. */
export async function registerBreach(
  { database, clock }: PrivacyDeps,
  scope: Scope,
  given: { title: string; description: string; kinds: string[]; discoveredAt: Date },
): Promise<Breach> {
  assertScope(scope, act, clock);
  const now = clock.now();
  if (given.discoveredAt > now) {
    throw new Problem(errors.breachField, 'The discovery lies in the future.', { expected: 'a time before now' });
  }
  return await database.withActor(scope.actor, async (trx) => {
    const id = await insertBreach(trx, { ...given, registeredBy: by(scope) });
    const breach = await require(trx, id);
    const event = { act: 'register', at: now, by: by(scope), from: null, to: breach.state, note: null } as const;
    await noteEvent(trx, breach.breachNo, { ...event, fields: { kinds: given.kinds } });
    await recordAccess(
      trx,
      scope,
      { action: 'gdpr.breach.register', object: id, detail: { kinds: given.kinds } },
      clock,
    );
    return show(breach, now);
  });
}

/** The register; one audit entry. */
export async function listBreaches(deps: PrivacyDeps, scope: Scope, openOnly: boolean): Promise<Breach[]> {
  assertScope(scope, act, deps.clock);
  await recordAccess(deps.database.app, scope, { action: 'gdpr.breach.list', object: 'breaches' }, deps.clock);
  return (await findBreaches(deps.database.app, openOnly)).map((breach) => show(breach, deps.clock.now()));
}

/** One breach with its history; one audit entry. */
export async function showBreach(
  { database, clock }: PrivacyDeps,
  scope: Scope,
  id: string,
): Promise<Breach & { history: BreachEvent[] }> {
  assertScope(scope, act, clock);
  const breach = await require(database.app, id);
  await recordAccess(database.app, scope, { action: 'gdpr.breach.show', object: id }, clock);
  return { ...show(breach, clock.now()), history: await eventsOf(database.app, breach.breachNo) };
}

function missing(detail: string): Problem {
  return new Problem(errors.breachField, detail);
}

// What the table of acts cannot say: conditions that hang on what is known of this breach.
function checkLaw(doing: BreachAct, breach: StoredBreach, fields: ActFields, now: Date): void {
  const { required } = { required: breachActs[doing].fields.filter((field) => field.required) };
  const absent = required.find(({ name }) => !fields[name]?.trim());
  if (absent !== undefined) throw missing(`The field ${absent.name} must be stated.`);
  if (doing === 'report' && clockOf({ ...breach, reportedAt: now }, now).overdue && !fields.delayReason?.trim()) {
    throw missing(
      'More than 72 hours have passed: the reasons for the delay must be stated (art. 33(1)), in delayReason.',
    );
  }
  if (doing === 'dismiss' && breach.risk !== 'none') {
    throw missing(
      'Only a breach that is unlikely to be a risk may go unreported (art. 33(1)): it was assessed otherwise.',
    );
  }
  const told = breach.peopleToldAt !== null || fields.notToldReason?.trim();
  if (doing === 'close' && breach.risk === 'high' && !told) {
    throw missing(
      'The risk is high: those affected must be told (art. 34), or notToldReason must say why not (art. 34(3)).',
    );
  }
}

/**
 * Does something with a breach.
 * @throws Problem IDUN_BREACH_UNKNOWN, IDUN_BREACH_ACT when its state does not allow it, IDUN_BREACH_FIELD when the law asks for more
 */
export async function actOnBreach(
  { database, clock }: PrivacyDeps,
  scope: Scope,
  id: string,
  { act: doing, note, fields }: { act: BreachAct; note: string | null; fields: ActFields },
): Promise<Breach> {
  assertScope(scope, act, clock);
  const now = clock.now();
  return await database.withActor(scope.actor, async (trx) => {
    const breach = await require(trx, id, true);
    const facts: ActFacts = breachActs[doing];
    if (!facts.from.includes(breach.state)) {
      throw new Problem(
        errors.breachAct,
        `A breach that is ${breachStates[breach.state].title.en.toLowerCase()} cannot do that.`,
        {
          expected: actsIn(breach.state).join(', '),
        },
      );
    }
    checkLaw(doing, breach, fields, now);
    const stated = Object.fromEntries(
      facts.fields.flatMap(({ name }) => (fields[name]?.trim() ? [[name, fields[name]!.trim()]] : [])),
    );
    const after: StoredBreach = {
      ...breach,
      ...stated,
      state: facts.to ?? breach.state,
      ...(doing === 'report' ? { reportedAt: now } : {}),
      ...(doing === 'tell-people' ? { peopleToldAt: now } : {}),
      closedAt: facts.to === 'closed' ? now : null,
    };
    await writeBreach(trx, after);
    const event = { act: doing, at: now, by: by(scope), from: breach.state, to: after.state, note };
    await noteEvent(trx, breach.breachNo, { ...event, fields: stated });
    const detail = { act: doing, from: breach.state, to: after.state };
    await recordAccess(trx, scope, { action: 'gdpr.breach.act', object: id, detail }, clock);
    return show(after, now);
  });
}

/** States which entries of the log the breach is about. */
export async function setReach(
  { database, clock }: PrivacyDeps,
  scope: Scope,
  id: string,
  reach: BreachReach,
): Promise<Breach> {
  assertScope(scope, act, clock);
  return await database.withActor(scope.actor, async (trx) => {
    const breach = await require(trx, id, true);
    const after = { ...breach, reach };
    await writeBreach(trx, after);
    const event = {
      act: 'reach',
      at: clock.now(),
      by: by(scope),
      from: breach.state,
      to: breach.state,
      note: null,
    } as const;
    await noteEvent(trx, breach.breachNo, { ...event, fields: { ...reach } });
    await recordAccess(trx, scope, { action: 'gdpr.breach.reach', object: id, detail: reach }, clock);
    return show(after, clock.now());
  });
}

export interface Affected {
  entries: number;
  people: { person: string; entries: number; first: string; last: string }[];
  /** Genomes in the entries that are nobody's any more. */
  genomesOfNobody: number;
  total: number;
}

/** Whose data the entries of a breach are about, from the log. One audit entry that names them. */
export async function affectedBy(deps: PrivacyDeps, scope: Scope, id: string): Promise<Affected> {
  const { database, clock } = deps;
  assertScope(scope, act, clock);
  const breach = await require(database.app, id);
  const { reach } = breach;
  if (reach === null) {
    throw new Problem(errors.breachReach, 'Whose data it is about follows from entries of the log.', {
      action: 'State actor, action and period first.',
    });
  }
  const span = { ...reach, from: new Date(reach.from), to: new Date(reach.to) };
  const { entries, subjects } = await peopleInEntries(database.app, span);
  const owners = await deps.personsOf(
    subjects.filter(({ subject }) => subject.startsWith('gen_')).map((s) => s.subject),
  );
  const found = new Map<string, Affected['people'][number]>();
  let genomesOfNobody = 0;
  for (const { subject, entries: count, first, last } of subjects) {
    const person = subject.startsWith('per_') ? subject : owners.get(subject);
    if (person === undefined) {
      genomesOfNobody += 1;
      continue;
    }
    const known = found.get(person);
    found.set(person, {
      person,
      entries: (known?.entries ?? 0) + count,
      first: [known?.first ?? first.toISOString(), first.toISOString()].sort()[0]!,
      last: [known?.last ?? last.toISOString(), last.toISOString()].sort()[1]!,
    });
  }
  const people = [...found.values()].sort((a, b) => (a.person < b.person ? -1 : 1));
  const access = { action: 'gdpr.breach.affected', object: id, subjects: people.map(({ person }) => person) };
  await recordAccess(database.app, scope, access, clock);
  return { entries, people, genomesOfNobody, total: people.length };
}
