import { type CodeEntry, plainCode } from './model.ts';

/** The codes of one version in the order of the tree: each before what lies below it, siblings by code. */
export interface TreeRow {
  code: string;
  text: string;
  /** Index of the parent; −1 at the top. */
  parent: number;
  /** One past the last code below it: those below are the rows between. */
  end: number;
}

/** A list of codes as a tree. A code and all below it are a range of positions, so that a question of a diagnosis is one range. */
export class CodeTree {
  readonly rows: readonly TreeRow[];
  readonly #at: ReadonlyMap<string, number>;

  constructor(rows: readonly TreeRow[]) {
    this.rows = rows;
    this.#at = new Map(rows.map(({ code }, n) => [plainCode(code), n]));
  }

  /** Position of a code, written with or without its points; −1 when the list has it not. */
  indexOf(code: string): number {
    return this.#at.get(plainCode(code)) ?? -1;
  }

  /**
   * Positions of a code and all below it, half-open. A code that is not in the list itself, such as a block that the publisher leaves
   * out, means those that begin with it.
   */
  rangesOf(code: string): [from: number, to: number][] {
    const at = this.indexOf(code);
    if (at >= 0) return [[at, this.rows[at]!.end]];
    const beginning = plainCode(code);
    if (beginning === '') return [];
    const ranges: [number, number][] = [];
    for (let n = 0; n < this.rows.length; ) {
      const row = this.rows[n]!;
      if (plainCode(row.code).startsWith(beginning)) {
        ranges.push([n, row.end]);
        n = row.end;
      } else n++;
    }
    return ranges;
  }

  /** The code itself and all below it, in the order of the tree. */
  descendants(code: string): string[] {
    return this.rangesOf(code).flatMap(([from, to]) => this.rows.slice(from, to).map((row) => row.code));
  }

  /** What a code lies below, the nearest first. */
  ancestors(code: string): string[] {
    const found: string[] = [];
    const at = this.indexOf(code);
    for (let n = at < 0 ? -1 : this.rows[at]!.parent; n >= 0; n = this.rows[n]!.parent) found.push(this.rows[n]!.code);
    return found;
  }
}

/** Why a list is no tree. */
export interface TreeFault {
  line: number;
  what: string;
  expected: string;
}

/**
 * Puts a list in the order of its tree. A code without a stated parent lies below the longest other code it begins with.
 * @returns the rows, or the first fault: a code twice, a parent that is not there, codes that lie below themselves
 */
export function buildTree(given: readonly CodeEntry[]): { rows: TreeRow[] } | { fault: TreeFault } {
  const byCode = new Map<string, number>();
  const entries: CodeEntry[] = [];
  for (const entry of given) {
    const plain = plainCode(entry.code);
    const first = entries[byCode.get(plain) ?? -1];
    // Published lists repeat lines; that harms nothing as long as they say the same.
    if (first !== undefined && first.text === entry.text && first.parent === entry.parent) continue;
    if (first !== undefined) {
      const what = `The code ${entry.code} stands twice, first on line ${first.line}, and not as the same.`;
      return { fault: { line: entry.line, what, expected: 'each code once' } };
    }
    byCode.set(plain, entries.length);
    entries.push(entry);
  }
  const parents = new Int32Array(entries.length);
  const blockOf = blockFinder(entries);
  for (const [n, entry] of entries.entries()) {
    parents[n] = entry.parent === null ? longestBeginning(entry, byCode) : (byCode.get(plainCode(entry.parent)) ?? -2);
    if (parents[n] === -1) parents[n] = blockOf(entry);
    if (parents[n] !== -2) continue;
    const what = `The parent ${entry.parent} of ${entry.code} is not in the list.`;
    return { fault: { line: entry.line, what, expected: 'parents that are codes of the list, or none' } };
  }
  return orderTree(entries, parents);
}

/** The narrowest heading over a code or a heading; −1 without one. Of two as narrow, the later one lies below the first. */
function blockFinder(entries: readonly CodeEntry[]): (entry: CodeEntry) => number {
  const blocks = entries.flatMap(({ block }, n) => (block === undefined ? [] : [{ n, ...block }]));
  const widths = new Map(
    blocks.map(({ n, from, to }) => [n, blocks.filter((inner) => inner.from >= from && inner.to <= to).length]),
  );
  blocks.sort((a, b) => widths.get(a.n)! - widths.get(b.n)!);
  return ({ code, block }) => {
    const [first, last] = block === undefined ? [plainCode(code), plainCode(code)] : [block.from, block.to];
    const over = blocks.find(
      ({ n, from, to }) =>
        entries[n]!.code !== code && from <= first.slice(0, from.length) && last.slice(0, to.length) <= to,
    );
    return over?.n ?? -1;
  };
}

function longestBeginning({ code, block }: CodeEntry, byCode: ReadonlyMap<string, number>): number {
  if (block !== undefined) return -1;
  const plain = plainCode(code);
  for (let length = plain.length - 1; length > 0; length--) {
    const found = byCode.get(plain.slice(0, length));
    if (found !== undefined) return found;
  }
  return -1;
}

function orderTree(entries: readonly CodeEntry[], parents: Int32Array): { rows: TreeRow[] } | { fault: TreeFault } {
  const children = new Map<number, number[]>();
  for (const [n, parent] of parents.entries()) {
    const siblings = children.get(parent);
    if (siblings) siblings.push(n);
    else children.set(parent, [n]);
  }
  for (const siblings of children.values()) {
    siblings.sort((a, b) => (plainCode(entries[a]!.code) < plainCode(entries[b]!.code) ? -1 : 1));
  }
  const rows: TreeRow[] = [];
  // Without recursion: somebody's list may be one code below the other a thousand times.
  const open: { n: number; at: number; next: number }[] = [];
  const enter = (n: number): void => {
    const { code, text } = entries[n]!;
    open.push({ n, at: rows.length, next: 0 });
    rows.push({ code, text, parent: open.at(-2)?.at ?? -1, end: 0 });
  };
  for (const top of children.get(-1) ?? []) {
    enter(top);
    while (open.length > 0) {
      const here = open.at(-1)!;
      const child = children.get(here.n)?.[here.next++];
      if (child !== undefined) enter(child);
      else rows[open.pop()!.at]!.end = rows.length;
    }
  }
  if (rows.length === entries.length) return { rows };
  const reached = new Set(rows.map(({ code }) => code));
  const lost = entries.find(({ code }) => !reached.has(code))!;
  const what = `The code ${lost.code} lies below itself.`;
  return { fault: { line: lost.line, what, expected: 'a tree: following parents comes to an end' } };
}
