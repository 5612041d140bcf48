import { createHash } from 'node:crypto';
import type { Db } from '../../../platform/database/index.ts';
import { canonicalJson } from '../../../trust/audit/index.ts';
import type { DisclosureRule, Scope } from '../../../trust/scope/index.ts';
import type { World } from '../../columns/index.ts';
import { protectCounts, type ShownCounts } from './protect.ts';
import { oneNumber, placesApart } from './sketch.ts';
import * as store from './store.ts';
import type { ToldSet } from './told-sets.ts';

/** Who is answered: what an organisation has been told is put together, whoever of it asked. */
export function holderOf({ organisationNo, actor }: Scope): string {
  return organisationNo === null ? `${actor.kind}:${actor.id}` : `organisation:${organisationNo}`;
}

/** How one set is told: its own numbers, or those of a set that was told and is too like it. */
export interface Telling {
  shown: ShownCounts;
  /** The set whose numbers it is told with, where that is another question's. */
  heldFrom: store.KnownSet | null;
}

/** What was told, by holder and world, as far as this process has read it; and when it last forgot what is old. */
export interface Recent {
  sets: Map<string, store.KnownSet[]>;
  sweptAt: number;
}

const day = 24 * 3600_000;
const mostHolders = 200;

/**
 * Decides how sets of people are told to a holder: one that differs from a set that was told by fewer people than the minimum is told with
 * that one's numbers, so that nobody's difference can be read from two answers, whether the question changed or somebody opted out in between.
 */
export async function tellSets(
  trx: Db,
  { holder, world, rule, at, recent }: { holder: string; world: World; rule: DisclosureRule; at: Date; recent: Recent },
  sets: readonly ToldSet[],
): Promise<Telling[]> {
  await store.lockHolder(trx, holder);
  if (at.getTime() - recent.sweptAt > day) {
    await store.forgetOld(trx, at);
    recent.sets.clear();
    recent.sweptAt = at.getTime();
  }
  const key = `${holder} ${world}`;
  const known = recent.sets.get(key) ?? [];
  known.push(...(await store.readSets(trx, holder, world, known.at(-1)?.toldNo ?? 0)));
  recent.sets.delete(key);
  recent.sets.set(key, known);
  if (recent.sets.size > mostHolders) recent.sets.delete(recent.sets.keys().next().value!);
  // What this answer tells is compared within itself too; it is known for good once the transaction is.
  const told = [...known];
  const tellings: Telling[] = [];
  for (const { conditions, counts, sketch } of sets) {
    const queryHash = hashOf(conditions);
    const shown = protectCounts(counts, rule, oneNumber(sketch));
    const like = mostAlike(told, sketch, queryHash, rule);
    if (like === null) {
      const set = { queryHash, conditions, sketch, shown };
      await store.insertSet(trx, { ...set, holder, world, at });
      told.push({ toldNo: 0, ...set });
      tellings.push({ shown, heldFrom: null });
      continue;
    }
    const { specimens: _, ...people } = like.shown;
    // Specimens are other ones where the conditions name others.
    const specimens = namesOf(like.conditions) === namesOf(conditions) ? like.shown.specimens : shown.specimens;
    const held = { ...people, specimens: people.persons === null ? null : specimens };
    tellings.push({ shown: held, heldFrom: like.queryHash === queryHash ? null : like });
  }
  return tellings;
}

function mostAlike(
  told: readonly store.KnownSet[],
  sketch: Uint32Array,
  queryHash: string,
  { minimumCount }: DisclosureRule,
): store.KnownSet | null {
  let nearest: store.KnownSet | null = null;
  let least = minimumCount;
  for (const one of told) {
    const apart = placesApart(one.sketch, sketch, minimumCount);
    // Of sets that are as like, the one of the same question: it is not another's.
    if (apart < least || (nearest !== null && apart === least && one.queryHash === queryHash)) {
      least = apart;
      nearest = one;
    }
  }
  return nearest;
}

function namesOf(conditions: readonly object[]): string {
  return canonicalJson(conditions.filter((one) => 'field' in one && one.field === 'specimen'));
}

/** SHA-256 of what is asked. */
export function hashOf(value: unknown): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex');
}
