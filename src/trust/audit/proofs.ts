import { sql } from 'kysely';
import type { Db } from '../../platform/database/index.ts';
import { Problem } from '../../platform/problem/index.ts';
import { errors } from './errors.ts';
import { latestHead } from './heads.ts';
import { consistencyPath, inclusionPath, rootOf } from './merkle/index.ts';
import { entryOfLeaf, leafOf, TileReader } from './tiles.ts';

export interface InclusionProof {
  leaf: number;
  size: number;
  leafHash: Buffer;
  path: Buffer[];
  root: Buffer;
}

export interface ConsistencyProof {
  from: number;
  to: number;
  path: Buffer[];
  fromRoot: Buffer;
  toRoot: Buffer;
}

async function sizeNow(db: Db): Promise<number> {
  return (await latestHead(db))?.size ?? 0;
}

function badSize(wanted: number, size: number): Problem {
  return new Problem(errors.badSize, `The log has ${size} entries; a tree of ${wanted} cannot be shown.`, {
    expected: `a size up to ${size}`,
  });
}

/** The leaf of an entry by its id. @throws Problem IDUN_AUDIT_ENTRY_UNKNOWN, IDUN_AUDIT_PENDING */
async function findLeaf(db: Db, id: string): Promise<number> {
  const { rows } = await sql<{ leaf: number | null }>`select ${leafOf(sql`e.entry_no`)} as leaf
    from trust.audit_entries e where e.id = ${id}`.execute(db);
  const found = rows[0];
  if (found === undefined) throw new Problem(errors.entryUnknown, 'No entry of the log has this id.');
  if (found.leaf === null) {
    throw new Problem(errors.pending, 'The entry is committed and waits for the tree.', {
      action: 'Ask again in a second.',
    });
  }
  return found.leaf;
}

/**
 * The audit path of an entry in the tree of `size` entries, or of all: O(log size) reads.
 * @throws Problem IDUN_AUDIT_ENTRY_UNKNOWN, IDUN_AUDIT_PENDING, IDUN_AUDIT_BAD_SIZE
 */
export async function proveInclusion(
  db: Db,
  asked: { entry?: string | undefined; leaf?: number | undefined; size?: number | undefined },
): Promise<InclusionProof> {
  const stored = await sizeNow(db);
  const leaf = asked.entry === undefined ? (asked.leaf ?? 0) : await findLeaf(db, asked.entry);
  const size = asked.size ?? stored;
  if (size > stored || size < 1) throw badSize(size, stored);
  if (leaf >= size) throw new Problem(errors.entryUnknown, `The tree of ${size} entries has no leaf ${leaf}.`);
  const entryNo = await entryOfLeaf(db, leaf);
  const { rows } = await sql<{ hash: Buffer }>`select leaf_hash as hash from trust.audit_entries
    where entry_no = ${entryNo ?? null}`.execute(db);
  if (rows.length === 0) {
    throw new Problem(errors.damaged, `The entry at leaf ${leaf} is gone.`, { action: 'Run idun audit verify.' });
  }
  const tree = new TileReader(db, stored);
  const { path, root } = await tree.read((node) => ({
    path: inclusionPath(node, leaf, size),
    root: rootOf(node, size),
  }));
  return { leaf, size, leafHash: rows[0]!.hash, path, root };
}

/** The proof that the log of `to` entries (or all) begins with that of `from`. @throws Problem IDUN_AUDIT_BAD_SIZE */
export async function proveConsistency(
  db: Db,
  asked: { from: number; to?: number | undefined },
): Promise<ConsistencyProof> {
  const stored = await sizeNow(db);
  const to = asked.to ?? stored;
  if (to > stored) throw badSize(to, stored);
  if (asked.from > to) throw badSize(asked.from, to);
  const tree = new TileReader(db, stored);
  return await tree.read((node) => ({
    from: asked.from,
    to,
    path: consistencyPath(node, asked.from, to),
    fromRoot: rootOf(node, asked.from),
    toRoot: rootOf(node, to),
  }));
}

/** The number of an entry, by its id. @throws Problem IDUN_AUDIT_ENTRY_UNKNOWN */
export async function numberOfEntry(db: Db, id: string): Promise<number> {
  const { rows } = await sql<{ n: number }>`select entry_no as n from trust.audit_entries where id = ${id}`.execute(db);
  if (rows.length === 0) throw new Problem(errors.entryUnknown, 'No entry of the log has this id.');
  return rows[0]!.n;
}
