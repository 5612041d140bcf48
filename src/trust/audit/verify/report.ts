import type { WireHead } from '../heads.ts';

/** What can be wrong with a log. */
export type FindingKind =
  | 'changed'
  | 'removed'
  | 'inserted'
  | 'reordered'
  | 'tree'
  | 'head'
  | 'key'
  | 'witness'
  | 'search'
  | 'reference'
  | 'waiting';

/** One thing that is wrong, and the entry it is about as exactly as can be known. */
export interface Finding {
  kind: FindingKind;
  /** Place in the tree; the first one when it is a range. */
  leaf: number | null;
  /** The first place after the range, when only a range is known. */
  before?: number;
  number: number | null;
  entry: string | null;
  text: string;
}

/** A finding that rests on the stored tree being right. */
interface Comparison extends Finding {
  byTree?: true;
}

export interface VerifyReport {
  intact: boolean;
  /** Entries in the tree. */
  size: number;
  pending: number;
  /** Entries read and hashed. */
  read: number;
  heads: number;
  /** Heads of the witness that were compared; null without one. */
  witnessed: number | null;
  head: WireHead | null;
  keyId: string;
  seconds: number;
  /** The first ones, in the order of the log. */
  findings: Finding[];
  /** How many there are. */
  found: number;
}

const most = 25;

/** Collects findings, keeping the first in the log's order. */
export class Findings {
  readonly list: Comparison[] = [];
  count = 0;

  add(finding: Comparison): void {
    this.count++;
    this.list.push(finding);
    if (this.list.length > most * 40) this.list.splice(0, this.list.length, ...this.first());
  }

  /** Those that were found elsewhere; `count` may be more than are told. */
  addAll(findings: readonly Finding[], count: number): void {
    for (const finding of findings) this.add(finding);
    this.count += count - findings.length;
  }

  /** The entries below `size` are what was signed: it is the stored hashes that were changed where they differ. */
  blameTree(size: number): void {
    for (const finding of this.list) {
      if (finding.byTree !== true || finding.leaf === null || finding.leaf >= size) continue;
      delete finding.byTree;
      finding.kind = 'tree';
      finding.text = `A stored hash of leaf ${finding.leaf} was changed; the entry itself is the one that was signed.`;
    }
  }

  /** The first ones: by place, those without a place last; of one place, what happened to the entry before what follows from it. */
  first(): Finding[] {
    const rank = ({ kind }: Finding) => (kind === 'key' ? -1 : ['head', 'witness', 'tree', 'search'].indexOf(kind) + 1);
    const place = ({ leaf }: Finding) => leaf ?? Number.POSITIVE_INFINITY;
    return [...this.list]
      .sort((a, b) => (place(a) === place(b) ? rank(a) - rank(b) : place(a) < place(b) ? -1 : 1))
      .slice(0, most)
      .map(({ byTree: _byTree, ...finding }) => finding);
  }
}
