import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { type Allele, basesFrom, leftAlign, refMismatch, trimAllele } from './index.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const apply = (contig: string, { start, ref, alt }: Allele) =>
  contig.slice(0, start) + alt + contig.slice(start + ref.length);

/** Low-complexity contigs make indels roll far. */
const contigs = fc
  .array(fc.constantFrom('A', 'AC', 'CAG', 'T', 'AAAA', 'G'), { minLength: 1, maxLength: 20 })
  .map((parts) => parts.join(''));
const variants = contigs.chain((contig) =>
  fc
    .record({
      start: fc.nat(contig.length - 1),
      length: fc.integer({ min: 1, max: 6 }),
      alt: fc
        .array(fc.constantFrom('A', 'C', 'G', 'T', 'CA', 'AC'), { minLength: 1, maxLength: 4 })
        .map((p) => p.join('')),
    })
    .map(({ start, length, alt }) => ({ contig, allele: { start, ref: contig.slice(start, start + length), alt } })),
);

describe('trimming', () => {
  test.each([
    [10, 'CACAG', 'CACAT', { start: 14, ref: 'G', alt: 'T' }],
    [10, 'TAA', 'TA', { start: 10, ref: 'TA', alt: 'T' }],
    [10, 'A', 'A', { start: 10, ref: 'A', alt: 'A' }],
    [10, 'GATG', 'GACT', { start: 12, ref: 'TG', alt: 'CT' }],
  ])('%i %s>%s', (start, ref, alt, expected) => {
    expect(trimAllele(start, ref, alt)).toEqual(expected);
  });

  test('keeps the haplotype and cannot be trimmed again', () => {
    fc.assert(
      fc.property(variants, ({ contig, allele }) => {
        const trimmed = trimAllele(allele.start, allele.ref, allele.alt);
        expect(apply(contig, trimmed)).toBe(apply(contig, allele));
        expect(trimAllele(trimmed.start, trimmed.ref, trimmed.alt)).toEqual(trimmed);
      }),
    );
  });
});

describe('left alignment', () => {
  const align = (contig: string, start: number, ref: string, alt: string) =>
    leftAlign({ start, ref, alt }, basesFrom(bytes(contig)));

  test('a deletion in a repeat goes to the repeat’s start', () => {
    expect(align('GGGCACACACAGGG', 7, 'CAC', 'C')).toEqual({ start: 2, ref: 'GCA', alt: 'G' });
    expect(align('ATTTTTTC', 6, 'T', 'TT')).toEqual({ start: 0, ref: 'A', alt: 'AT' });
  });

  test('at the contig’s start the base after anchors', () => {
    expect(align('ACACG', 2, 'ACG', 'G')).toEqual({ start: 0, ref: 'ACA', alt: 'A' });
    expect(align('AAAC', 1, 'A', 'AA')).toEqual({ start: 0, ref: 'A', alt: 'AA' });
    expect(align('N'.repeat(30), 16, 'NN', 'N')).toEqual({ start: 0, ref: 'NN', alt: 'N' });
  });

  test('a window that is too short says which base it needs', () => {
    expect(() => leftAlign({ start: 105, ref: 'A', alt: 'AA' }, basesFrom(bytes('AAAAAAA'), 100))).toThrow(/base 99/);
  });

  test('lower-case reference bases count as upper-case', () => {
    expect(align('gcacacat', 4, 'ACA', 'A')).toEqual({ start: 0, ref: 'GCA', alt: 'G' });
  });

  test('keeps the haplotype, is idempotent, and unites all spellings of one change', () => {
    const first = new Map<string, Allele>();
    fc.assert(
      fc.property(variants, ({ contig, allele }) => {
        const aligned = align(contig, allele.start, allele.ref, allele.alt);
        const changed = apply(contig, allele);
        expect(apply(contig, aligned)).toBe(changed);
        expect(align(contig, aligned.start, aligned.ref, aligned.alt)).toEqual(aligned);
        if (allele.ref === allele.alt) return;
        const padded = { start: 0, ref: contig, alt: changed };
        if (aligned.ref.length === 1 || aligned.alt.length === 1) {
          expect(align(contig, 0, padded.ref, padded.alt)).toEqual(aligned);
        }
        const key = `${contig} ${changed}`;
        if (aligned.ref.length !== aligned.alt.length && Math.min(aligned.ref.length, aligned.alt.length) === 1) {
          expect(first.get(key) ?? aligned).toEqual(aligned);
          first.set(key, aligned);
        }
      }),
      { numRuns: 2000 },
    );
  });
});

