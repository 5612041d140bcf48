import { expect, test } from 'vitest';
import type { ReferenceBases } from '../engine.ts';
import type { ContigRow } from '../population/index.ts';
import { normaliseVariant } from './index.ts';

const sequence = `${'ACGT'.repeat(50)}G${'CA'.repeat(2000)}T${'ACGT'.repeat(50)}`;
const contig: ContigRow = { contigNo: 0, name: '1', aliases: [], length: sequence.length, role: 'autosome', par: [] };
const reference = { referenceNo: 1, id: 'ref_1', name: 'GRCh38', checked: true, demo: false };
const asked: number[] = [];
const bases: ReferenceBases = async (_, __, start, end) => {
  asked.push(start);
  return Buffer.from(sequence.slice(start, end));
};
const normalise = (start: number, ref: string, alt: string, checked = true) =>
  normaliseVariant({ ...reference, checked }, contig, { start, ref, alt }, bases);

test('an indel is rolled to the left end of its repeat, however far that is', async () => {
  const last = sequence.indexOf('CAT', 300);
  expect(await normalise(last, 'CAT', 'T')).toEqual({ start: 200, ref: 'GCA', alt: 'G' });
  expect(Math.min(...asked)).toBe(0);
});

test('without a sequence a variant is trimmed only', async () => {
  expect(await normalise(300, 'CACA', 'CA', false)).toEqual({ start: 300, ref: 'CAC', alt: 'C' });
  expect(await normalise(300, 'XX'.replaceAll('X', 'G'), 'GT', false)).toEqual({ start: 301, ref: 'G', alt: 'T' });
});

test('bases that the reference does not have are refused with those it has', async () => {
  await expect(normalise(200, 'A', 'T')).rejects.toMatchObject({
    code: 'IDUN_VARIANT_REF_MISMATCH',
    detail: 'GRCh38 has G at 1:201, not A.',
    extra: { expected: 'G' },
  });
});

test('a position past the contig is refused', async () => {
  await expect(normalise(sequence.length, 'A', 'T')).rejects.toMatchObject({ code: 'IDUN_VARIANT_BAD_KEY' });
});
