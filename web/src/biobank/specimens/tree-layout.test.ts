import { expect, it } from 'vitest';
import type { TreeNode } from '../biobank-api.ts';
import { layTree } from './tree-layout.ts';

const node = (id: string, ...parents: string[]): TreeNode => ({
  ...{ id, barcode: id, type: 'serum', amount: 1, unit: 'ul', state: 'available', lineage: 'new', parents },
});
const places = (nodes: TreeNode[]) =>
  Object.fromEntries(layTree(nodes).map(({ node: { id }, column, row }) => [id, [column, row]]));

it('stands children behind their parent, each in a row of its own', () => {
  expect(places([node('a'), node('b', 'a'), node('c', 'a'), node('d', 'b'), node('e', 'b'), node('f', 'c')])).toEqual({
    ...{ a: [0, 0], b: [1, 0], d: [2, 0], e: [2, 1], c: [1, 2], f: [2, 2] },
  });
});

it('stands a pool behind the last of its parents, once', () => {
  const laid = places([node('a'), node('b'), node('c', 'a'), node('pool', 'b', 'c')]);
  expect(laid['pool']![0]).toBe(2);
  const taken = Object.values(laid).map(([column, row]) => `${column}-${row}`);
  expect(new Set(taken).size).toBe(4);
});

it('does not wait for a parent that is not in the tree', () => {
  expect(places([node('x', 'elsewhere')])).toEqual({ x: [0, 0] });
});

it('never puts two specimens in one place', () => {
  const many = Array.from({ length: 60 }, (_, i) => node(`n${i}`, ...(i === 0 ? [] : [`n${Math.floor((i - 1) / 3)}`])));
  const taken = layTree(many).map(({ column, row }) => `${column}-${row}`);
  expect(new Set(taken).size).toBe(60);
});
