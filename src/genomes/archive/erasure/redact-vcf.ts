import { ERASED, makeScrubber } from './scrub-text.ts';

/** An ALT allele as a file wrote it; `pos` is VCF's. */
export function alleleKey(chrom: string, pos: string | number, ref: string, alt: string): string {
  return `${chrom}\t${pos}\t${ref}\t${alt}`;
}

/** Takes one sample out of the lines of a VCF. Lines go in one after another; null means that the line goes. */
export interface VcfRedactor {
  line(text: string): string | null;
  /** ALT alleles, as written, that only this sample carried, with whether that held at every record that has them. */
  readonly unique: ReadonlyMap<string, boolean>;
  /** Whether the file has the sample at all. */
  readonly found: boolean;
}

/**
 * Removes a sample's column; ALT alleles that only it carried become `<ERASED>` and lose the record's INFO, which may describe them;
 * a record whose ALT alleles all were its own goes. Header lines that name the sample are changed.
 * @param others names under which the sample's person may appear in the header
 */
export function makeVcfRedactor(sample: string, others: readonly string[] = []): VcfRedactor {
  const scrub = makeScrubber([sample, ...others]);
  const unique = new Map<string, boolean>();
  let column = -1;
  let samples = 0;
  return {
    unique,
    get found() {
      return column >= 0;
    },
    line(text) {
      if (text.startsWith('##')) return scrub(text);
      const columns = text.split('\t');
      if (text.startsWith('#')) {
        column = columns.indexOf(sample, 9);
        samples = columns.length - 9;
        return without(columns, column);
      }
      if (column < 0 || text === '') return text;
      return redactRecord(columns, column, samples, unique);
    },
  };
}

function without(columns: string[], column: number): string {
  if (column >= 0) columns.splice(column, 1);
  return columns.join('\t');
}

function redactRecord(columns: string[], column: number, samples: number, unique: Map<string, boolean>): string | null {
  const [chrom, pos, , ref, alt] = columns;
  const alts = alt === '.' ? [] : alt!.split(',');
  const own = allelesOf(columns[column] ?? '.');
  const kept = new Set<number>();
  for (let i = 9; i < 9 + samples && kept.size < own.size; i++) {
    if (i !== column) for (const allele of allelesOf(columns[i] ?? '.')) kept.add(allele);
  }
  let gone = 0;
  const rewritten = alts.map((allele, i) => {
    const isUnique = own.has(i + 1) && !kept.has(i + 1);
    if (own.has(i + 1) || unique.has(alleleKey(chrom!, pos!, ref!, allele))) {
      const key = alleleKey(chrom!, pos!, ref!, allele);
      unique.set(key, isUnique && (unique.get(key) ?? true));
    }
    if (!isUnique || allele === '<NON_REF>' || allele === '<*>') return allele;
    gone++;
    return '<ERASED>';
  });
  if (gone > 0 && gone === alts.filter((allele) => allele !== '<NON_REF>' && allele !== '<*>').length) return null;
  if (gone > 0) {
    columns[2] = '.';
    columns[4] = rewritten.join(',');
    columns[7] = '.';
  }
  return without(columns, column);
}

/** Alternate alleles of a call, from GT, which is first in FORMAT when it is there (VCF §1.6.2). */
function allelesOf(call: string): Set<number> {
  const gt = call.slice(0, call.indexOf(':') < 0 ? call.length : call.indexOf(':'));
  const alleles = new Set<number>();
  for (const text of gt.split(/[/|]/)) {
    const allele = Number(text);
    if (text !== '' && Number.isInteger(allele) && allele > 0) alleles.add(allele);
  }
  return alleles;
}

/** A PED file without the lines of these individuals; as parents they become unknown. Other mentions are replaced. */
export function redactPed(text: string, names: readonly string[]): string {
  const scrub = makeScrubber(names);
  const gone = new Set(names);
  return text
    .split(/\r?\n/)
    .filter((line) => line.startsWith('#') || !gone.has(line.split(/\t|\s+/)[1] ?? ''))
    .map((line) => {
      if (line.startsWith('#') || line.trim() === '') return scrub(line);
      const columns = line.split(line.includes('\t') ? '\t' : /\s+/);
      return columns.map((text, i) => (gone.has(text) ? (i === 2 || i === 3 ? '0' : ERASED) : scrub(text))).join('\t');
    })
    .join('\n');
}
