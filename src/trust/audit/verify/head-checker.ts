import type { KeyChain } from '../key-chain.ts';
import type { Frontier } from '../merkle/index.ts';
import type { SignedHead } from '../signing.ts';
import type { Findings } from './report.ts';
import { entryAt, type Run } from './runs.ts';

interface HeadCheck {
  chain: KeyChain;
  /** Ascending. */
  heads: readonly SignedHead[];
  witness: readonly SignedHead[];
  /** Leaves there are. */
  size: number;
  runs: readonly Run[];
  findings: Findings;
}

/** Compares signed heads with the tree as it grows past them. */
export class HeadChecker {
  private readonly check: HeadCheck;
  private readonly due: Map<number, { head: SignedHead; kind: 'head' | 'witness' }[]>;
  /** The size up to which each source agreed. */
  private readonly agreed = { head: 0, witness: 0 };
  private readonly failed = { head: false, witness: false };

  constructor(check: HeadCheck) {
    this.check = check;
    this.due = new Map();
    for (const kind of ['head', 'witness'] as const) {
      for (const head of kind === 'head' ? check.heads : check.witness) {
        const there = this.due.get(head.size) ?? [];
        there.push({ head, kind });
        this.due.set(head.size, there);
      }
    }
  }

  /** Every head by the key whose turn it was; heads of keys that are not in the chain are told once. */
  checkSignatures(): void {
    const { chain, heads, witness, findings } = this.check;
    const nowhere = { leaf: null, number: null, entry: null };
    for (const text of chain.wrong) findings.add({ kind: 'key', ...nowhere, text });
    for (const [kind, list] of [
      ['head', heads],
      ['witness', witness],
    ] as const) {
      const whose = kind === 'head' ? 'The head' : 'The witness’s head';
      let foreign = 0;
      for (const head of list) {
        const worth = chain.worth(head);
        if (worth === 'unknown key') foreign++;
        else if (worth === 'out of turn') {
          const text = `${whose} of ${head.size} entries was signed by the key ${head.keyId}, whose turn it was not: it was handed over at another size of the log.`;
          findings.add({ kind: 'key', ...this.placeBefore(kind, head.size), text });
        } else if (worth === 'bad signature') {
          const text = `${whose} of ${head.size} entries does not have the signature of the log’s key: it was written or changed by somebody without it.`;
          findings.add({ kind: 'head', ...this.placeBefore(kind, head.size), text });
        }
      }
      if (foreign > 0) {
        const text = `${foreign} of ${list.length} heads ${kind === 'head' ? 'of the log' : 'of the witness'} were signed by a key that neither is ${chain.newest.keyId} nor was handed over to it: the key was replaced.`;
        findings.add({ kind: 'key', ...nowhere, text });
      }
    }
  }

  /**
   * Compares the heads of this size.
   * @returns whether a head shows that the entries are right and the stored hashes wrong, where the two differ
   * @param stored the tree of the stored hashes, where it differs from that of the entries
   */
  reached(size: number, frontier: Frontier, stored: Frontier | undefined): { entriesHold: boolean } {
    const due = this.due.get(size);
    let entriesHold = false;
    if (due === undefined) return { entriesHold };
    const root = frontier.root();
    for (const { head, kind } of due) {
      if (head.root.equals(root)) {
        if (!this.failed[kind]) this.agreed[kind] = size;
        if (stored !== undefined) {
          this.check.findings.blameTree(size);
          entriesHold = true;
        }
        continue;
      }
      // The entries differ from the tree, and the tree is right: that is told where they differ.
      if (stored !== undefined && head.root.equals(stored.root())) {
        if (!this.failed[kind]) this.agreed[kind] = size;
        continue;
      }
      if (this.failed[kind]) continue;
      this.failed[kind] = true;
      const whose = kind === 'head' ? 'the signed head' : 'the witness';
      const text =
        size === 0
          ? `${whose} of an empty log has another root.`
          : `The log is not the one of ${whose} of ${size} entries: something from leaf ${this.agreed[kind]} to leaf ${size - 1} was changed, removed, inserted or reordered, and the hashes in the tree rewritten to match.`;
      this.check.findings.add({ kind, ...this.placeBefore(kind, size), text });
    }
    this.due.delete(size);
    return { entriesHold };
  }

  /** From here on no root can be computed. */
  lost(leaf: number): void {
    for (const size of [...this.due.keys()]) if (size > leaf && size <= this.check.size) this.due.delete(size);
  }

  /** Heads beyond the log, and a log beyond its heads. */
  finish(): void {
    const { size, heads, findings } = this.check;
    for (const kind of ['head', 'witness'] as const) {
      const beyond = [...this.due].flatMap(([at, list]) =>
        at > size && list.some((one) => one.kind === kind) ? [at] : [],
      );
      if (beyond.length === 0) continue;
      const largest = Math.max(...beyond);
      const whose = kind === 'head' ? 'A signed head' : 'The witness';
      const text = `The end of the log was removed: ${whose} knows ${largest} entries, the log has ${size}. The first that is missing stood at leaf ${size}.`;
      findings.add({ kind: 'removed', leaf: size, before: largest, number: null, entry: null, text });
    }
    const last = heads.at(-1)?.size ?? 0;
    if (last < size) {
      const text = `No signed head covers the entries from leaf ${last} on: they were inserted by somebody without the key, or heads were removed.`;
      findings.add({ kind: 'head', ...this.place(last), before: size, text });
    }
  }

  private placeBefore(kind: 'head' | 'witness', size: number) {
    return { ...this.place(Math.min(this.agreed[kind], Math.max(0, size - 1))), before: size };
  }

  private place(leaf: number) {
    return { leaf, number: entryAt(this.check.runs, leaf), entry: null };
  }
}
