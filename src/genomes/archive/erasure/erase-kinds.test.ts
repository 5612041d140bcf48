import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { mintOperatorScope } from '../../../trust/scope/index.ts';
import { showGenome } from '../genomes/show-genome.ts';
import { openTestArchive, type TestArchive, testActor } from '../testing.ts';
import { verifyCertificate } from './certificate.ts';
import { eraseGenome } from './erase-genome.ts';

// The shared test server, which is an outside one with IDUN_TEST_DATABASE_URL.
let archive: TestArchive;
beforeAll(async () => {
  archive = await openTestArchive();
});
afterAll(() => archive.close());

const bases = 'GATTACATTAGGACCATTAGACC';

async function originals(): Promise<string[]> {
  const texts: string[] = [];
  for await (const { objectId } of archive.objects.list()) {
    const chunks: Buffer[] = [];
    for await (const chunk of await archive.objects.open(objectId)) chunks.push(chunk as Buffer);
    const bytes = Buffer.concat(chunks);
    texts.push((bytes[0] === 0x1f ? gunzipSync(bytes) : bytes).toString('latin1'));
  }
  return texts;
}

async function erase(dataset: string, sample: string) {
  const scope = await mintOperatorScope(archive.db.app, { actorId: 'test' });
  const { id } = await showGenome(archive.db.app, scope, `${dataset}:${sample}`);
  const erased = await eraseGenome(archive, { genome: id, reason: 'by law', actor: testActor });
  expect(verifyCertificate(erased.certificate, erased.signature, archive.keys)).toBe(true);
  expect(await showGenome(archive.db.app, scope, id)).toMatchObject({ state: 'erased', sample: null });
  return new Map(erased.certificate.places.map((place) => [place.place, place.state]));
}

const gvcf = (samples: string[], calls: (gt: string) => string): string =>
  [
    '##fileformat=VCFv4.2',
    '##contig=<ID=9,length=138394717>',
    '##ALT=<ID=NON_REF,Description="x">',
    '##INFO=<ID=END,Number=1,Type=Integer,Description="x">',
    '##FORMAT=<ID=GT,Number=1,Type=String,Description="x">',
    '##FORMAT=<ID=DP,Number=1,Type=Integer,Description="x">',
    '##FORMAT=<ID=GQ,Number=1,Type=Integer,Description="x">',
    `#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\t${samples.join('\t')}`,
    `9\t1000\t.\tA\t<NON_REF>\t.\t.\tEND=1499\tGT:DP:GQ\t${calls('0/0:30:60')}`,
    `9\t1500\t.\tA\tA${bases},<NON_REF>\t50\t.\t.\tGT:DP:GQ\t${calls('0/1:30:60')}`,
    `9\t1501\t.\tC\t<NON_REF>\t.\t.\tEND=1999\tGT:DP:GQ\t${calls('0/0:30:60')}`,
    '',
  ].join('\n');

test('of a gVCF with one genome nothing is left; the other of its submission stays as it was', async () => {
  const one = archive.save('one.g.vcf.gz', gzipSync(gvcf(['Solo1'], (call) => call)));
  const other = gvcf(['Solo2'], (call) => call).replaceAll(bases, 'T');
  const two = archive.save('two.g.vcf', other);
  const { state } = await archive.add([one, two], { dataset: 'gvcf' });
  expect(state).toBe('accepted');
  expect((await originals()).filter((text) => text.includes(bases))).toHaveLength(1);
  const places = await erase('gvcf', 'Solo1');
  expect(places.get('originals')).toBe('gone');
  expect(places.get('variant segments')).toBe('gone');
  expect(await originals()).toEqual([other]);
}, 240_000);

test('a gVCF of several genomes is written anew without one, and blocks keep what they say of the others', async () => {
  const calls = (call: string) => `${call}\t0/0:20:50`;
  const path = archive.save('both.g.vcf', gvcf(['Both1', 'Both2'], calls));
  expect((await archive.add([path], { dataset: 'both' })).state).toBe('accepted');
  await erase('both', 'Both1');
  const [kept] = (await originals()).filter((text) => text.includes('Both2'));
  expect(kept).not.toContain('Both1');
  expect(kept).not.toContain(bases);
  expect(kept).toContain('9\t1000\t.\tA\t<NON_REF>\t.\t.\tEND=1499\tGT:DP:GQ\t0/0:20:50\n');
  // A record of nothing but its own alleles goes.
  expect(kept).not.toContain('9\t1500\t');
}, 240_000);

const u32 = (value: number): number[] => [value & 255, (value >>> 8) & 255, (value >>> 16) & 255, value >>> 24];
const text = (value: string): number[] =>
  value.length < 15
    ? [(value.length << 4) | 7, ...Buffer.from(value)]
    : [0xf7, 0x11, value.length, ...Buffer.from(value)];

/** An uncompressed BCF with GT only. @param rows 0-based position, REF, ALT and each sample's two alleles */
function bcf(samples: string[], rows: [number, string, string, [number, number][]][]): Uint8Array {
  const header = [
    '##fileformat=VCFv4.3',
    '##FILTER=<ID=PASS,Description="All filters passed",IDX=0>',
    '##contig=<ID=9,length=138394717,IDX=0>',
    '##FORMAT=<ID=GT,Number=1,Type=String,Description="x",IDX=1>',
    `#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\t${samples.join('\t')}\n\0`,
  ].join('\n');
  const records = rows.flatMap(([position, ref, alt, calls]) => {
    const quality = [...new Uint8Array(new Float32Array([50]).buffer)];
    const counts = [...u32(2 << 16), ...u32((1 << 24) | samples.length)];
    const shared = [
      ...[...u32(0), ...u32(position), ...u32(ref.length), ...quality, ...counts],
      ...[...text('.'), ...text(ref), ...text(alt), 0x11, 0],
    ];
    const individual = [0x11, 1, 0x21, ...calls.flat().map((allele) => (allele + 1) << 1)];
    return [...u32(shared.length), ...u32(individual.length), ...shared, ...individual];
  });
  const start = Buffer.from(header);
  return new Uint8Array([...Buffer.from('BCF'), 2, 2, ...u32(start.length), ...start, ...records]);
}

test('a BCF is written anew as VCF without the genome; erasing the last one removes it', async () => {
  const rows: Parameters<typeof bcf>[1] = [
    [
      999,
      'A',
      'G',
      [
        [0, 1],
        [1, 1],
      ],
    ],
    [
      1999,
      'A',
      `A${bases}`,
      [
        [0, 1],
        [0, 0],
      ],
    ],
  ];
  const path = archive.save('pair.bcf', bcf(['Left3', 'Right3'], rows));
  const { state, report } = await archive.add([path], { dataset: 'bcf' });
  expect([state, report?.totals['records']]).toEqual(['accepted', 2]);
  await erase('bcf', 'Left3');
  const kept = (await originals()).filter((one) => one.includes('Right3'));
  expect(kept).toHaveLength(1);
  expect(kept[0]).toMatch(/^##fileformat=VCF/);
  expect(kept[0]).toContain('9\t1000\t.\tA\tG\t50\tPASS\t.\tGT\t1/1\n');
  for (const needle of ['Left3', bases]) expect(kept[0]).not.toContain(needle);
  await erase('bcf', 'Right3');
  expect((await originals()).filter((one) => one.includes('Right3'))).toEqual([]);
}, 240_000);
