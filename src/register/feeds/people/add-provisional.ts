import type { Db } from '../../../platform/database/index.ts';
import {
  type Cpr,
  type CprKeys,
  createPeople,
  findOrCreateProvisional,
  recordCprs,
} from '../../../trust/people/index.ts';
import { cprMark, numberOf, type PeopleResolver } from './resolver.ts';
import type { Slot } from './slots.ts';

const most = 20_000;

/** Makes people nobody knows yet, to be linked later. @returns their numbers by slot */
export async function addProvisional(
  trx: Db,
  keys: CprKeys,
  people: PeopleResolver,
  slots: readonly Slot[],
): Promise<Map<Slot, number>> {
  const numbers = new Map<Slot, number>();
  const { naming } = people;
  for (let from = 0; from < slots.length; from += most) {
    const part = slots.slice(from, from + most);
    const found =
      naming.as === 'cpr'
        ? await addByNumber(trx, keys, people.cprs(part))
        : await addById(trx, keys, naming.namespace, people.ids(part));
    for (const [i, slot] of part.entries()) numbers.set(slot, found[i]!);
  }
  return numbers;
}

async function addByNumber(trx: Db, keys: CprKeys, cprs: readonly Cpr[]): Promise<number[]> {
  const created = await createPeople(
    trx,
    cprs.map(() => ({ provisional: true })),
  );
  await recordCprs(
    trx,
    keys,
    created.map(({ personNo }, i) => ({ personNo, cpr: cprs[i]! })),
  );
  return created.map(({ personNo }) => personNo);
}

async function addById(trx: Db, keys: CprKeys, namespace: string, ids: readonly string[]): Promise<number[]> {
  const named = ids.filter((id) => !id.startsWith(cprMark));
  const numbered = ids.filter((id) => id.startsWith(cprMark));
  const found = await findOrCreateProvisional(
    trx,
    namespace,
    named.map((value) => ({ value })),
  );
  const made = await addByNumber(trx, keys, numbered.map(numberOf));
  return ids.map((id) => found.get(id)?.personNo ?? made[numbered.indexOf(id)]!);
}
