/** What stands where a name was. */
export const ERASED = '[erased]';

/** What files of the archive end with. */
const FILE_END = String.raw`[\p{L}\p{N}._-]*\.(?:g?vcf|bcf|ped|fam|json|ndjson|bed|b?gz|txt)(?![\p{L}\p{N}])`;

/**
 * Replaces names in texts, as whole words: not where a letter, digit, `_` or `-` of a longer name stands beside them. In a file
 * name (`NA12878-trio.vcf.gz`) parts between `_`, `-` and `.` are words.
 */
export function makeScrubber(names: readonly string[]): (text: string) => string {
  const wanted = [...new Set(names)].filter((name) => name.length > 0).sort((a, b) => b.length - a.length);
  if (wanted.length === 0) return (text) => text;
  const escaped = wanted.map((name) => name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|');
  const word = `(?<![\\p{L}\\p{N}_-])(?:${escaped})(?![\\p{L}\\p{N}_-])`;
  const partOfFile = `(?<![\\p{L}\\p{N}])(?:${escaped})(?![\\p{L}\\p{N}])(?=${FILE_END})`;
  const pattern = new RegExp(`${word}|${partOfFile}`, 'gu');
  return (text) => text.replace(pattern, ERASED);
}

/** Applies a scrubber to every text in a JSON value, keys included. Unchanged values are returned as they are. */
export function scrubJson<T>(value: T, scrub: (text: string) => string): T {
  return scrubValue(value, scrub) as T;
}

function scrubValue(value: unknown, scrub: (text: string) => string): unknown {
  if (typeof value === 'string') return scrub(value);
  if (Array.isArray(value)) return value.map((item) => scrubValue(item, scrub));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [scrub(key), scrubValue(item, scrub)]));
  }
  return value;
}

interface ReportLike {
  genomes?: { id: string }[];
  relatedness?: { a: string; b: string }[];
  findings?: { genome?: string | undefined }[];
}

/** Takes one genome out of a submission's report: its figures, its pairs, its findings, and its names wherever they stand. */
export function scrubReport<T extends ReportLike>(report: T, genomeId: string, scrub: (text: string) => string): T {
  return scrubJson(
    {
      ...report,
      ...(report.genomes ? { genomes: report.genomes.filter((genome) => genome.id !== genomeId) } : {}),
      ...(report.relatedness
        ? { relatedness: report.relatedness.filter((pair) => pair.a !== genomeId && pair.b !== genomeId) }
        : {}),
      ...(report.findings ? { findings: report.findings.filter((finding) => finding.genome !== genomeId) } : {}),
    },
    scrub,
  );
}
