import type { CopySource } from '../../../platform/database/index.ts';
import { hashBytes, type Tile, tileWidth } from '../merkle/index.ts';
import type { Findings } from './report.ts';
import { entryAt, int8, type Run } from './runs.ts';

/** The stored tiles of a range of leaves, to compare with what the entries give. */
export interface StoredTiles {
  /** Leaf hashes as the tree has them; undefined where no whole tile is due yet, or one is missing. */
  leaves: (Buffer | undefined)[];
  /** Remembers a tile that the entries give. @param binding whether the stored one must equal it */
  compare(tile: Tile, binding: boolean): void;
  /** Compares what was remembered. */
  finish(findings: Findings, runs: readonly Run[]): Promise<void>;
}

/** Reads the tiles of level 0 of a range; those above are read when they are due. */
export async function compareTiles(source: CopySource, from: number, to: number): Promise<StoredTiles> {
  const leaves: (Buffer | undefined)[] = new Array(to - from).fill(undefined);
  const roots = new Map<string, { hashes: Buffer | null; root: Buffer }>();
  const due: Tile[] = [];
  await source.copyOut(
    `select tile_no, hashes, root from trust.audit_tiles
      where level = 0 and tile_no >= ${from / tileWidth} and tile_no < ${Math.floor(to / tileWidth)}`,
    3,
    ([no, hashes, root]) => {
      const tileNo = int8(no!);
      const kept = Buffer.from(hashes!);
      roots.set(`0/${tileNo}`, { hashes: kept, root: Buffer.from(root!) });
      const first = tileNo * tileWidth - from;
      for (let i = 0; i < tileWidth; i++) leaves[first + i] = kept.subarray(i * hashBytes, (i + 1) * hashBytes);
    },
  );
  return {
    leaves,
    compare(tile, binding) {
      if (binding) due.push(tile);
    },
    async finish(findings, runs) {
      for (const { level, tileNo } of due.filter((tile) => tile.level > 0)) {
        await source.copyOut(
          `select hashes, root from trust.audit_tiles where level = ${level} and tile_no = ${tileNo}`,
          2,
          ([hashes, root]) => {
            roots.set(`${level}/${tileNo}`, { hashes: Buffer.from(hashes!), root: Buffer.from(root!) });
          },
        );
      }
      for (const tile of due) {
        const stored = roots.get(`${tile.level}/${tile.tileNo}`);
        const leaf = tile.tileNo * tileWidth ** (tile.level + 1);
        const place = { leaf, before: leaf + tileWidth ** (tile.level + 1), number: entryAt(runs, leaf), entry: null };
        const name = `tile ${tile.tileNo} of level ${tile.level}, over the leaves from ${leaf} on`;
        if (stored === undefined) {
          findings.add({ kind: 'tree', ...place, text: `A part of the stored tree was removed: ${name}.` });
        } else if (!stored.root.equals(tile.root) || stored.hashes?.equals(tile.hashes) === false) {
          findings.add({ kind: 'tree', ...place, text: `A part of the stored tree was changed: ${name}.` });
        }
      }
    },
  };
}
