/** Where it is proven: a test file and the beginning of a test's title, or a page of docs/ and one of its headings. */
export type Proof = readonly [file: string, title: string];

/** A requirement of OWASP ASVS 5.0 with what stands against it here. */
export interface AsvsRow {
  /** Its number in the standard, without the V: `6.2.1`. */
  number: string;
  level: 1 | 2;
  /** What it wants, in our own words. */
  wants: string;
  state: 'fulfilled' | 'does not apply' | 'open';
  proofs: readonly Proof[];
  /** How it is meant here, why it does not apply, or what is missing. */
  remark?: string;
}

/** A chapter of the standard. */
export interface AsvsChapter {
  number: number;
  title: string;
  rows: readonly AsvsRow[];
}

/** A requirement that tests or pages stand for. */
export function met(level: 1 | 2, number: string, wants: string, proofs: readonly Proof[], remark?: string): AsvsRow {
  return { number, level, wants, state: 'fulfilled', proofs, ...(remark === undefined ? {} : { remark }) };
}

/** A requirement about something that is not here. */
export function none(level: 1 | 2, number: string, wants: string, remark: string): AsvsRow {
  return { number, level, wants, state: 'does not apply', proofs: [], remark };
}

/** A requirement that is not fulfilled, or that nothing proves. @param proofs what proves the part that is */
export function open(
  level: 1 | 2,
  number: string,
  wants: string,
  remark: string,
  proofs: readonly Proof[] = [],
): AsvsRow {
  return { number, level, wants, state: 'open', proofs, remark };
}
