import { type ChoiceScope, choiceScopes, presentChoices } from '../../trust/consent/index.ts';
import type { Citizen } from './who.ts';

/** What follows from being out of a scope, and from being in: keys of texts, in the order they are shown. */
const effects: Readonly<Record<ChoiceScope, { out: string[]; in: string[] }>> = {
  genetic: {
    out: [
      'effect.genetic.out.counts',
      'effect.genetic.out.research',
      'effect.genetic.out.care',
      'effect.genetic.out.kept',
    ],
    in: ['effect.genetic.in.counts', 'effect.genetic.in.research', 'effect.genetic.in.care'],
  },
  material: {
    out: ['effect.material.out.research', 'effect.material.out.care', 'effect.material.out.kept'],
    in: ['effect.material.in.research', 'effect.material.in.care'],
  },
};

/** The two choices of the opt-out register as they stand for the person. */
export async function describeChoices({ db, person }: Pick<Citizen, 'db' | 'person'>) {
  const present = await presentChoices(db, person.personNo);
  return choiceScopes.map((scope) => {
    const held = present.find((one) => one.scope === scope);
    return {
      scope,
      out: held !== undefined,
      since: held?.since.toISOString() ?? null,
      source: held?.source ?? null,
      effects: effects[scope],
    };
  });
}
