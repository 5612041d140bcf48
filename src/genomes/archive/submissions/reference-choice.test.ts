import { afterAll, beforeAll, expect, test } from 'vitest';
import { addReference } from '../references/add-reference.ts';
import { openTestArchive, type TestArchive } from '../testing.ts';

let archive: TestArchive;
const sequence = 'ACGTTGCAAC'.repeat(50);
const other = 'TTGCAACGGA'.repeat(50);
const fasta = (name: string, contigs: Record<string, string>) =>
  archive.save(
    name,
    Object.entries(contigs)
      .map(([contig, bases]) => `>${contig}\n${bases}\n`)
      .join(''),
  );
beforeAll(async () => {
  archive = await openTestArchive();
  await addReference(archive, { path: fasta('one.fa', { chr20: sequence }), name: 'one' });
  await addReference(archive, { path: fasta('two.fa', { '20': `${other}A` }), name: 'two' });
});
afterAll(() => archive.close());

let samples = 0;
/** A VCF on contig 20 with REF taken from a sequence. */
function vcf(bases: string, header: string[], more: string[] = []): string {
  const lines = ['##fileformat=VCFv4.2', ...header, '##FORMAT=<ID=GT,Number=1,Type=String,Description="x">'];
  lines.push(`#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tR${samples++}`);
  for (let pos = 11; pos < 200; pos += 7) {
    const ref = bases[pos - 1]!;
    lines.push(`20\t${pos}\t.\t${ref}\t${ref === 'A' ? 'G' : 'A'}\t9\tPASS\t.\tGT\t0/1`);
  }
  return archive.save(`r${samples}.vcf`, `${[...lines, ...more].join('\n')}\n`);
}

test('lengths decide, names are matched through aliases, and alleles are left-aligned', async () => {
  const insertion = '20\t301\t.\tAC\tACAC\t9\tPASS\t.\tGT\t1/1';
  const { state, report } = await archive.add([vcf(sequence, ['##contig=<ID=20,length=500>'], [insertion])]);
  expect(state).toBe('accepted');
  expect(report!.references).toEqual({ name: 'one', checked: true, mismatches: 0, matchedBy: 'lengths' });
  expect(report!.findings.map((f) => f.code)).not.toContain('reference-unchecked');
});

test('without lengths the bases of the first records decide', async () => {
  for (const [bases, name] of [
    [sequence, 'one'],
    [`${other}A`, 'two'],
  ] as const) {
    const { report } = await archive.add([vcf(bases, [])]);
    expect(report!.references).toMatchObject({ name, matchedBy: 'names' });
  }
});

test('what fits no loaded reference is taken under its own header', async () => {
  const { state, report } = await archive.add([vcf(sequence, ['##contig=<ID=20,length=777>'])]);
  expect([state, report!.references.name, report!.references.checked]).toEqual(['accepted', 'unchecked', false]);
});

test('a wrong reference asked for is refused with line, found and expected', async () => {
  const { state, report } = await archive.add([vcf(sequence, [])], { reference: 'two' });
  expect(state).toBe('rejected');
  expect(report!.findings[0]).toMatchObject({
    code: 'IDUN_VCF_REF_MISMATCH',
    line: 4,
    expected: expect.stringMatching(/REF [ACGT] at/),
  });
  await expect(archive.add([vcf(sequence, [])], { reference: 'three' })).rejects.toMatchObject({
    code: 'IDUN_REFERENCE_NOT_FOUND',
    extra: { expected: 'one, two, unchecked' },
  });
});

test('two files that disagree about a contig do not belong together', async () => {
  const files = [vcf(sequence, ['##contig=<ID=20,length=500>']), vcf(sequence, ['##contig=<ID=20,length=501>'])];
  const { report } = await archive.add(files);
  expect(report!.findings[0]).toMatchObject({ code: 'IDUN_REFERENCE_MISMATCH' });
});
