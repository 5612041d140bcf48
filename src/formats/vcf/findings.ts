import { FormatError } from '../error.ts';
import type { RuleName } from './rules.ts';
import { rules } from './rules.ts';

/** How a VCF is judged, and where its warnings go. */
export interface FindingsOptions {
  /** File name as the person gave it, for messages. */
  file?: string;
  /** True: every broken rule is an error, as the specification reads. False (default): rules that real files break are warnings. */
  strict?: boolean;
  /** Rules to treat as warnings besides those tolerated by default. */
  tolerate?: Iterable<RuleName>;
}

/** One broken rule that did not stop reading: its first occurrence and how often it was seen. */
export interface VcfWarning {
  rule: RuleName;
  code: `IDUN_VCF_${string}`;
  /** The first occurrence, as a sentence. */
  what: string;
  /** 1-based line of the first occurrence. */
  line: number;
  expected: string;
  count: number;
}

/** Collected warnings of one file; bounded by the number of rules. */
export interface Findings {
  readonly file: string | undefined;
  readonly strict: boolean;
  readonly tolerated: ReadonlySet<RuleName>;
  readonly warnings: Map<RuleName, VcfWarning>;
}

/** Starts an empty list of findings for one file. */
export function makeFindings(options: FindingsOptions = {}): Findings {
  const tolerated = new Set<RuleName>(options.tolerate);
  for (const name of ruleNames)
    if (rules[name].always || (rules[name].tolerated && !options.strict)) tolerated.add(name);
  return { file: options.file, strict: options.strict ?? false, tolerated, warnings: new Map() };
}

const ruleNames = Object.keys(rules) as RuleName[];

/**
 * Counts a rule that was broken before; to be asked before a message is made, so that a rule broken on every line costs little.
 *
 * @returns false the first time
 */
export function again(findings: Findings, rule: RuleName): boolean {
  const seen = findings.warnings.get(rule);
  if (!seen) return false;
  seen.count++;
  return true;
}

/**
 * Records that a rule is broken: counts a warning where the rule is tolerated, throws otherwise.
 *
 * @param line 1-based line in the decompressed text
 * @param what the sentence for the person
 * @throws FormatError with the rule's code
 */
export function broken(findings: Findings, rule: RuleName, line: number, what: string): void {
  if (again(findings, rule)) return;
  if (!findings.tolerated.has(rule)) throw ruleError(rule, line, what, findings.file);
  const { code, expected } = rules[rule];
  findings.warnings.set(rule, { rule, code, what, line, expected, count: 1 });
}

/** The error for a broken rule, for callers that decide themselves. */
export function ruleError(rule: RuleName, line: number, what: string, file?: string): FormatError {
  const { code, expected, action } = rules[rule];
  return new FormatError(code, what, {
    ...(file === undefined ? {} : { file }),
    ...(line > 0 ? { line } : {}),
    expected,
    ...(action === undefined ? {} : { action }),
  });
}

/** Warnings in the order of their first line, as a plain list for reports. */
export function warningList(findings: Findings): VcfWarning[] {
  return [...findings.warnings.values()].sort((a, b) => a.line - b.line);
}

/** Up to 40 bytes of the file as printable text for a message; anything else is escaped. */
export function excerpt(buf: Uint8Array, start: number, end: number): string {
  const cut = Math.min(end, start + 40);
  let text = '';
  for (let i = start; i < cut; i++) {
    const byte = buf[i]!;
    text += byte >= 32 && byte < 127 ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, '0')}`;
  }
  return `'${text}${end > cut ? '…' : ''}'`;
}

/** The same for decoded text. */
export function excerptText(text: string): string {
  const bytes = new TextEncoder().encode(text.slice(0, 48));
  return excerpt(bytes, 0, bytes.length);
}
