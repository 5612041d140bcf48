import { expect, test } from 'vitest';
import { type Bitmap, bitmapOf, type CountChunk, CountKernel, fullBitmap, hasBit } from './index.ts';

const genomes = 300;
const planeWords = fullBitmap(genomes).length;

/** Sets as in genomes/variants/segment: 0 nothing, 1 a list, 2 a plane, 3 everybody. */
function store(words: number[], members: readonly number[], as: number): void {
  if (as === 2) words.push(...bitmapOf(members, genomes));
  if (as === 1) {
    for (let i = 0; i < members.length; i += 2) words.push(members[i]! | ((members[i + 1] ?? 0) << 16));
  }
}

const every = (step: number, from = 0): number[] =>
  Array.from({ length: genomes }, (_, g) => g).filter((g) => g % step === from);

/** One allele of each pair of representations of ONE and LOW; the LOW carriers divisible by 6 are half calls. */
function makeChunk(): { chunk: CountChunk; sets: { one: number[]; low: number[]; half: number[] }[] } {
  const shapes = [
    { as: 0, members: [] },
    { as: 1, members: every(41, 1) },
    { as: 1, members: every(29, 1) },
    { as: 2, members: every(3, 0) },
    { as: 3, members: every(1) },
  ];
  const pairs = shapes.flatMap((one) => shapes.map((low) => ({ one, low })));
  const words: number[] = [];
  const n = pairs.length;
  const chunk: CountChunk = {
    genomes,
    planeWords,
    listBytes: 2,
    payloadAt: new Uint32Array(n),
    one: Uint32Array.from(pairs, (p) => p.one.members.length),
    two: new Uint32Array(n),
    site: Uint32Array.from(pairs, (_, i) => 70 + i),
    flags: Uint8Array.from(pairs, (p) => p.one.as),
    siteCounts: new Uint32Array(n * 4),
    sitePayloadAt: new Uint32Array(n),
    siteFlags: new Uint8Array(n),
    siteBase: 70,
    payload: new Uint32Array(0),
    payloadBase: 1000,
  };
  const sets = pairs.map(({ one, low }, i) => {
    const half = low.members.filter((g) => g % 6 === 0);
    chunk.payloadAt[i] = 1000 + words.length;
    store(words, one.members, one.as);
    chunk.sitePayloadAt[i] = 1000 + words.length;
    store(words, low.members, low.as);
    store(words, half, half.length > 0 ? 2 : 0);
    chunk.siteFlags[i] = (low.as << 2) | (half.length > 0 ? 2 << 4 : 0);
    chunk.siteCounts.set([0, low.members.length, half.length, 0], i * 4);
    return { one: one.members, low: low.members, half };
  });
  chunk.payload = Uint32Array.from(words);
  return { chunk, sets };
}

const masks: [string, number[]][] = [
  ['nobody', []],
  ['some', every(7, 1)],
  ['most', every(1).filter((g) => g % 5 !== 2)],
  ['everybody', every(1)],
];

test.each(masks)('sizes of all kinds of sets under a mask of %s', (_, members) => {
  const { chunk, sets } = makeChunk();
  const kernel = new CountKernel();
  kernel.load(chunk);
  const mask: Bitmap = bitmapOf(members, genomes);
  const under = (set: readonly number[]): number => set.filter((g) => hasBit(mask, g)).length;
  const sizes = kernel.count(mask, members.length);
  const counted = sets.map((_set, i) => [sizes.one[i], sizes.low[i], sizes.oneLow[i], sizes.oneHalf[i]]);
  expect(counted).toEqual(
    sets.map(({ one, low, half }) => {
      const both = one.filter((g) => low.includes(g));
      return [under(one), under(low), under(both), under(one.filter((g) => half.includes(g)))];
    }),
  );
  const counts = kernel.countDiploid(mask, members.length);
  expect([...counts.an]).toEqual(sets.map(({ low }) => 2 * members.length - under(low)));
  expect([...counts.het].map((het, i) => het + counts.hemi[i]!)).toEqual(sets.map(({ one }) => under(one)));
});
