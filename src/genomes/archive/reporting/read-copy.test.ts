import { createHash, randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { bgzfEof, compressBlock } from '../../../formats/bgzf/index.ts';
import { makeVcf } from '../testing.ts';
import { readCopy } from './read-copy.ts';

const vcf = Buffer.from(makeVcf([{ name: 'S1', gt: (i) => ['0/0', '0/1', '1/1'][i % 3]! }], { sites: 9000 }));

async function bgzip(text: Buffer): Promise<Buffer> {
  const blocks: Uint8Array[] = [];
  for (let at = 0; at < text.length; at += 60_000) blocks.push(await compressBlock(text.subarray(at, at + 60_000)));
  return Buffer.concat([...blocks, bgzfEof]);
}

/** A BCF body: the header text and records of the given lengths. */
function makeBcf(records: readonly [number, number][]): Buffer {
  const text = Buffer.from('##fileformat=VCFv4.3\n#CHROM\n\0');
  const number = (value: number) => {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32LE(value);
    return bytes;
  };
  const parts = [Buffer.from('BCF\x02\x02', 'latin1'), number(text.length), text];
  for (const [shared, indiv] of records) parts.push(number(shared), number(indiv), Buffer.alloc(shared + indiv, 1));
  return Buffer.concat(parts);
}

const [bgzippedVcf, bgzippedBcf] = [
  await bgzip(vcf),
  await bgzip(
    makeBcf([
      [25, 0],
      [40, 7001],
    ]),
  ),
];

const read = (bytes: Buffer, role: Parameters<typeof readCopy>[1] = 'calls', size = 10_000) => {
  const pieces: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += size) pieces.push(bytes.subarray(at, at + size));
  return readCopy(Readable.from(pieces), role, () => undefined);
};
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

describe('a whole copy is readable to its last byte', () => {
  const bcf = makeBcf([
    [25, 0],
    [40, 7001],
    [33, 2],
  ]);
  test.each([
    ['VCF', vcf, 'calls'],
    ['gzip VCF', gzipSync(vcf), 'calls'],
    ['bgzip VCF', bgzippedVcf, 'calls'],
    ['BCF', bcf, 'calls'],
    ['bgzip BCF', bgzippedBcf, 'calls'],
    ['JSON', Buffer.from('{"id": "p"}'), 'phenopacket'],
    ['JSON lines', Buffer.from('{"id": 1}\n{"id": 2}\n'), 'phenopacket'],
    ['text', Buffer.from('FAM S1 0 0 1 2\n'), 'pedigree'],
    ['gzip text', gzipSync('7\t1\t2\n'), 'target'],
  ] as const)('%s', async (format, bytes, role) => {
    for (const size of [3, 10_000, 1 << 20]) {
      expect(await read(bytes, role, size)).toEqual({
        bytes: bytes.length,
        sha256: sha256(bytes),
        format,
        readable: true,
        finding: undefined,
      });
    }
  });

  test('a last line without its line end, and CRLF', async () => {
    expect((await read(vcf.subarray(0, -1))).readable).toBe(true);
    expect((await read(Buffer.from(vcf.toString().replaceAll('\n', '\r\n')))).readable).toBe(true);
  });
});

describe('a damaged copy is told, and still digested whole', () => {
  const flipped = Buffer.from(bgzippedVcf);
  flipped[flipped.length >> 1]! ^= 1;
  const cut = vcf.subarray(0, vcf.lastIndexOf('\t'));
  test.each([
    ['bgzip without its empty last block', bgzippedVcf.subarray(0, -bgzfEof.length)],
    ['bgzip cut within a block', bgzippedVcf.subarray(0, bgzippedVcf.length >> 1)],
    ['a changed byte', flipped],
    ['gzip cut short', gzipSync(vcf).subarray(0, -9)],
    ['a last record with too few columns', cut],
    ['BCF cut within a record', makeBcf([[40, 100]]).subarray(0, -1)],
    ['BCF cut between two lengths', makeBcf([[40, 0]]).subarray(0, -42)],
    ['something else', randomBytes(5000)],
    ['a header alone, without its columns', Buffer.from('##fileformat=VCFv4.3\n')],
  ])('%s', async (_what, bytes) => {
    const found = await read(bytes);
    expect([found.readable, typeof found.finding]).toEqual([false, 'string']);
    expect([found.bytes, found.sha256]).toEqual([bytes.length, sha256(bytes)]);
  });

  test('a copy that cannot be decrypted has no checksum', async () => {
    async function* broken() {
      yield vcf.subarray(0, 50_000);
      throw new Error('the seal is broken');
    }
    const found = await readCopy(Readable.from(broken()), 'calls', () => undefined);
    expect(found).toMatchObject({ readable: false, sha256: undefined, bytes: 50_000 });
    expect(found.finding).toContain('the seal is broken');
  });
});
