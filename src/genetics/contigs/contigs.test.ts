import { expect, test } from 'vitest';
import {
  buildAccessions,
  buildContigLength,
  canonicalContig,
  compareContigs,
  contigAliases,
  contigRole,
  hasHg19Mitochondrion,
  humanBuilds,
  parRegions,
  primaryContigs,
  recogniseBuild,
} from './index.ts';

test('names of the same contig have one canonical name', () => {
  for (const name of ['1', 'chr1', 'CHR1', 'NC_000001.10', 'NC_000001.11', 'CM000663.2', 'NC_060925.1']) {
    expect(canonicalContig(name)).toBe('1');
  }
  for (const name of ['M', 'MT', 'chrM', 'NC_012920.1']) expect(canonicalContig(name)).toBe('MT');
  expect(canonicalContig('NC_000023.11')).toBe('X');
  expect(canonicalContig('NC_000024.9')).toBe('Y');
  expect(canonicalContig('CP068256.2')).toBe('22');
  expect(canonicalContig('chrUn_KI270302v1')).toBe('chrUn_KI270302v1');
  expect(canonicalContig('toString')).toBe('toString');
});

test('aliases lead back to the contig they came from', () => {
  for (const canonical of primaryContigs) {
    const aliases = contigAliases(canonical);
    expect(aliases[0]).toBe(canonical);
    expect(aliases.map(canonicalContig)).toEqual(aliases.map(() => canonical));
  }
  expect(contigAliases('HLA-A*01:01')).toEqual(['HLA-A*01:01']);
});

test('an accession is a name only of a contig with the length of its sequence', () => {
  expect(contigAliases('1', 901_300)).toEqual(['1', 'chr1']);
  expect(contigAliases('chr1', 248_956_422)).toEqual(['1', 'chr1', 'NC_000001.11', 'CM000663.2']);
  expect(contigAliases('1', null)).toEqual(contigAliases('1'));
});

test('accessions of a build are distinct', () => {
  for (const build of humanBuilds) {
    const accessions = primaryContigs.flatMap((name) => buildAccessions(build, name));
    expect(new Set(accessions).size).toBe(accessions.length);
  }
});

test('roles', () => {
  expect(['chr7', 'X', 'chrY', 'M', 'GL000192.1', '23'].map(contigRole)).toEqual([
    'autosome',
    'X',
    'Y',
    'MT',
    'other',
    'other',
  ]);
});

test('order is 1, 2, 10, X, Y, MT, then the rest with numbers as numbers', () => {
  const order = ['scaffold10', 'chrM', '10', 'Y', 'scaffold2', 'chr2', 'X', '1'].sort(compareContigs);
  expect(order).toEqual(['1', 'chr2', '10', 'X', 'Y', 'chrM', 'scaffold2', 'scaffold10']);
});

test('every build is recognised by its lengths, in whole and by one contig', () => {
  for (const build of humanBuilds) {
    const all = primaryContigs.map((name) => ({ name: `chr${name}`, length: buildContigLength(build, name)! }));
    expect(recogniseBuild(all)).toEqual({ build, by: 'lengths', matched: 24, contradicted: [] });
    expect(recogniseBuild(all.slice(6, 7))?.build).toBe(build);
  }
});

test('accessions and assembly texts help only where lengths are silent', () => {
  expect(recogniseBuild([{ name: 'NC_000001.10' }, { name: 'NC_000002.11' }])?.build).toBe('GRCh37');
  expect(recogniseBuild([{ name: '1' }], ['file:///ref/hs37d5.fa'])).toMatchObject({ build: 'GRCh37', by: 'assembly' });
  expect(recogniseBuild([{ name: 'chr1' }], ['hg38', 'GRCh37'])).toBeNull();
  expect(recogniseBuild([{ name: '1', length: 5000 }], ['GRCh38'])).toBeNull();
  expect(recogniseBuild([])).toBeNull();
});

test('a header with lengths of two builds is not recognised, one stray contig is named', () => {
  const contigs = primaryContigs.slice(0, 4).map((name) => ({ name, length: buildContigLength('GRCh38', name)! }));
  const stray = [...contigs, { name: '5', length: 180915260 }];
  expect(recogniseBuild(stray)).toMatchObject({ build: 'GRCh38', matched: 4, contradicted: ['5'] });
  const half = contigs.map((c, i) => (i < 2 ? c : { ...c, length: buildContigLength('GRCh37', c.name)! }));
  expect(recogniseBuild(half)).toBeNull();
});

test('the pseudo-autosomal regions of X and Y are equally long in GRCh builds and end in the contig', () => {
  for (const build of ['GRCh37', 'GRCh38'] as const) {
    const { X, Y } = parRegions(build);
    expect(X.map((i) => i.end - i.start)).toEqual(Y.map((i) => i.end - i.start));
    expect(Y[1]!.end).toBeLessThan(buildContigLength(build, 'Y')!);
  }
  expect(parRegions('GRCh38').X[0]).toEqual({ start: 10000, end: 2781479 });
});

test('the mitochondrion of hg19 is told apart', () => {
  expect(hasHg19Mitochondrion([{ name: 'chrM', length: 16571 }])).toBe(true);
  expect(hasHg19Mitochondrion([{ name: 'MT', length: 16569 }])).toBe(false);
});
