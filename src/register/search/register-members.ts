import { createHash } from 'node:crypto';
import { canonicalJson } from '../../trust/audit/index.ts';
import { assertScope, type DisclosureRule, type Scope, tooAlike } from '../../trust/scope/index.ts';
import { type Count, protectCount } from '../cohorts/index.ts';
import type { World } from '../columns/index.ts';
import type { FoundMembers, SpecimenList, Standing } from './members.ts';
import type { Query } from './model.ts';
import type { AsOf, RegisterService } from './open-register.ts';

/** A query run to the people and specimens it means, with proof of what was asked and what came. Exact. */
export interface RegisterMembers extends FoundMembers {
  /** SHA-256 of the query. */
  queryHash: string;
  /** SHA-256 of the query with the people's numbers and the specimens' keys. */
  membersHash: string;
  asOf: AsOf;
}

/**
 * Whom and what a query means today. Exact and by number: it is for freezing a cohort and reserving its specimens, and does not
 * leave the process; who calls it writes the audit entry of what it is for.
 * @param masks false asks as if nobody had opted out
 */
export async function registerMembers(
  service: RegisterService,
  scope: Scope,
  { query, masks = true }: { query: Query; masks?: boolean },
): Promise<RegisterMembers> {
  assertScope(scope, 'metadata', service.clock);
  const today = service.clock.now().toISOString().slice(0, 10);
  const { columns } = service;
  const { answer, asOf } = await service.ask<FoundMembers>(query.data, {
    ...{ call: 'members', world: query.data },
    ...{ query, today, masks, columns },
  });
  const queryHash = createHash('sha256').update(canonicalJson(query)).digest('hex');
  const members = createHash('sha256').update(`${queryHash}\n${answer.persons.join()}\n`);
  for (const key of [...answer.specimens.keys].sort()) members.update(`${key}\n`);
  return { ...answer, queryHash, membersHash: members.digest('hex'), asOf };
}

/** Why somebody or something of a frozen query is not in it any more. */
export const goneReasons = ['opted-out', 'left', 'depleted', 'changed'] as const;
export type GoneReason = (typeof goneReasons)[number];

/** Who and what a query gave when it was frozen. */
export interface FrozenMembers {
  persons: ArrayLike<number>;
  /** Keys of specimens, as `registerMembers` gave them. */
  keys: readonly string[];
}

interface Change {
  frozen: number;
  now: number;
  stayed: number;
  added: number;
  gone: Record<GoneReason, number>;
}

/** What became of a frozen query, in exact numbers. */
export interface RegisterDrift {
  persons: Change;
  specimens: Change;
  genomes: number;
  /** Keys of the specimens that went, by reason, and of those that are in it now. */
  goneKeys: Record<GoneReason, string[]>;
  nowKeys: string[];
  /** Whether the very same people and specimens are in it. */
  same: boolean;
  asOf: AsOf;
}

/** States in which nothing of a specimen is left to give. */
const spent = new Set(['depleted', 'disposed', 'lost', 'shipped', 'delivered']);

/**
 * Runs a frozen query again and says what became of its people and specimens: opted out; not in the register any more; used up;
 * or changed, so that the conditions do not apply (a corrected feed, a later diagnosis); and how many are new.
 */
