import type { Db } from '../../platform/database/index.ts';
import { frozenMembers } from '../../register/cohorts/index.ts';
import { limitPersons, mintSystemScope } from '../../trust/scope/index.ts';
import { readMembers } from '../applications/index.ts';
import type { PermitDeps } from './deps.ts';
import type { PermitContent } from './model.ts';

type Named = Pick<PermitContent, 'cohort' | 'question'>;

/**
 * The people a permit names, by number: those of its frozen cohort, or where it has none those its question to the register gave; null
 * where it names nobody. Whoever was erased since is not among them.
 * @param trx reaches everybody
 */
export async function peopleOf(deps: PermitDeps, trx: Db, { cohort, question }: Named): Promise<number[] | null> {
  if (cohort !== null) {
    const system = await mintSystemScope(deps.database.app, 'access.permits.people', { clock: deps.clock });
    return await frozenMembers(deps.cohorts, system, cohort.id, cohort.version);
  }
  return question === null ? null : [...(await readMembers(trx, question.membersHash)).persons];
}

/** The limit of what a permit opens to the people it names; null where it names nobody. @param trx reaches everybody */
export async function limitOf(deps: PermitDeps, trx: Db, named: Named): Promise<number | null> {
  const people = await peopleOf(deps, trx, named);
  return people === null ? null : await limitPersons(trx, people);
}
