import { expect, test } from 'vitest';
import { hasBit } from '../../../bits/index.ts';
import { CandidateBuilder, contigSeed, isCommon, siteHash } from './candidate-sites.ts';
import { RELATEDNESS_SITES, RelatednessPool } from './relatedness-pool.ts';

test('genotypes of the sites kept come out per genome as they went in per site', () => {
  const genomes = 75;
  const sites = 100;
  const limit = new Uint32Array(new SharedArrayBuffer(4));
  const pool = new RelatednessPool(genomes, limit);
  const state = (site: number, genome: number): number => (site * 31 + genome * genome * 7 + site * genome) % 5;
  for (let site = 0; site < sites; site++) {
    const builder = new CandidateBuilder(genomes);
    const { planes, at, words } = builder.add(siteHash(contigSeed('1'), site, 2), site * 10, 2);
    for (let g = 0; g < genomes; g++) {
      const plane = state(site, g);
      if (plane < 3) planes[at + plane * words + (g >>> 5)]! |= 1 << (g & 31);
    }
    pool.add(0, builder.finish()!);
  }
  const result = pool.finish();
  expect(result.sites.map(({ start }) => start)).toEqual(Array.from({ length: sites }, (_, i) => i * 10));
  expect(result.sites[0]).toEqual({ contigNo: 0, start: 0, ref: 'A', alt: 'G' });
  for (let g = 0; g < genomes; g++) {
    const { het, homAlt, missing } = result.genomes[g]!;
    for (let site = 0; site < sites; site++) {
      expect([het, homAlt, missing].map((plane) => hasBit(plane, site))).toEqual(
        [0, 1, 2].map((k) => state(site, g) === k),
      );
    }
  }
});

test('of too many sites the lowest hashes stay, and threads learn the limit', () => {
  const limit = new Uint32Array(new SharedArrayBuffer(4));
  const pool = new RelatednessPool(2, limit);
  const builder = new CandidateBuilder(2);
  const hashes = Array.from({ length: 50_000 }, (_, i) => siteHash(7, i, 1));
  for (const [i, hash] of hashes.entries()) builder.add(hash, i, 1);
  pool.add(0, builder.finish()!);
  const { sites, hashBound } = pool.finish();
  const kept = new Set(hashes.toSorted((a, b) => a - b).slice(0, RELATEDNESS_SITES));
  expect(sites.length).toBe(RELATEDNESS_SITES);
  expect(sites.every(({ start }) => kept.has(hashes[start]!))).toBe(true);
  expect(limit[0]).toBe(Math.max(...kept));
  expect(hashBound).toBe(Math.max(...kept));
});

test('frequencies decide only where there are enough genomes', () => {
  expect(isCommon(1, 0, 10)).toBe(true);
  expect(isCommon(0, 0, 10)).toBe(false);
  expect(isCommon(1, 0, 100)).toBe(false);
  expect(isCommon(10, 0, 100)).toBe(true);
  expect(isCommon(2, 98, 100)).toBe(false);
});
