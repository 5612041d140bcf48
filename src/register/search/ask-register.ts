import { recordAccess } from '../../trust/audit/index.ts';
import { assertScope, type Scope } from '../../trust/scope/index.ts';
import { roundedTo } from '../cohorts/index.ts';
import type { ShownAnswer } from './disclosure/protect-answers.ts';
import { giveAnswer, tellAnswer } from './disclosure/tell-answer.ts';
import { hashOf } from './disclosure/told.ts';
import type { Ask, AskName } from './model.ts';
import type { AsOf, RegisterService } from './open-register.ts';

/** An answer as it leaves: what was asked, of which data, how long the register worked. */
export type Shown<N extends AskName> = ShownAnswer<N> & {
  asOf: AsOf;
  milliseconds: number;
  /** Numbers under a rule are told in steps of so many; 1 is exact. */
  roundedTo: number;
  /** SHA-256 of the question; the log names it. */
  queryHash: string;
  /**
   * Numbers are those of another question that was answered before: it differs from this one by fewer people than the minimum,
   * or by nobody.
   */
  held?: true;
};

/** Asks the register. The scope's rule applies to every number; one audit entry. */
export async function askRegister<N extends AskName>(
  service: RegisterService,
  scope: Scope,
  name: N,
  ask: Ask<N>,
): Promise<Shown<N>> {
  assertScope(scope, 'register.search');
  const rule = scope.disclosure;
  const given = await giveAnswer(service, rule, name, ask);
  const told = rule.minimumCount > 0 ? await tellAnswer(service, scope, name, ask, given) : null;
  const queryHash = hashOf({ name, ask });
  await recordAccess(service.db, scope, {
    action: `register.${name}`,
    object: 'register',
    detail: {
      data: ask.query.data,
      query: queryHash,
      version: given.asOf.dataVersion,
      // Whether numbers left as they are: officers' do.
      ...(told === null ? { exact: true } : {}),
      ...(told?.held ? { held: true } : {}),
    },
  });
  return {
    ...(told?.shown ?? given.shown),
    asOf: given.asOf,
    milliseconds: Math.round(given.milliseconds * 100) / 100,
    roundedTo: roundedTo(rule),
    queryHash,
    ...(told?.held ? { held: true as const } : {}),
  };
}

/** What a world's register holds: the words of its facets and its registers. One audit entry. */
export async function describeRegister(
  service: RegisterService,
  scope: Scope,
  world: Ask<'count'>['query']['data'],
): Promise<{
  words: Record<string, string[]>;
  registers: { name: string; events: number; codes: number }[];
  asOf: AsOf;
}> {
  assertScope(scope, 'register.search');
  const { answer, asOf } = await service.ask<{
    words: Record<string, string[]>;
    registers: { name: string; events: number; codes: number }[];
  }>(world, { call: 'describe', world });
  await recordAccess(service.db, scope, { action: 'register.describe', object: 'register', detail: { data: world } });
  return { ...answer, asOf };
}
