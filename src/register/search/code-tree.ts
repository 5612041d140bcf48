/** Codes in the order of their tree: each before those under it. */
export interface CodeTree {
  codes: string[];
  /** For each code, the place after the last one under it. */
  ends: number[];
}

/**
 * Puts codes in the order of their tree. A code whose parent is not stated lies under the longest other code that it begins with.
 * @param parents stated parents, '' for a code that lies under none; those that are no code yet become one
 */
export function orderCodes(codes: Iterable<string>, parents: ReadonlyMap<string, string> = new Map()): CodeTree {
  const all = new Set(codes);
  for (const [code, parent] of parents) all.add(code).add(parent);
  all.delete('');
  const sorted = [...all].sort();
  const children = new Map<string, string[]>();
  const open: string[] = [];
  for (const code of sorted) {
    while (open.length > 0 && !code.startsWith(open.at(-1)!)) open.pop();
    const parent = parents.get(code) ?? open.at(-1) ?? '';
    open.push(code);
    const siblings = children.get(parent);
    if (siblings) siblings.push(code);
    else children.set(parent, [code]);
  }
  return walk(children, sorted);
}

// Without recursion: trees come from files, and a file may be deep or go in a circle. What no root reaches becomes a root.
function walk(children: ReadonlyMap<string, readonly string[]>, sorted: readonly string[]): CodeTree {
  const codes: string[] = [];
  const ends: number[] = [];
  const placed = new Set<string>();
  const visit = (root: string): void => {
    const stack: { code: string; place: number; next: number }[] = [];
    const enter = (code: string): void => {
      if (placed.has(code)) return;
      placed.add(code);
      stack.push({ code, place: codes.push(code) - 1, next: 0 });
    };
    enter(root);
    while (stack.length > 0) {
      const top = stack.at(-1)!;
      const child = children.get(top.code)?.[top.next++];
      if (child !== undefined) enter(child);
      else {
        ends[top.place] = codes.length;
        stack.pop();
      }
    }
  };
  for (const root of children.get('') ?? []) visit(root);
  for (const code of sorted) visit(code);
  return { codes, ends };
}
