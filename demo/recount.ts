import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { leftAlign } from '../src/genetics/normalise/index.ts';
import type { DemoManifest, DemoSample, DemoSubmission } from './manifest.ts';
import type { GroupCounts, TruthAllele } from './truth.ts';
import { genotypeOf, readWrittenFasta, readWrittenVcf, type WrittenRecord } from './written-files.ts';

/** What the files say of one genome at one allele, as in the rules of truth.json. */
type Evidence = { alleles: ('this' | 'other' | 'none')[] } | 'reference' | 'unknown';

interface Stretch {
  readonly chrom: string;
  readonly start: number;
  readonly end: number;
}

const keyOf = (chrom: string, pos: number, ref: string, alt: string): string => `${chrom}-${pos}-${ref}-${alt}`;

/** Evidence of every genome for the alleles asked for, gathered from the files alone. */
function gatherEvidence(
  folder: string,
  manifest: DemoManifest,
  wanted: readonly TruthAllele[],
): Map<string, Map<string, Evidence>> {
  const fasta = readWrittenFasta(folder);
  const byKey = new Map(wanted.map((a) => [keyOf(a.chrom, a.pos, a.ref, a.alt), new Map<string, Evidence>()]));
  const keysOf = (record: WrittenRecord): (string | null)[] =>
    record.alts.map((alt) => {
      if (!/^[ACGT]+$/.test(alt)) return null;
      const bases = fasta.get(record.chrom)!;
      const allele = leftAlign({ start: record.pos - 1, ref: record.ref, alt }, (at) => bases[at]!);
      const key = keyOf(record.chrom, allele.start + 1, allele.ref, allele.alt);
      return byKey.has(key) ? key : null;
    });
  // Left-alignment moves no allele further than this in the demo's repeats.
  const reach = 256;
  const places = new Set(wanted.map(({ chrom, pos }) => `${chrom}:${Math.floor(pos / reach)}`));
  const isNear = (chrom: string, pos: number): boolean =>
    [-1, 0].some((step) => places.has(`${chrom}:${Math.floor(pos / reach) + step}`));
  for (const submission of manifest.submissions) {
    for (const file of submission.files) {
      const { samples, records } = readWrittenVcf(join(folder, file.path), isNear);
      const good: Stretch[] = submission.callable === null ? [] : readBed(join(folder, submission.callable));
      for (const record of records) {
        if (record.alts[0] === '<NON_REF>' && gqOf(record) >= 20) {
          good.push({ chrom: record.chrom, start: record.pos - 1, end: Number(/END=(\d+)/.exec(record.info)![1]) });
        }
        keysOf(record).forEach((key, i) => {
          if (key === null) return;
          for (const [s, sample] of samples.entries()) {
            const alleles = genotypeOf(record.samples[s]!).map((n) =>
              n === null ? 'none' : n === i + 1 ? 'this' : 'other',
            );
            byKey.get(key)!.set(sample, { alleles });
          }
        });
      }
      for (const allele of wanted) {
        const found = byKey.get(keyOf(allele.chrom, allele.pos, allele.ref, allele.alt))!;
        const start = allele.pos - 1;
        const end = start + allele.ref.length;
        const covered = good.some((g) => g.chrom === allele.chrom && g.start <= start && g.end >= end);
        const implied = submission.absent === 'reference' || covered ? 'reference' : 'unknown';
        for (const sample of samples) if (!found.has(sample)) found.set(sample, implied);
      }
    }
  }
  return byKey;
}

function gqOf({ format, samples }: WrittenRecord): number {
  return Number(samples[0]!.split(':')[format.indexOf('GQ')]);
}

function readBed(path: string): Stretch[] {
  return readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => line.split('\t'))
    .map(([chrom, start, end]) => ({ chrom: chrom!, start: Number(start), end: Number(end) }));
}

/** 2 on autosomes, women's X and the pseudo-autosomal regions; 1 on the mitochondrion and men's X and Y; 0 on women's Y. */
function copies(manifest: DemoManifest, { sex }: DemoSample, { chrom, pos }: TruthAllele): number {
  if (chrom === 'MT') return 1;
  if (chrom === 'Y') return sex === 'male' ? 1 : 0;
  const par = manifest.reference.pseudoautosomal.some(({ X }) => pos > X.start && pos <= X.end);
  return chrom === 'X' && sex === 'male' && !par ? 1 : 2;
}

function add(counts: GroupCounts, evidence: Evidence, ploidy: number, mitochondrial: boolean): void {
  if (evidence === 'unknown') counts.unknown++;
  else if (evidence === 'reference') counts.an += ploidy;
  else {
    const called = evidence.alleles.filter((a) => a !== 'none');
    const carried = called.filter((a) => a === 'this').length;
    if (called.length === 0) counts.missing++;
    else if (ploidy === 2) {
      counts.an += called.length;
      counts.ac += carried;
      counts.hom += carried === 2 ? 1 : 0;
    } else if (!mitochondrial && carried === 1 && called.length === 2) counts.missing++;
    else {
      counts.an++;
      counts.ac += carried > 0 ? 1 : 0;
      counts.hemi += carried > 0 && !mitochondrial ? 1 : 0;
      counts.hom += carried === called.length && mitochondrial ? 1 : 0;
    }
  }
}

function groupsOf(sample: DemoSample, submission: DemoSubmission): string[] {
  const groups = ['all', `sex:${sample.sex}`, `dataset:${submission.dataset}`, `source:${submission.source}`];
  if (submission.patientGroup !== null) groups.push(`patientGroup:${submission.patientGroup}`);
  if (sample.affected !== null) groups.push(`affected:${sample.affected ? 'yes' : 'no'}`);
  return groups;
}

/** Counts alleles again from the written files, without anything the generator kept in memory. */
export function recountAlleles(folder: string, manifest: DemoManifest, wanted: readonly TruthAllele[]): TruthAllele[] {
  const evidence = gatherEvidence(folder, manifest, wanted);
  return wanted.map((allele) => {
    const { chrom, pos, ref, alt } = allele;
    const found = evidence.get(keyOf(chrom, pos, ref, alt))!;
    const groups: Record<string, GroupCounts> = {};
    for (const submission of manifest.submissions) {
      for (const sample of submission.samples) {
        const ploidy = copies(manifest, sample, allele);
        for (const group of groupsOf(sample, submission)) {
          groups[group] ??= { ac: 0, an: 0, hom: 0, hemi: 0, missing: 0, unknown: 0 };
          if (ploidy > 0) add(groups[group], found.get(sample.sample)!, ploidy, chrom === 'MT');
        }
      }
    }
    return { chrom, pos, ref, alt, groups };
  });
}
