import { type BiobankDeps, findByCodes, type SpecimenAnswer } from '../../biobank/specimens/index.ts';
import { showContainer } from '../../biobank/storage/index.ts';
import { Problem } from '../../platform/problem/index.ts';
import { recordAccess } from '../../trust/audit/index.ts';
import { readAs, type Scope } from '../../trust/scope/index.ts';

/** What a code that somebody scanned means in the house. */
export type WhatIs =
  | { kind: 'specimen'; specimen: Pick<SpecimenAnswer, 'id' | 'barcode' | 'type' | 'amount' | 'unit' | 'state'> }
  | { kind: 'container'; container: { id: string; name: string; kind: string; path: string; takesTubes: boolean } }
  | { kind: 'none' };

/**
 * What a code means: a specimen by any of its codes, or a container. A code nobody has is an answer and no error, so that a bench
 * can say that it is free.
 * @param storage the scope for storage, null where the role reads none
 */
export async function whatIs(deps: BiobankDeps, scope: Scope, storage: Scope | null, given: string): Promise<WhatIs> {
  const code = given.trim();
  const db = readAs(deps.database.app, scope, 'biobank.specimens.read', deps.clock);
  const found = (await findByCodes(db, scope, [code])).get(code);
  const access = { action: 'biobank.code.read', object: found?.id ?? 'code' };
  await recordAccess(deps.database.app, scope, access, deps.clock);
  if (found !== undefined) {
    const { id, barcode, type, amount, unit, state } = found;
    return { kind: 'specimen', specimen: { id, barcode, type, amount, unit, state } };
  }
  if (storage === null) return { kind: 'none' };
  try {
    const { id, name, kind, path, takes } = await showContainer(deps, storage, code, 1);
    const text = [...path.map((one) => one.name), name].join(' › ');
    return {
      kind: 'container',
      container: { id, name, kind, path: text, takesTubes: takes.length > 0 && kind === 'rack' },
    };
  } catch (error) {
    if (error instanceof Problem && error.status === 404) return { kind: 'none' };
    throw error;
  }
}
