import { expect, test } from 'vitest';
import { buildContigLength, type HumanBuild, primaryContigs } from '../../../genetics/contigs/index.ts';
import { headerOnlyReference, makeContig } from './header-only.ts';
import { matchReference, type ReferenceClaim, referenceByName } from './match-reference.ts';
import type { StoredReference } from './reference.ts';

function reference(
  name: string,
  build: HumanBuild | null,
  contigs: [string, number | null][],
  checked = true,
): StoredReference {
  return {
    referenceNo: 1,
    id: `ref_${name}`,
    name,
    checked,
    demo: false,
    fastaPath: null,
    fastaBytes: null,
    digest: null,
    build,
    addedAt: '',
    contigs: contigs.map(([contig, length], i) => makeContig(i, contig, length, build)),
  };
}

const whole = (build: HumanBuild, prefix = ''): StoredReference =>
  reference(
    build,
    build,
    primaryContigs.map((name) => [`${prefix}${name}`, buildContigLength(build, name)!]),
  );
const claim = (contigs: ReferenceClaim['contigs'], more: Partial<ReferenceClaim> = {}): ReferenceClaim => ({
  contigs,
  used: [],
  assemblies: [],
  ...more,
});
const [b37, b38] = [whole('GRCh37'), whole('GRCh38', 'chr')];

test('lengths decide, whatever the names look like', () => {
  const match = matchReference(
    claim([
      { name: 'chr1', length: 249250621 },
      { name: 'chrUn_x', length: 5 },
    ]),
    [b37, b38],
  );
  expect(match).toMatchObject({
    kind: 'matched',
    fit: { by: 'lengths', missing: ['chrUn_x'], reference: { name: 'GRCh37' } },
  });
});

test('without lengths the assembly text decides, else a person must', () => {
  expect(matchReference(claim([{ name: '1' }], { assemblies: ['hg38'] }), [b37, b38])).toMatchObject({
    kind: 'matched',
    fit: { by: 'names', reference: { name: 'GRCh38' } },
  });
  expect(() => matchReference(claim([], { used: ['1'] }), [b37, b38])).toThrow(/GRCh37 and GRCh38/);
  expect(matchReference(claim([{ name: '1' }], { assemblies: ['hg38'] }), [b37])).toMatchObject({ kind: 'none' });
});

test('another length, another MD5, an unknown contig in the records: no match, with the reason', () => {
  const slice = reference('slice', null, [['20', 1000]]);
  slice.contigs[0]!.md5 = 'aa';
  const because = (c: ReferenceClaim): string => {
    const match = matchReference(c, [slice]);
    return match.kind === 'none' ? match.nearest[0]!.because : match.kind;
  };
  expect(because(claim([{ name: '20', length: 63025520 }]))).toMatch(/1000 bases.*63025520/);
  expect(because(claim([{ name: '20', md5: 'bb' }]))).toMatch(/MD5/);
  expect(because(claim([{ name: '20', length: 1000 }], { used: ['20', '21'] }))).toMatch(/no contig 21/);
  expect(because(claim([{ name: 'chr20', md5: 'AA' }]))).toBe('matched');
});

test('a header-only reference is named after its build, grows, and never takes contradicting lengths', () => {
  const first = headerOnlyReference(claim([{ name: 'chr7', length: 159345973 }]), [], 4);
  expect(first).toMatchObject({ isNew: true, reference: { name: 'GRCh38-unchecked', checked: false, referenceNo: 4 } });
  const grown = headerOnlyReference(claim([{ name: '8', length: 145138636 }], { used: ['8'] }), [first.reference], 5);
  expect(grown).toMatchObject({ isNew: false, reference: { referenceNo: 4 }, added: [{ contigNo: 1, name: '8' }] });
  const plain = headerOnlyReference(claim([], { used: ['a'] }), [], 6);
  const told = headerOnlyReference(claim([{ name: 'a', length: 9 }]), [plain.reference], 7);
  expect([told.isNew, [...told.lengths]]).toEqual([false, [[0, 9]]]);
  const conflict = headerOnlyReference(claim([{ name: 'a', length: 10 }]), [told.reference], 8);
  expect(conflict.reference.name).toBe('unchecked-2');
});

test('X and Y of a known build carry their pseudo-autosomal regions', () => {
  const { reference: made } = headerOnlyReference(claim([{ name: 'chrX', length: 156040895 }]), [], 1);
  expect(made.contigs[0]).toMatchObject({
    role: 'X',
    par: [
      [10000, 2781479],
      [155701382, 156030895],
    ],
  });
  expect(made.contigs[0]!.aliases).toContain('NC_000023.11');
});

test('a name nobody has is answered with the names there are', () => {
  expect(referenceByName([b37], 'grch37').name).toBe('GRCh37');
  expect(() => referenceByName([b37], 'GRCh36')).toThrow(expect.objectContaining({ code: 'IDUN_REFERENCE_NOT_FOUND' }));
});
