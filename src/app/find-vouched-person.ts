import { findByCpr, findByNumbers, looksLikeCpr, parseCpr } from '../trust/people/index.ts';
import type { App } from './compose.ts';

/**
 * The person with this civil registration number, as an outside provider of sign-in vouches for it; undefined when it is none or
 * nobody's. Nobody has signed in yet, so there is no scope: the look-up is background work that gives one id to trust/identity.
 */
export async function findVouchedPerson(
  { database, cprKeys }: Pick<App, 'database' | 'cprKeys'>,
  text: string,
): Promise<{ personNo: number; id: string } | undefined> {
  if (!looksLikeCpr(text)) return undefined;
  const personNo = await findByCpr(database.jobs, cprKeys, parseCpr(text));
  if (personNo === undefined) return undefined;
  const [person] = await findByNumbers(database.jobs, [personNo]);
  return person === undefined ? undefined : { personNo, id: person.id };
}
