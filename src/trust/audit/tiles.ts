import { sql } from 'kysely';
import type { Db } from '../../platform/database/index.ts';
import {
  emptyRoot,
  Frontier,
  foldWhole,
  hashBytes,
  type NodeReader,
  type Tile,
  tileHeight,
  tileWidth,
} from './merkle/index.ts';

interface RunRow {
  firstLeaf: number;
  firstEntry: number;
  length: number;
}

/** The leaf hashes of [from, to), as the entries have them; a range of few leaves. */
async function readLeafHashes(db: Db, from: number, to: number): Promise<Buffer[]> {
  // Of each run only the part within the range is read: a run may be a batch of many thousands.
  const { rows } = await sql<{ leaf: number; hash: Buffer }>`select r.first_leaf + e.entry_no - r.first_entry as leaf,
      e.leaf_hash as hash
    from trust.audit_runs r, lateral (select entry_no, leaf_hash from trust.audit_entries
      where entry_no >= r.first_entry + greatest(${from}::bigint - r.first_leaf, 0)
        and entry_no < r.first_entry + least(r.length, ${to}::bigint - r.first_leaf)
      order by entry_no) e
    where r.first_leaf < ${to} and r.first_leaf >= coalesce(
        (select max(first_leaf) from trust.audit_runs where first_leaf <= ${from}), 0)
    order by leaf`.execute(db);
  const hashes: Buffer[] = [];
  for (const { leaf, hash } of rows) hashes[leaf - from] = hash;
  return hashes;
}

/** The hashes of a level that fill no tile: leaves, or roots of the tiles below. */
async function readPartial(db: Db, level: number, size: number): Promise<Buffer[]> {
  const unit = tileWidth ** level;
  const from = Math.floor(size / (unit * tileWidth)) * tileWidth;
  const to = Math.floor(size / unit);
  if (from === to) return [];
  if (level === 0) return await readLeafHashes(db, from, to);
  const { rows } = await sql<{ root: Buffer }>`select root from trust.audit_tiles
    where level = ${level - 1} and tile_no >= ${from} and tile_no < ${to} order by tile_no`.execute(db);
  return rows.map(({ root }) => root);
}

/** The right edge of the stored tree: O(log size) reads. */
export async function loadFrontier(db: Db, size: number): Promise<Frontier> {
  const levels: Buffer[][] = [];
  for (let level = 0; tileWidth ** level <= size; level++) levels.push(await readPartial(db, level, size));
  return Frontier.from(size, levels);
}

/** Keeps whole tiles; they are never changed. */
export async function insertTiles(trx: Db, tiles: readonly Tile[]): Promise<void> {
  if (tiles.length === 0) return;
  await sql`insert into trust.audit_tiles (level, tile_no, hashes, root)
    select * from unnest(${tiles.map((t) => t.level)}::smallint[], ${tiles.map((t) => t.tileNo)}::bigint[],
      ${tiles.map((t) => t.hashes)}::bytea[], ${tiles.map((t) => t.root)}::bytea[])`.execute(trx);
}

const tileKey = (level: number, tileNo: number): string => `${level}/${tileNo}`;

/** Which tile holds a node, and which of its hashes the node is the root over. */
function placeOf(level: number, index: number) {
  const tileLevel = Math.floor(level / tileHeight);
  const width = 2 ** (level % tileHeight);
  const first = index * width;
  return { tileLevel, tileNo: Math.floor(first / tileWidth), at: first % tileWidth, width };
}

/**
 * Reads the nodes of the stored tree for proofs: a proof is asked twice, first to learn which tiles it needs, which are then read
 * together, then for its hashes. Tiles are remembered for the proofs that follow.
 */
export class TileReader {
  private readonly db: Db;
  private readonly size: number;
  private readonly tiles = new Map<string, readonly Buffer[]>();

  /** @param size of the tree that is stored now; proofs may be of smaller trees */
  constructor(db: Db, size: number) {
    this.db = db;
    this.size = size;
  }

  /** What `make` gives when it can read every node it asks for. */
  async read<T>(make: (node: NodeReader) => T): Promise<T> {
    const wanted = new Map<string, { level: number; tileNo: number }>();
    make((level, index) => {
      const { tileLevel, tileNo } = placeOf(level, index);
      const key = tileKey(tileLevel, tileNo);
      if (!this.tiles.has(key)) wanted.set(key, { level: tileLevel, tileNo });
      return emptyRoot;
    });
    await this.fetch([...wanted.values()]);
    return make((level, index) => {
      const { tileLevel, tileNo, at, width } = placeOf(level, index);
      const hashes = this.tiles.get(tileKey(tileLevel, tileNo))!.slice(at, at + width);
      if (hashes.length !== width || hashes.includes(undefined as never)) {
        throw new Error(`the tree lacks hashes of tile ${tileKey(tileLevel, tileNo)}`);
      }
      return foldWhole(hashes);
    });
  }

  private async fetch(wanted: readonly { level: number; tileNo: number }[]): Promise<void> {
    const whole = wanted.filter(({ level, tileNo }) => (tileNo + 1) * tileWidth ** (level + 1) <= this.size);
    if (whole.length > 0) {
      const { rows } = await sql<{
        level: number;
        tileNo: number;
        hashes: Buffer;
      }>`select level, tile_no as "tileNo", hashes
        from trust.audit_tiles join unnest(${whole.map((t) => t.level)}::smallint[], ${whole.map((t) => t.tileNo)}::bigint[])
          as wanted (level, tile_no) using (level, tile_no)`.execute(this.db);
      for (const { level, tileNo, hashes } of rows) this.tiles.set(tileKey(level, tileNo), cut(hashes));
    }
    for (const { level, tileNo } of wanted) {
      if (this.tiles.has(tileKey(level, tileNo))) continue;
      this.tiles.set(tileKey(level, tileNo), await readPartial(this.db, level, this.size));
    }
  }
}

function cut(hashes: Buffer): Buffer[] {
  return Array.from({ length: hashes.length / hashBytes }, (_, i) =>
    hashes.subarray(i * hashBytes, (i + 1) * hashBytes),
  );
}

/** Which entry a leaf is; undefined beyond the tree. */
export async function entryOfLeaf(db: Db, leaf: number): Promise<number | undefined> {
  const { rows } = await sql<RunRow>`select first_leaf as "firstLeaf", first_entry as "firstEntry", length
    from trust.audit_runs where first_leaf <= ${leaf} order by first_leaf desc limit 1`.execute(db);
  const run = rows[0];
  if (run === undefined || leaf >= run.firstLeaf + run.length) return undefined;
  return run.firstEntry + leaf - run.firstLeaf;
}

/** SQL for the leaf of the entry whose number an expression gives; null while it is pending. */
export function leafOf(entryNo: ReturnType<typeof sql>) {
  return sql`(select case when ${entryNo} < run.first_entry + run.length then run.first_leaf + ${entryNo} - run.first_entry end
    from trust.audit_runs run where run.first_entry <= ${entryNo} order by run.first_entry desc limit 1)`;
}
