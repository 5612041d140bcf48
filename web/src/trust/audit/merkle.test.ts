import { describe, expect, it } from 'vitest';
import { checkConsistency, checkInclusion, hashNodes } from './merkle.ts';

const leaves = Array.from({ length: 13 }, (_, at) => at.toString(16).padStart(2, '0').repeat(32));

function split(size: number): number {
  let half = 1;
  while (half * 2 < size) half *= 2;
  return half;
}

/** The definition of RFC 6962 itself, by recursion; the page walks with shifts. */
async function rootOf(list: string[]): Promise<string> {
  if (list.length === 1) return list[0]!;
  const half = split(list.length);
  return await hashNodes(await rootOf(list.slice(0, half)), await rootOf(list.slice(half)));
}

async function pathOf(at: number, list: string[]): Promise<string[]> {
  if (list.length === 1) return [];
  const half = split(list.length);
  return at < half
    ? [...(await pathOf(at, list.slice(0, half))), await rootOf(list.slice(half))]
    : [...(await pathOf(at - half, list.slice(half))), await rootOf(list.slice(0, half))];
}

async function subproof(from: number, list: string[], whole: boolean): Promise<string[]> {
  if (from === list.length) return whole ? [] : [await rootOf(list)];
  const half = split(list.length);
  return from <= half
    ? [...(await subproof(from, list.slice(0, half), whole)), await rootOf(list.slice(half))]
    : [...(await subproof(from - half, list.slice(half), false)), await rootOf(list.slice(0, half))];
}

describe('proofs of the log', () => {
  it('hold for every entry of every size, and for no other entry', async () => {
    for (let size = 1; size <= leaves.length; size++) {
      const list = leaves.slice(0, size);
      const root = await rootOf(list);
      for (let leaf = 0; leaf < size; leaf++) {
        const proof = { leaf, size, leafHash: leaves[leaf]!, path: await pathOf(leaf, list), root };
        expect(await checkInclusion(proof), `${leaf} of ${size}`).toMatchObject({ holds: true });
        expect((await checkInclusion({ ...proof, leafHash: 'ff'.repeat(32) })).holds).toBe(false);
        if (size > 1) expect((await checkInclusion({ ...proof, leaf: (leaf + 1) % size })).holds).toBe(false);
      }
    }
  });

  it('show that an earlier log is the beginning of a later one, and refuse a rewritten one', async () => {
    for (let to = 2; to <= leaves.length; to++) {
      for (let from = 1; from <= to; from++) {
        const fromRoot = await rootOf(leaves.slice(0, from));
        const toRoot = await rootOf(leaves.slice(0, to));
        const path = await subproof(from, leaves.slice(0, to), true);
        expect(await checkConsistency({ from, to, path, fromRoot, toRoot }), `${from} in ${to}`).toBe(true);
        expect(await checkConsistency({ from, to, path, fromRoot: 'aa'.repeat(32), toRoot })).toBe(false);
      }
    }
  });
});
