import type { Migration } from '../../platform/database/index.ts';
import type { Scope } from '../../trust/scope/index.ts';
import { openTestBiobank, type TestBiobank } from '../specimens/testing.ts';
import { createContainers } from './containers/build.ts';
import type { ContainerHead } from './containers/show.ts';
import { storageMigrations } from './migrations/index.ts';

/** A biobank with an upright freezer: two shelves of two SBS racks, and a box without positions. */
export interface TestStorage extends TestBiobank {
  place: Scope;
  manage: Scope;
  see: Scope;
  freezer: ContainerHead;
  /** Barcodes R1 … R4. */
  racks: ContainerHead[];
}

/** Opens a test biobank with a freezer in it. */
export async function openTestStorage(migrations: readonly Migration[] = []): Promise<TestStorage> {
  const bank = await openTestBiobank([...storageMigrations, ...migrations]);
  const manage = await bank.scope('biobank.storage.manage');
  const make = (given: Parameters<typeof createContainers>[2]) => createContainers(bank.deps, manage, given);
  const [site] = await make({ type: 'site', name: 'Site' });
  const [room] = await make({ type: 'room', name: 'Room 1', parent: site!.id });
  const [freezer] = await make({ type: 'upright-80', name: 'Freezer 3', parent: room!.id, barcode: 'F3' });
  const shelves = await make({ type: 'shelf', name: 'Shelf {n}', count: 2, parent: freezer!.id });
  const racks = await make({ type: 'sbs-96', name: 'Rack {n}', barcode: 'R{n}', count: 2, parent: shelves[0]!.id });
  const more = await make({
    ...{ type: 'sbs-96', name: 'Rack {n}', barcode: 'R{n}', count: 2, from: 3, parent: shelves[1]!.id },
  });
  await make({ type: 'open-box', name: 'Box', barcode: 'B1', parent: shelves[1]!.id, capacity: 3 });
  return {
    ...bank,
    manage,
    place: await bank.scope('biobank.storage.place'),
    see: await bank.scope('biobank.storage.read'),
    freezer: freezer!,
    racks: [...racks, ...more],
  };
}
