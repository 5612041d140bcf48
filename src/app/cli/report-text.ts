import type { Finding, Report } from '../../genomes/archive/index.ts';
import { formatTable } from './table.ts';

/** A finding as lines for a terminal: what, where, what was expected and found, what to do. */
function formatFinding(finding: Finding): string {
  const mark =
    finding.severity === 'error'
      ? 'ERROR  '
      : finding.holds
        ? 'HELD   '
        : finding.severity === 'warning'
          ? 'warning'
          : 'note   ';
  const place = [finding.file, finding.line === undefined ? undefined : `line ${finding.line}`]
    .filter(Boolean)
    .join(', ');
  const lines = [`${mark} ${finding.what}`];
  if (place !== '') lines.push(`        where:    ${place}`);
  if (finding.expected !== '') lines.push(`        expected: ${finding.expected}`);
  if (finding.found !== '') lines.push(`        found:    ${finding.found}`);
  if (finding.severity !== 'info' && finding.action !== '') lines.push(`        do:       ${finding.action}`);
  return lines.join('\n');
}

const shownGenomes = 20;

/** The outcome of a submission for people. */
export function formatReport(answer: {
  submission: string;
  state: string;
  duplicate?: boolean;
  report: Report | null;
}): string {
  const { report } = answer;
  const lines: string[] = [];
  if (answer.duplicate)
    lines.push(`These files are in the database already, as submission ${answer.submission}; nothing was changed.`);
  lines.push(`Submission ${answer.submission}: ${answer.state}`);
  if (!report) return lines.join('\n');
  lines.push(report.summary);
  const { totals } = report;
  if (totals['records'] !== undefined) {
    lines.push(
      `${totals['records']} records, ${totals['alleles']} alleles: ${totals['snvs']} single-base, ${totals['indels']} insertions and deletions, ${totals['structural']} structural. Reference: ${report.references.name}${report.references.checked ? '' : ' (unchecked)'}.`,
    );
  }
  const figure = (value: number | null | undefined): string => (value == null ? '–' : value.toFixed(2));
  if (report.genomes.length > 0) {
    const rows = report.genomes
      .slice(0, shownGenomes)
      .map((g) => [
        g.sample,
        g.sexDeclared,
        g.sexInferred,
        String(g.snvs),
        String(g.indels),
        figure(g.hetHom),
        figure(g.tiTv),
        String(g.missing),
      ]);
    lines.push(formatTable(['sample', 'declared', 'inferred', 'snvs', 'indels', 'het/hom', 'ti/tv', 'missing'], rows));
    if (report.genomes.length > shownGenomes) lines.push(`… and ${report.genomes.length - shownGenomes} more`);
  }
  lines.push(...report.findings.map(formatFinding));
  return lines.join('\n');
}
