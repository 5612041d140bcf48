import type { Random } from './random.ts';

/**
 * Ancestry of a sample of chromosomes at one place, which changes along the chromosome by recombination
 * (the sequentially Markov coalescent of McVean and Cardin 2005). Time is in units of 2N generations.
 */
export interface Genealogy {
  /** Sum of the lengths of all branches now. */
  readonly totalLength: () => number;
  /** One recombination: a random branch is cut and joins the tree anew. */
  recombine(): void;
  /** The leaves below a place chosen at random, in proportion to branch length: who inherits a mutation that happens there. */
  leavesBelowRandomPoint(): number[];
}

/** Growth as of a people of farmers: 150 times more, exponentially, in the last 0.015 units of time. */
const growthTime = 0.015;
const growthFactor = 150;
const growthRate = Math.log(growthFactor) / growthTime;
const coalescentTimeOfGrowth = (Math.exp(growthRate * growthTime) - 1) / (growthFactor * growthRate);

/** Real time of a point on the scale where two lineages meet at rate 1. */
function realTime(tau: number): number {
  if (tau > coalescentTimeOfGrowth) return growthTime + tau - coalescentTimeOfGrowth;
  return Math.log(1 + tau * growthFactor * growthRate) / growthRate;
}

function coalescentTime(time: number): number {
  if (time > growthTime) return coalescentTimeOfGrowth + time - growthTime;
  return (Math.exp(growthRate * time) - 1) / (growthFactor * growthRate);
}

interface Tree {
  readonly leaves: number;
  readonly nodes: number;
  readonly parent: Int32Array;
  readonly left: Int32Array;
  readonly right: Int32Array;
  /** Coalescent and real time of each node; 0 for leaves. */
  readonly tau: Float64Array;
  readonly time: Float64Array;
  readonly length: Float64Array;
  /** Coalescent times of the inner nodes, ascending. */
  readonly inner: Float64Array;
  /** Sums of `length` over 64 nodes each, to find a point without going through all of them. */
  readonly sums: Float64Array;
  total: number;
  root: number;
}

function measureBranch(tree: Tree, node: number): void {
  const above = tree.parent[node]!;
  const length = above < 0 ? 0 : tree.time[above]! - tree.time[node]!;
  const change = length - tree.length[node]!;
  tree.total += change;
  tree.sums[node >> 6] = tree.sums[node >> 6]! + change;
  tree.length[node] = length;
}

/** Kingman's coalescent for the first tree. */
function growTree(leaves: number, random: Random): Tree {
  const nodes = 2 * leaves - 1;
  const tree: Tree = {
    leaves,
    nodes,
    parent: new Int32Array(nodes).fill(-1),
    left: new Int32Array(nodes).fill(-1),
    right: new Int32Array(nodes).fill(-1),
    tau: new Float64Array(nodes),
    time: new Float64Array(nodes),
    length: new Float64Array(nodes),
    inner: new Float64Array(leaves - 1),
    sums: new Float64Array((nodes >> 6) + 1),
    total: 0,
    root: nodes - 1,
  };
  const lineages = Array.from({ length: leaves }, (_, i) => i);
  let tau = 0;
  for (let node = leaves; node < nodes; node++) {
    const k = lineages.length;
    tau += random.exponential() / ((k * (k - 1)) / 2);
    for (const side of ['left', 'right'] as const) {
      const at = random.below(lineages.length);
      const child = lineages[at]!;
      lineages[at] = lineages.at(-1)!;
      lineages.pop();
      tree[side][node] = child;
      tree.parent[child] = node;
    }
    tree.tau[node] = tau;
    tree.time[node] = realTime(tau);
    tree.inner[node - leaves] = tau;
    lineages.push(node);
  }
  for (let node = 0; node < nodes; node++) measureBranch(tree, node);
  return tree;
}

