import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  consistencyPath,
  emptyRoot,
  Frontier,
  foldWhole,
  hashLeafData,
  holdsConsistency,
  holdsInclusion,
  inclusionPath,
  type NodeReader,
  rootOf,
  tileWidth,
} from './index.ts';

// The leaves and roots of the certificate-transparency project's own tests.
const leaves = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'];
const roots = [
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];
const paths: [leaf: number, size: number, path: string[]][] = [
  [0, 1, []],
  [
    0,
    8,
    [
      '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
    ],
  ],
  [
    5,
    8,
    [
      'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
      'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    ],
  ],
  [2, 3, ['fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125']],
];
const consistencies: [from: number, to: number, path: string[]][] = [
  [1, 1, []],
  [
    1,
    8,
    [
      '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
      '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
      '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
    ],
  ],
  [
    6,
    8,
    [
      '0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a',
      'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    ],
  ],
];

// RFC 6962 §2.1 word by word, slowly.
function mth(data: readonly Buffer[]): Buffer {
  const sha = (...parts: Buffer[]) => createHash('sha256').update(Buffer.concat(parts)).digest();
  if (data.length === 0) return sha();
  if (data.length === 1) return sha(Buffer.of(0), data[0]!);
  const k = split(data.length);
  return sha(Buffer.of(1), mth(data.slice(0, k)), mth(data.slice(k)));
}

const split = (n: number): number => 2 ** Math.floor(Math.log2(n - 1));

function path(m: number, data: readonly Buffer[]): Buffer[] {
  if (data.length === 1) return [];
  const k = split(data.length);
  return m < k
    ? [...path(m, data.slice(0, k)), mth(data.slice(k))]
    : [...path(m - k, data.slice(k)), mth(data.slice(0, k))];
}

function subproof(m: number, data: readonly Buffer[], known: boolean): Buffer[] {
  if (m === data.length) return known ? [] : [mth(data)];
  const k = split(data.length);
  return m <= k
    ? [...subproof(m, data.slice(0, k), known), mth(data.slice(k))]
    : [...subproof(m - k, data.slice(k), false), mth(data.slice(0, k))];
}

function readerOf(data: readonly Buffer[]): NodeReader {
  const hashes = data.map(hashLeafData);
  return (level, index) => foldWhole(hashes.slice(index * 2 ** level, (index + 1) * 2 ** level));
}

const numbered = (size: number) => Array.from({ length: size }, (_, i) => Buffer.from(`entry ${i}`));

describe('the known vectors', () => {
  const data = leaves.map((hex) => Buffer.from(hex, 'hex'));

  test('roots', () => {
    const frontier = new Frontier();
    expect(frontier.root().toString('hex')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
    data.forEach((leaf, i) => {
      frontier.append(hashLeafData(leaf));
      expect(frontier.root().toString('hex')).toBe(roots[i]);
      expect(rootOf(readerOf(data), i + 1).toString('hex')).toBe(roots[i]);
    });
  });

  test.each(paths)('the path of leaf %i in a tree of %i', (leaf, size, known) => {
    const found = inclusionPath(readerOf(data), leaf, size);
    expect(found.map((hash) => hash.toString('hex'))).toEqual(known);
    const root = Buffer.from(roots[size - 1]!, 'hex');
    expect(holdsInclusion({ leaf, size, leafHash: hashLeafData(data[leaf]!), path: found, root })).toBe(true);
  });

  test.each(consistencies)('the consistency of %i and %i', (from, to, known) => {
    expect(consistencyPath(readerOf(data), from, to).map((hash) => hash.toString('hex'))).toEqual(known);
  });
});

describe('against the words of the RFC', () => {
  test('every leaf and every pair of sizes up to 40', () => {
    for (let size = 1; size <= 40; size++) {
      const data = numbered(size);
      const node = readerOf(data);
      const root = mth(data);
      for (let leaf = 0; leaf < size; leaf++) {
        const found = inclusionPath(node, leaf, size);
        expect(found).toEqual(path(leaf, data));
        expect(holdsInclusion({ leaf, size, leafHash: hashLeafData(data[leaf]!), path: found, root })).toBe(true);
      }
      for (let from = 1; from <= size; from++) {
        const found = consistencyPath(node, from, size);
        expect(found).toEqual(subproof(from, data, true));
        const fromRoot = mth(data.slice(0, from));
        expect(holdsConsistency({ from, to: size, fromRoot, toRoot: root, path: found })).toBe(true);
      }
    }
  });

  test('no changed hash, leaf, size or path is accepted', () => {
    const sizes = fc.integer({ min: 2, max: 300 }).chain((size) => fc.tuple(fc.constant(size), fc.nat(size - 1)));
    fc.assert(
      fc.property(sizes, fc.nat(1000), ([size, leaf], at) => {
        const data = numbered(size);
        const node = readerOf(data);
        const proof = {
          leaf,
          size,
          leafHash: hashLeafData(data[leaf]!),
          path: inclusionPath(node, leaf, size),
          root: rootOf(node, size),
        };
        expect(holdsInclusion(proof)).toBe(true);
        expect(holdsInclusion({ ...proof, leafHash: hashLeafData(Buffer.from('another')) })).toBe(false);
        expect(holdsInclusion({ ...proof, leaf: (leaf + 1) % size })).toBe(false);
        expect(holdsInclusion({ ...proof, path: proof.path.slice(1) })).toBe(false);
        expect(holdsInclusion({ ...proof, path: [...proof.path, emptyRoot] })).toBe(false);
        expect(holdsInclusion({ ...proof, path: proof.path.with(at % proof.path.length, emptyRoot) })).toBe(false);
        const from = leaf + 1;
        const consistent = {
          from,
          to: size,
          fromRoot: rootOf(node, from),
          toRoot: proof.root,
          path: consistencyPath(node, from, size),
        };
        expect(holdsConsistency(consistent)).toBe(true);
        expect(holdsConsistency({ ...consistent, fromRoot: emptyRoot })).toBe(false);
        expect(holdsConsistency({ ...consistent, toRoot: emptyRoot })).toBe(false);
        if (from === size) return;
        expect(holdsConsistency({ ...consistent, path: consistent.path.slice(1) })).toBe(false);
        expect(holdsConsistency({ ...consistent, path: [...consistent.path, emptyRoot] })).toBe(false);
        const changed = consistent.path.with(at % consistent.path.length, emptyRoot);
        expect(holdsConsistency({ ...consistent, path: changed })).toBe(false);
      }),
      { numRuns: 60 },
    );
  });
});

test('a frontier gives its tiles, and goes on from them', () => {
  const size = tileWidth * tileWidth + 3 * tileWidth + 77;
  const whole = new Frontier();
  const kept: Buffer[][] = [[], [], []];
  const leafHashes = numbered(size).map(hashLeafData);
  for (const hash of leafHashes) {
    kept[0]!.push(hash);
    whole.append(hash, (tile) => {
      expect(tile.hashes.equals(Buffer.concat(kept[tile.level]!))).toBe(true);
      kept[tile.level] = [];
      kept[tile.level + 1]!.push(tile.root);
    });
  }
  expect(kept.map((level) => level.length)).toEqual([77, 3, 1]);
  const resumed = Frontier.from(size, kept);
  expect(resumed.root()).toEqual(whole.root());
  const tiles: string[] = [];
  for (let i = 0; i < tileWidth; i++) {
    resumed.append(leafHashes[i]!, (tile) => tiles.push(`${tile.level}/${tile.tileNo}`));
    whole.append(leafHashes[i]!);
  }
  expect(tiles).toEqual(['0/259']);
  expect(resumed.root()).toEqual(whole.root());
});
