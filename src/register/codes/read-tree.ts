import type { Db } from '../../platform/database/index.ts';
import { findVersion, readTreeRows } from './store.ts';
import { CodeTree } from './tree.ts';

/** A tree and the version it is. */
export interface ReadTree {
  tree: CodeTree;
  version: number;
}

// A version never changes, so what was read once is right as long as it is kept. Few are in use at a time.
const kept = new WeakMap<object, Map<number, Promise<CodeTree>>>();
const mostKept = 12;

/**
 * The tree of a system's version, or of its newest.
 * @throws Problem IDUN_CODES_SYSTEM
 */
export async function readCodeTree(db: Db, system: string, version?: number): Promise<ReadTree> {
  const found = await findVersion(db, system, version);
  const trees = kept.get(db) ?? new Map<number, Promise<CodeTree>>();
  kept.set(db, trees);
  let reading = trees.get(found.versionNo);
  if (reading === undefined) {
    if (trees.size >= mostKept) trees.clear();
    reading = readTreeRows(db, found.versionNo).then((rows) => new CodeTree(rows));
    trees.set(found.versionNo, reading);
    reading.catch(() => trees.delete(found.versionNo));
  }
  return { tree: await reading, version: found.version };
}
