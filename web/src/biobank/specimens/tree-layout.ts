import type { TreeNode } from '../biobank-api.ts';

/** A specimen of a tree and where it stands: columns are generations, rows are free of others. */
export interface PlacedNode {
  node: TreeNode;
  column: number;
  row: number;
}

/**
 * Places a derivation tree from left to right. A child stands one column behind its last parent, below the first free row of its
 * parents; parents come before children in the list, as the server gives them.
 */
export function layTree(nodes: readonly TreeNode[]): PlacedNode[] {
  const placed = new Map<string, PlacedNode>();
  const children = new Map<string, TreeNode[]>();
  const here = new Set(nodes.map(({ id }) => id));
  const column = new Map<string, number>();
  for (const node of nodes) {
    const parents = node.parents.filter((id) => here.has(id));
    column.set(node.id, parents.length === 0 ? 0 : 1 + Math.max(...parents.map((id) => column.get(id) ?? 0)));
    const [first] = parents;
    if (first !== undefined) children.set(first, [...(children.get(first) ?? []), node]);
  }
  let free = 0;
  const place = (node: TreeNode) => {
    if (placed.has(node.id)) return;
    const row = free;
    const own = children.get(node.id) ?? [];
    placed.set(node.id, { node, column: column.get(node.id) ?? 0, row });
    for (const child of own) place(child);
    if (own.length === 0) free += 1;
  };
  for (const node of nodes) if (node.parents.every((id) => !here.has(id))) place(node);
  for (const node of nodes) place(node);
  return nodes.map(({ id }) => placed.get(id)!);
}
