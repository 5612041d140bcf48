import { columnsFolder, dayOf, publishTables, type StoredTable, TableWriter } from '../register/columns/index.ts';
import type { PermitDeps } from './permits/index.ts';

/** A tube of the register in tests. */
export interface RegisterTube {
  person: number;
  /** The custodian's own name of it. */
  id: string;
  state: 'available' | 'depleted';
}

/** Publishes a little register of real people: who they are, and their tubes of serum at one biobank. */
export async function publishRegister(deps: PermitDeps, tubes: readonly RegisterTube[]): Promise<void> {
  const folder = columnsFolder(deps.dataDir);
  const numbers = [...new Set(tubes.map(({ person }) => person))];
  const persons = new TableWriter(folder, 'persons');
  persons.append(numbers.length, {
    person: Uint32Array.from(numbers),
    born: Uint16Array.from(numbers, () => dayOf('1960-05-05')),
    sex: Uint8Array.from(numbers, () => persons.word('sex', 'female')),
  });
  const specimens = new TableWriter(folder, 'specimens');
  const all = <T>(value: (tube: RegisterTube) => T): T[] => tubes.map(value);
  specimens.append(tubes.length, {
    person: Uint32Array.from(all(({ person }) => person)),
    day: Uint16Array.from(all(() => dayOf('2010-01-01'))),
    biobank: Uint16Array.from(all(() => specimens.word('biobank', 'Cancer Biobank'))),
    collection: Uint16Array.from(all(() => specimens.word('collection', 'blood'))),
    type: Uint8Array.from(all(() => specimens.word('type', 'serum'))),
    volume_ul: Uint32Array.from(all(({ state }) => (state === 'depleted' ? 0 : 500))),
    state: Uint8Array.from(all(({ state }) => specimens.word('state', state))),
    custodian_id: all(({ id }) => id),
  });
  const stored: StoredTable[] = [persons.finish(), specimens.finish()];
  await deps.database.withActor({ kind: 'system', id: 'test' }, (trx) =>
    publishTables(trx, { feed: 'test', world: 'real', tables: stored }),
  );
}
