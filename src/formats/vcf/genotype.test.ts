import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { genotypeCount, genotypeStatus, makeGenotype, parseGenotype } from './index.ts';

const genotype = makeGenotype();

function parse(text: string, altCount = 3) {
  const bytes = new TextEncoder().encode(`ab${text}yz`);
  const status = parseGenotype(bytes, 2, bytes.length - 2, altCount, genotype);
  const { ploidy, missing, allPhased, prefixed, offending } = genotype;
  return {
    status,
    alleles: [...genotype.alleles.subarray(0, ploidy)],
    phased: [...genotype.phased.subarray(0, ploidy)],
    missing,
    allPhased,
    prefixed,
    offending,
  };
}

describe('parseGenotype', () => {
  it.each([
    ['0/1', [0, 1], [0, 0], 0, false],
    ['0|1', [0, 1], [1, 1], 0, true],
    ['./.', [-1, -1], [0, 0], 2, false],
    ['.|.', [-1, -1], [1, 1], 2, true],
    ['./1', [-1, 1], [0, 0], 1, false],
    ['0/.', [0, -1], [0, 0], 1, false],
    ['0', [0], [1], 0, false],
    ['.', [-1], [1], 1, false],
    ['1', [1], [1], 0, false],
    ['0/1/2', [0, 1, 2], [0, 0, 0], 0, false],
    ['0|1|2', [0, 1, 2], [1, 1, 1], 0, true],
    ['0/1|2', [0, 1, 2], [0, 0, 1], 0, false],
    ['3/3/3/3/3/3/3/3/3/3', Array(10).fill(3), Array(10).fill(0), 0, false],
  ])('%s', (text, alleles, phased, missing, allPhased) => {
    expect(parse(text)).toMatchObject({
      status: genotypeStatus.ok,
      alleles,
      phased,
      missing,
      allPhased,
      prefixed: false,
    });
  });

  it('reads the phasing sign before the first allele, as 4.4 has it', () => {
    expect(parse('|0/1')).toMatchObject({ alleles: [0, 1], phased: [1, 0], prefixed: true, allPhased: false });
    expect(parse('/0|1')).toMatchObject({ alleles: [0, 1], phased: [0, 1], prefixed: true, allPhased: false });
    expect(parse('/1')).toMatchObject({ alleles: [1], phased: [0], prefixed: true });
    expect(parse('|1')).toMatchObject({ alleles: [1], phased: [1], prefixed: true });
  });

  it('reads allele numbers above 9', () => {
    expect(parse('10/215', 300)).toMatchObject({ status: 0, alleles: [10, 215] });
  });

  it.each([
    '',
    '/',
    '|',
    '0/',
    '/0/',
    '0//1',
    '0/|1',
    '1/C',
    'a',
    '0.000',
    '0/1/',
    '-1/0',
    '0:1',
    '1234567890',
    '0/1 ',
  ])('refuses %j', (text) => {
    expect(parse(text).status).toBe(genotypeStatus.malformed);
  });

  it.each([
    ['0/2', 1, 2],
    ['2|0', 1, 2],
    ['1', 0, 1],
    ['0/0/9', 8, 9],
    ['17/0', 16, 17],
  ])('says that %s is out of range of %i ALT alleles', (text, altCount, offending) => {
    expect(parse(text, altCount)).toMatchObject({ status: genotypeStatus.outOfRange, offending });
  });

  it('gives back what was written, for any ploidy', () => {
    const allele = fc.oneof(fc.constant('.'), fc.nat(120).map(String));
    const sign = fc.constantFrom('/', '|');
    fc.assert(
      fc.property(allele, fc.array(fc.tuple(sign, allele), { maxLength: 12 }), (first, rest) => {
        const found = parse(first + rest.flat().join(''), 120);
        const written = [first, ...rest.map(([, value]) => value)];
        expect(found.status).toBe(0);
        expect(found.alleles).toEqual(written.map((value) => (value === '.' ? -1 : Number(value))));
        expect(found.phased.slice(1)).toEqual(rest.map(([mark]) => (mark === '|' ? 1 : 0)));
        expect(found.phased[0]).toBe(rest.some(([mark]) => mark === '/') ? 0 : 1);
      }),
    );
  });

  it('never fails on any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 20 }), fc.nat(5), (bytes, altCount) => {
        expect([0, 1, 2]).toContain(parseGenotype(bytes, 0, bytes.length, altCount, genotype));
      }),
    );
  });
});

describe('genotypeCount', () => {
  it('is the length of PL', () => {
    expect(genotypeCount(1, 2)).toBe(3);
    expect(genotypeCount(2, 2)).toBe(6);
    expect(genotypeCount(2, 3)).toBe(10);
    expect(genotypeCount(4, 1)).toBe(5);
  });
});