/** A branch and how far up it a point lies, chosen in proportion to length. */
function randomPoint(tree: Tree, random: Random): { branch: number; above: number } {
  let left = random.next() * tree.total;
  let block = 0;
  for (; block < tree.sums.length - 1 && left >= tree.sums[block]!; block++) left -= tree.sums[block]!;
  let branch = block << 6;
  for (; branch < tree.nodes - 1 && left >= tree.length[branch]!; branch++) left -= tree.length[branch]!;
  return { branch, above: Math.min(Math.max(0, left), tree.length[branch]!) };
}

function firstInnerAbove(inner: Float64Array, count: number, tau: number): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (inner[middle]! <= tau) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * A branch of the rest of the tree that exists at a time, each with the same probability: by trial where many exist, else by going
 * down from the root.
 */
function branchAt(tree: Tree, tau: number, lineages: number, cut: number, freed: number, random: Random): number {
  while (lineages * 16 > tree.nodes) {
    const node = random.below(tree.nodes);
    if (node === cut || node === freed || tree.tau[node]! > tau) continue;
    const above = tree.parent[node]!;
    if (above < 0 || tree.tau[above]! > tau) return node;
  }
  const open = [tree.root];
  let left = random.below(lineages);
  for (;;) {
    const node = open.pop()!;
    if (tree.tau[node]! > tau) open.push(tree.left[node]!, tree.right[node]!);
    else if (left-- === 0) return node;
  }
}

function recombine(tree: Tree, random: Random): void {
  const { branch: cut, above } = randomPoint(tree, random);
  const freed = tree.parent[cut]!;
  if (freed < 0) return;
  const sibling = tree.left[freed] === cut ? tree.right[freed]! : tree.left[freed]!;
  const grand = tree.parent[freed]!;
  tree.parent[sibling] = grand;
  if (grand < 0) tree.root = sibling;
  else (tree.left[grand] === freed ? tree.left : tree.right)[grand] = sibling;
  tree.parent[cut] = -1;
  const gone = firstInnerAbove(tree.inner, tree.leaves - 1, tree.tau[freed]!) - 1;
  tree.inner.copyWithin(gone, gone + 1);

  const count = tree.leaves - 2;
  let tau = coalescentTime(tree.time[cut]! + above);
  let next = firstInnerAbove(tree.inner, count, tau);
  let lineages = tree.leaves - next - 1;
  for (;;) {
    const wait = random.exponential() / lineages;
    if (next >= count || tau + wait < tree.inner[next]!) {
      tau += wait;
      break;
    }
    tau = tree.inner[next]!;
    next++;
    lineages--;
  }
  const joined = branchAt(tree, tau, lineages, cut, freed, random);
  const newGrand = tree.parent[joined]!;
  tree.tau[freed] = tau;
  tree.time[freed] = realTime(tau);
  tree.left[freed] = cut;
  tree.right[freed] = joined;
  tree.parent[freed] = newGrand;
  if (newGrand < 0) tree.root = freed;
  else (tree.left[newGrand] === joined ? tree.left : tree.right)[newGrand] = freed;
  tree.parent[cut] = freed;
  tree.parent[joined] = freed;
  tree.inner.copyWithin(next + 1, next, count);
  tree.inner[next] = tau;
  for (const node of [cut, sibling, joined, freed]) measureBranch(tree, node);
}

function leavesBelow(tree: Tree, branch: number): number[] {
  const found: number[] = [];
  const open = [branch];
  while (open.length > 0) {
    const node = open.pop()!;
    if (node < tree.leaves) found.push(node);
    else open.push(tree.left[node]!, tree.right[node]!);
  }
  return found;
}

/**
 * Starts the ancestry of a number of chromosomes.
 * @param leaves at least three
 */
export function makeGenealogy(leaves: number, random: Random): Genealogy {
  const tree = growTree(leaves, random);
  return {
    totalLength: () => tree.total,
    recombine: () => recombine(tree, random),
    leavesBelowRandomPoint: () => leavesBelow(tree, randomPoint(tree, random).branch),
  };
}
