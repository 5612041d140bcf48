import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { DemoManifest } from './manifest.ts';
import type { DemoTruth } from './truth-file.ts';

/** One record as a test reads it back, with nothing of the generator in between. */
export interface WrittenRecord {
  readonly chrom: string;
  /** 1-based. */
  readonly pos: number;
  readonly ref: string;
  readonly alts: readonly string[];
  readonly filter: string;
  readonly info: string;
  /** FORMAT keys and, per sample, the values. */
  readonly format: readonly string[];
  readonly samples: readonly string[];
}

/**
 * Reads a written VCF file.
 * @param isWanted chooses records by contig and 1-based position; reference blocks come along in any case
 */
export function readWrittenVcf(
  path: string,
  isWanted: (chrom: string, pos: number) => boolean = () => true,
): { header: string[]; samples: string[]; records: WrittenRecord[] } {
  const lines = gunzipSync(readFileSync(path)).toString('utf8').trimEnd().split('\n');
  const columns = lines.findIndex((line) => line.startsWith('#CHROM'));
  return {
    header: lines.slice(0, columns),
    samples: lines[columns]!.split('\t').slice(9),
    records: lines.slice(columns + 1).flatMap((line) => {
      const [chrom, pos] = line.split('\t', 2);
      if (!isWanted(chrom!, Number(pos)) && !line.includes('\t<NON_REF>\t')) return [];
      const f = line.split('\t');
      const alts = f[4]!.split(',');
      const format = f[8]!.split(':');
      return {
        chrom: f[0]!,
        pos: Number(f[1]),
        ref: f[3]!,
        alts,
        filter: f[6]!,
        info: f[7]!,
        format,
        samples: f.slice(9),
      };
    }),
  };
}

/** Allele numbers of a genotype; null for `.`. */
export function genotypeOf(value: string): (number | null)[] {
  return value
    .split(':', 1)[0]!
    .split(/[/|]/)
    .map((allele) => (allele === '.' ? null : Number(allele)));
}

export function readManifest(folder: string): DemoManifest {
  return JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as DemoManifest;
}

export function readTruth(folder: string): DemoTruth {
  return JSON.parse(readFileSync(join(folder, 'truth.json'), 'utf8')) as DemoTruth;
}

/** Contigs of the written FASTA file, upper-case. */
export function readWrittenFasta(folder: string): Map<string, Buffer> {
  const text = readFileSync(join(folder, 'reference/demo.fa'), 'latin1');
  return new Map(
    text
      .split('>')
      .slice(1)
      .map((part) => {
        const end = part.indexOf('\n');
        return [part.slice(0, part.indexOf(' ')), Buffer.from(part.slice(end).replaceAll('\n', '').toUpperCase())];
      }),
  );
}

/** SHA-256 of every file below a folder, by path. */
export function digestFolder(folder: string): Record<string, string> {
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  return Object.fromEntries(
    paths.map((path) => [path.slice(folder.length + 1), createHash('sha256').update(readFileSync(path)).digest('hex')]),
  );
}