test('REF is compared with the reference, ambiguous letters agree with all', () => {
  const contig = bytes('ACGTN');
  expect(refMismatch(0, 'ACGT', contig)).toBe(-1);
  expect(refMismatch(1, 'CGA', contig)).toBe(2);
  expect(refMismatch(3, 'TA', contig)).toBe(-1);
  expect(refMismatch(3, 'RC', contig)).toBe(-1);
  expect(refMismatch(4, 'NA', contig)).toBe(1);
});

const hasBcftools = spawnSync('bcftools', ['--version']).status === 0;
const folder = mkdtempSync(join(tmpdir(), 'idun-normalise-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** `bcftools norm` of a VCF as `contig pos ref alt` lines, in record order of the input. */
function bcftoolsNorm(fasta: string, vcf: string): string[] {
  const args = ['norm', '-f', fasta, '-m-', '--check-ref', 'x', vcf];
  return records(execFileSync('bcftools', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }));
}

function records(vcf: string): string[] {
  return vcf
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.split('\t'))
    .filter(([, , , , alt]) => /^[ACGTN]+$/i.test(alt!))
    .map(([contig, pos, , ref, alt]) => `${contig} ${pos} ${ref!.toUpperCase()} ${alt!.toUpperCase()}`)
    .sort();
}

function ourNorm(fasta: string, vcf: string): string[] {
  const sequences = new Map(
    readFileSync(fasta, 'utf8')
      .split('>')
      .slice(1)
      .map((entry) => [entry.split(/\s/)[0]!, bytes(entry.slice(entry.indexOf('\n')).replace(/\s/g, ''))] as const),
  );
  const out: string[] = [];
  for (const line of readFileSync(vcf, 'utf8').split('\n')) {
    if (line === '' || line.startsWith('#')) continue;
    const [contig, pos, , ref, alts] = line.split('\t');
    for (const alt of alts!.split(',')) {
      if (!/^[ACGTN]+$/i.test(alt)) continue;
      const allele = { start: Number(pos) - 1, ref: ref!.toUpperCase(), alt: alt.toUpperCase() };
      const { start, ...rest } = leftAlign(allele, basesFrom(sequences.get(contig!)!));
      out.push(`${contig} ${start + 1} ${rest.ref} ${rest.alt}`);
    }
  }
  return out.sort();
}

describe.runIf(hasBcftools)('agreement with bcftools norm', () => {
  test('on 6,000 random variants of repetitive contigs', () => {
    const [fasta, vcf] = [join(folder, 'r.fa'), join(folder, 'r.vcf')];
    let state = 7;
    const random = (n: number) => {
      state = (Math.imul(state, 1103515245) + 12345) >>> 0;
      return Math.floor((state / 2 ** 32) * n);
    };
    const parts = ['A', 'C', 'G', 'T', 'AC', 'ACACAC', 'TTTTTTTT', 'CAGCAG', 'N'];
    const contig = Array.from({ length: 900 }, () => parts[random(parts.length)]).join('');
    const lines = Array.from({ length: 6000 }, () => {
      const start = random(4) === 0 ? random(12) : random(contig.length - 12);
      const ref = contig.slice(start, start + 1 + random(8));
      const alt = random(2) ? ref + contig.slice(start, start + random(5)) : parts[random(8)]! + parts[random(8)]!;
      return { start, ref, alt };
    }).filter(({ ref, alt }) => ref !== alt);
    lines.sort((a, b) => a.start - b.start);
    writeFileSync(fasta, `>1\n${contig}\n`);
    writeFileSync(
      vcf,
      `##fileformat=VCFv4.2\n##contig=<ID=1,length=${contig.length}>\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n` +
        lines.map((v) => `1\t${v.start + 1}\t.\t${v.ref}\t${v.alt}\t.\t.\t.\n`).join(''),
    );
    const ours = ourNorm(fasta, vcf);
    expect(ours.length).toBeGreaterThan(4000);
    expect(ours).toEqual(bcftoolsNorm(fasta, vcf));
  });

  const shared = '../shared/data/genomes/bcftools-test';
  test.runIf(existsSync(shared))('on its own test of repeats', () => {
    const fasta = join(folder, 's.fa');
    writeFileSync(fasta, readFileSync(join(shared, 'norm.symbolic.fa')));
    const vcf = join(shared, 'norm.symbolic.vcf');
    const ours = ourNorm(fasta, vcf);
    expect(ours).toHaveLength(2);
    expect(ours).toEqual(bcftoolsNorm(fasta, vcf));
  });

  test.runIf(existsSync(shared))('on its telomere test', () => {
    const fasta = join(folder, 't.fa');
    writeFileSync(fasta, `>22\n${'N'.repeat(30)}\n`);
    const ours = ourNorm(fasta, join(shared, 'norm.telomere.vcf'));
    expect(ours).toEqual(records(readFileSync(join(shared, 'norm.telomere.out'), 'utf8')));
  });
});
