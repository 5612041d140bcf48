import { emptyRoot, hashBytes, hashNode } from './hashes.ts';

/** Hashes in a whole tile, and the levels of the tree from its hashes to its root. */
export const tileWidth = 256;
export const tileHeight = 8;

/** A whole tile: 256 neighbouring hashes of one level of the tree, and the root over them. */
export interface Tile {
  /** 0: its hashes are leaves; 1: roots of tiles of level 0; … */
  level: number;
  tileNo: number;
  /** 256 × 32 bytes. */
  hashes: Buffer;
  root: Buffer;
}

/** The hashes of a level that fill no tile yet, lowest level first. */
export type PartialLevels = readonly (readonly Buffer[])[];

/** The right edge of a growing tree: enough to append and to give the root, without any leaf. */
export class Frontier {
  size = 0;
  /** Roots of whole subtrees, the largest first: the ones in the binary form of `size`. */
  private stack: { level: number; hash: Buffer }[] = [];
  private levels: Buffer[][] = [];

  /** The frontier of a stored tree. */
  static from(size: number, levels: PartialLevels): Frontier {
    const frontier = new Frontier();
    frontier.size = size;
    frontier.levels = levels.map((level) => [...level]);
    for (let tileLevel = levels.length - 1; tileLevel >= 0; tileLevel--) {
      let at = 0;
      const hashes = levels[tileLevel]!;
      for (let bit = tileHeight - 1; bit >= 0; bit--) {
        const count = 2 ** bit;
        if ((hashes.length & count) === 0) continue;
        frontier.stack.push({ level: tileLevel * tileHeight + bit, hash: foldWhole(hashes.slice(at, at + count)) });
        at += count;
      }
    }
    return frontier;
  }

  /** Another one that grows from here on by itself. */
  copy(): Frontier {
    const twin = new Frontier();
    twin.size = this.size;
    twin.stack = [...this.stack];
    twin.levels = this.levels.map((level) => [...level]);
    return twin;
  }

  /** Appends a leaf's hash; `onTile` gets each tile that it fills. */
  append(leafHash: Buffer, onTile?: (tile: Tile) => void): void {
    let node = { level: 0, hash: leafHash };
    this.keep(0, leafHash);
    this.size++;
    for (;;) {
      const left = this.stack.at(-1);
      if (left === undefined || left.level !== node.level) break;
      this.stack.pop();
      node = { level: node.level + 1, hash: hashNode(left.hash, node.hash) };
      if (node.level % tileHeight === 0) this.fill(node.level / tileHeight, node.hash, onTile);
    }
    this.stack.push(node);
  }

  /** The root over everything appended. */
  root(): Buffer {
    let root: Buffer | undefined;
    for (let i = this.stack.length - 1; i >= 0; i--) {
      const { hash } = this.stack[i]!;
      root = root === undefined ? hash : hashNode(hash, root);
    }
    return root ?? emptyRoot;
  }

  private keep(tileLevel: number, hash: Buffer): void {
    while (this.levels.length <= tileLevel) this.levels.push([]);
    this.levels[tileLevel]!.push(hash);
  }

  private fill(tileLevel: number, root: Buffer, onTile?: (tile: Tile) => void): void {
    const below = tileLevel - 1;
    const hashes = Buffer.concat(this.levels[below]!, tileWidth * hashBytes);
    this.levels[below] = [];
    onTile?.({ level: below, tileNo: this.size / tileWidth ** tileLevel - 1, hashes, root });
    this.keep(tileLevel, root);
  }
}

/** The root over a power of two of hashes. */
export function foldWhole(hashes: readonly Buffer[]): Buffer {
  let level = hashes;
  while (level.length > 1) {
    const above: Buffer[] = [];
    for (let i = 0; i < level.length; i += 2) above.push(hashNode(level[i]!, level[i + 1]!));
    level = above;
  }
  return level[0]!;
}