export async function registerDrift(
  service: RegisterService,
  scope: Scope,
  { query, frozen }: { query: Query; frozen: FrozenMembers },
): Promise<RegisterDrift> {
  const now = await registerMembers(service, scope, { query });
  const before = Uint32Array.from(frozen.persons);
  const known = await peopleNow(service, query.data, before);
  const inNow = new Set(now.persons);
  const standing = new Map(Array.from(before, (person, at) => [person, known.standing[at]!]));
  const things = specimensByKey(known.specimens);
  const nowKeys = now.specimens.keys.filter((key) => key !== '');
  const stillThere = new Set(nowKeys);
  const goneKeys = { 'opted-out': [], left: [], depleted: [], changed: [] } as RegisterDrift['goneKeys'];
  const lostAll = new Map<number, boolean>();
  for (const key of frozen.keys) {
    const thing = things.get(key);
    const used = thing !== undefined && spent.has(thing.state);
    if (thing) lostAll.set(thing.person, (lostAll.get(thing.person) ?? true) && used);
    if (stillThere.has(key)) continue;
    goneKeys[whyGone(thing === undefined ? 'absent' : standing.get(thing.person)!, used)].push(key);
  }
  const persons = changeOf(before, now.persons, (person) =>
    whyGone(standing.get(person)!, lostAll.get(person) === true),
  );
  const frozenKeys = new Set(frozen.keys);
  const added = nowKeys.filter((key) => !frozenKeys.has(key)).length;
  const specimens: Change = {
    frozen: frozen.keys.length,
    now: nowKeys.length,
    stayed: nowKeys.length - added,
    added,
    gone: counted(goneKeys),
  };
  const { asOf, genomes } = now;
  const same = [persons, specimens].every((one) => one.stayed === one.frozen && one.stayed === one.now);
  return { persons, specimens, genomes, goneKeys, nowKeys, same, asOf };

  function changeOf(was: Uint32Array, is: Uint32Array, why: (person: number) => GoneReason): Change {
    const gone = { 'opted-out': 0, left: 0, depleted: 0, changed: 0 };
    let stayed = 0;
    for (const person of was) {
      if (inNow.has(person)) stayed++;
      else gone[why(person)]++;
    }
    return { frozen: was.length, now: is.length, stayed, added: is.length - stayed, gone };
  }
}

function whyGone(standing: Standing, used: boolean): GoneReason {
  if (standing === 'opted-out') return 'opted-out';
  if (standing === 'absent') return 'left';
  return used ? 'depleted' : 'changed';
}

function counted(keys: RegisterDrift['goneKeys']): Record<GoneReason, number> {
  return Object.fromEntries(goneReasons.map((reason) => [reason, keys[reason].length])) as Record<GoneReason, number>;
}

/** A specimen as the register has it today. */
export interface SpecimenNow {
  person: number;
  biobank: string;
  collection: string;
  type: string;
  state: string;
  volumeUl: number;
  number: number;
}

function specimensByKey(list: SpecimenList): Map<string, SpecimenNow> {
  const { keys, person, biobank, collection, type, state, volumeUl, number } = list;
  return new Map(
    keys.map((key, at) => [
      key,
      {
        ...{ person: person[at]!, biobank: biobank[at]!, collection: collection[at]!, type: type[at]! },
        ...{ state: state[at]!, volumeUl: volumeUl[at]!, number: number[at]! },
      },
    ]),
  );
}

async function peopleNow(service: RegisterService, world: World, persons: Uint32Array) {
  const { columns } = service;
  const call = { call: 'people', world, persons, columns } as const;
  return (await service.ask<{ standing: Standing[]; specimens: SpecimenList }>(world, call)).answer;
}

/** All specimens of some people as the register has them today, by key. What is not among them has left it. */
export async function specimensNow(
  service: RegisterService,
  scope: Scope,
  { world, persons }: { world: World; persons: ArrayLike<number> },
): Promise<Map<string, SpecimenNow>> {
  assertScope(scope, 'metadata', service.clock);
  return specimensByKey((await peopleNow(service, world, Uint32Array.from(persons))).specimens);
}

/** A change as a disclosure rule lets it leave. */
export interface ShownChange {
  frozen: Count;
  now: Count;
  stayed: Count;
  added: Count;
  gone: Record<GoneReason, Count>;
}

/** A drift as a disclosure rule lets it leave: what differs by too few is told with the number it had. */
export function showRegisterDrift(
  drift: RegisterDrift,
  rule: DisclosureRule,
): { persons: ShownChange; specimens: ShownChange; same: boolean; asOf: AsOf } {
  const show = ({ frozen, now, stayed, added, gone }: Change): ShownChange => {
    const was = protectCount(frozen, rule);
    return {
      frozen: was,
      now: tooAlike(frozen - stayed + added, rule) ? was : protectCount(now, rule),
      stayed: tooAlike(frozen - stayed, rule) ? was : protectCount(stayed, rule),
      added: protectCount(added, rule),
      gone: Object.fromEntries(
        goneReasons.map((reason) => [reason, protectCount(gone[reason], rule)]),
      ) as ShownChange['gone'],
    };
  };
  return { persons: show(drift.persons), specimens: show(drift.specimens), same: drift.same, asOf: drift.asOf };
}
