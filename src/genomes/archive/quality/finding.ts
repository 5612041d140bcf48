import type { Finding, Verdict } from '../model.ts';
import { type QcCode, type QcRule, qcRules } from './qc-rules.ts';

export type FindingParameters = Readonly<Record<string, string | number>>;

/** A finding of a rule: its sentences with the parameters filled in. `place` adds file, line or genome. */
export function makeFinding(
  code: QcCode,
  parameters: FindingParameters = {},
  place: Partial<Pick<Finding, 'file' | 'line' | 'genome'>> = {},
): Finding {
  const rule: QcRule = qcRules[code];
  const fill = (sentence: string): string =>
    sentence.replace(/\{(\w+)\}/g, (whole, name: string) => String(parameters[name] ?? whole));
  return {
    severity: rule.severity,
    ...(rule.holds ? { holds: true } : {}),
    code,
    what: fill(rule.what),
    expected: fill(rule.expected),
    found: fill(rule.found),
    action: fill(rule.action),
    parameters: { ...parameters },
    ...place,
  };
}

/** The verdict over all findings: an error rejects, a rule that holds quarantines, everything else is accepted. */
export function judge(findings: readonly Finding[]): Verdict {
  if (findings.some((f) => f.severity === 'error')) return 'rejected';
  return findings.some((f) => f.holds) ? 'quarantined' : 'accepted';
}

const severityOrder = { error: 0, warning: 1, info: 2 } as const;

/** Most important first: errors, what holds the submission, warnings, notes; else as found. */
export function sortFindings(findings: readonly Finding[]): Finding[] {
  return [...findings].sort(
    (a, b) =>
      severityOrder[a.severity] - severityOrder[b.severity] || Number(b.holds ?? false) - Number(a.holds ?? false),
  );
}

/** One sentence over the whole submission, for lists and for the terminal. */
export function summarise(verdict: Verdict, genomes: number, findings: readonly Finding[]): string {
  const count = (n: number, word: string): string => `${n} ${word}${n === 1 ? '' : 's'}`;
  const held = findings.filter((f) => f.severity === 'error' || f.holds);
  if (verdict === 'accepted') {
    const warnings = findings.filter((f) => f.severity === 'warning').length;
    return `Accepted: ${count(genomes, 'genome')}${warnings > 0 ? `, ${count(warnings, 'warning')}` : ''}.`;
  }
  const first = held[0];
  const more = held.length > 1 ? ` (and ${held.length - 1} more)` : '';
  const opening = verdict === 'quarantined' ? 'Held for a person to look at' : 'Rejected, nothing was kept';
  return `${opening}: ${first?.what ?? 'see the findings.'}${more}`;
}
