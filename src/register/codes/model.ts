/** A list of codes as the operator brings it: ICD-10 as SKS has it, ICD-8, procedures, ATC, a laboratory's own. */
export interface CodeSystem {
  /** Short name that descriptions of feeds and questions use, for example `sks`. */
  key: string;
  title: string;
}

/** One line of a list. */
export interface CodeEntry {
  code: string;
  /** Null where the list names none: the longest other code that this one begins with. */
  parent: string | null;
  text: string;
  /** 1-based line of the file. */
  line: number;
  /** A heading over the codes from one to another, both of them with what begins with them. */
  block?: { from: string; to: string };
}

/** An imported list. Versions are counted within their system; what a feed was checked with is noted with the feed. */
export interface CodeVersion extends CodeSystem {
  version: number;
  /** What the publisher calls it, for example `2026-01`. */
  label: string | null;
  codes: number;
  /** SHA-256 of the codes, their parents and texts. */
  hash: string;
  addedAt: Date;
  addedBy: string;
  current: boolean;
}

/** A code with its place in the tree. */
export interface CodeNode {
  code: string;
  text: string;
  parent: string | null;
  /** How many codes lie below it. */
  below: number;
}

/** The separators that sources write and lists leave out: `E11.9`, `e11.9` and `E119` are one code. */
export function plainCode(code: string): string {
  return code.replaceAll(/[.\s]/g, '').toUpperCase();
}
