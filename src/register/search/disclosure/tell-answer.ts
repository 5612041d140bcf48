import type { DisclosureRule, Scope } from '../../../trust/scope/index.ts';
import type { Given } from '../engine.ts';
import type { Ask, AskName } from '../model.ts';
import type { AsOf, RegisterService } from '../open-register.ts';
import type { ShownCounts } from './protect.ts';
import { type Of, type ShownAnswer, shownAnswers } from './protect-answers.ts';
import { oneNumber, placesApart } from './sketch.ts';
import { keepAnswer, readAnswer } from './store.ts';
import { hashOf, holderOf, type Telling, tellSets } from './told.ts';
import type { ToldSet } from './told-sets.ts';

/** An answer under a rule, before it is compared with what was told. */
export interface GivenAnswer<N extends AskName> {
  shown: ShownAnswer<N>;
  sets: ToldSet[];
  asOf: AsOf;
  milliseconds: number;
}

/** What was told is compared by the register itself: who asks reads none of it. */
const register = { kind: 'system', id: 'register' } as const;

/** Asks, and puts the answer under a rule. */
export async function giveAnswer<N extends AskName>(
  service: RegisterService,
  rule: DisclosureRule,
  name: N,
  ask: Ask<N>,
): Promise<GivenAnswer<N>> {
  const today = service.clock.now().toISOString().slice(0, 10);
  const { answer, milliseconds, asOf } = await service.ask<Given<N>>(ask.query.data, {
    ...{ call: 'ask', name, ask: ask as Ask<AskName>, today, under: rule.minimumCount > 0 },
  });
  const protect = shownAnswers[name] as unknown as (
    answer: Given<N>['answer'],
    rule: DisclosureRule,
    of: Of<N>,
  ) => ShownAnswer<N>;
  const people = answer.sets[0] === undefined ? 0 : oneNumber(answer.sets[0].sketch);
  return { shown: protect(answer.answer, rule, { ask, people }), sets: answer.sets, asOf, milliseconds };
}

/**
 * An answer as this holder may have it. Counts are told with those of a set that was told before and differs by too few people; a table of
 * such a set is that set's table; and a table that was told before and whose people have changed by too few is told as it was.
 */
export async function tellAnswer<N extends AskName>(
  service: RegisterService,
  scope: Scope,
  name: N,
  ask: Ask<N>,
  given: GivenAnswer<N>,
): Promise<{ shown: ShownAnswer<N>; held: boolean }> {
  const rule = scope.disclosure;
  const holder = holderOf(scope);
  const at = service.clock.now();
  const world = ask.query.data;
  const tell = (sets: readonly ToldSet[]): Promise<Telling[]> =>
    service.database.withActor(register, (trx) =>
      tellSets(trx, { holder, world, rule, at, recent: service.told }, sets),
    );
  const tellings = await tell(given.sets);
  const held = tellings.some(({ heldFrom }) => heldFrom !== null);
  if (name === 'count' || name === 'funnel') return { shown: withCounts(name, given.shown, tellings), held };

  const like = tellings[0]!.heldFrom;
  const asked = like === null ? ask : { ...ask, query: { ...ask.query, conditions: like.conditions } };
  const again = like === null ? given : await giveAnswer(service, rule, name, asked);
  const { sketch } = again.sets[0]!;
  const askHash = hashOf({ name, ask: asked });
  const kept = await service.database.withActor(register, async (trx) => {
    const earlier = await readAnswer(trx, holder, askHash);
    const apart = earlier === null ? rule.minimumCount : placesApart(earlier.sketch, sketch, rule.minimumCount);
    if (earlier !== null && apart > 0 && apart < rule.minimumCount) return earlier.shown as ShownAnswer<N>;
    if (apart > 0) await keepAnswer(trx, { holder, askHash, sketch, shown: again.shown, at });
    return null;
  });
  return { shown: withCounts(name, kept ?? again.shown, tellings), held };
}

// Where an answer has counts beside its table, they are those that are told.
function withCounts<N extends AskName>(name: N, shown: ShownAnswer<N>, tellings: readonly Telling[]): ShownAnswer<N> {
  const [first, ...rest] = tellings.map((telling): ShownCounts => telling.shown);
  if (name === 'count') return { ...first } as ShownAnswer<N>;
  if (name === 'facets') return { ...shown, counts: first };
  if (name !== 'funnel') return shown;
  const steps = Array.from({ length: rest.length / 2 }, (_, at) => ({ left: rest[at * 2], alone: rest[at * 2 + 1] }));
  return { ...shown, everybody: first, steps };
}
