import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { FormatError } from '../error.ts';
import {
  accessBytes,
  accessFile,
  bgzfEof,
  blockOffsets,
  buildGzi,
  compressBlock,
  createBgzfInflater,
  createBgzfWriter,
  formatGzi,
  inflateBlock,
  isBgzf,
  openBgzf,
  packVirtualOffset,
  parseGzi,
  requireBgzfEof,
  scanBlocks,
  unpackVirtualOffset,
} from './index.ts';

const folder = mkdtempSync(join(tmpdir(), 'idun-bgzf-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const text = Buffer.from(Array.from({ length: 60_000 }, (_, i) => `chr1\t${i * 37}\trs${i}\n`).join(''));
const deflateAll = (content: Uint8Array, level?: number) =>
  buffer(Readable.from([content]).pipe(createBgzfWriter(level === undefined ? {} : { level })));
const inflateAll = (chunks: Uint8Array[], file?: string) =>
  buffer(Readable.from(chunks).compose(createBgzfInflater(file)));
const whole = await deflateAll(text);

function thrown(act: () => unknown): FormatError {
  try {
    act();
  } catch (error) {
    expect(error).toBeInstanceOf(FormatError);
    return error as FormatError;
  }
  throw new Error('nothing was thrown');
}

test('any content survives, in any chunking and at any level', async () => {
  const chunkings = fc.array(fc.nat(70_000), { maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(
      fc.uint8Array({ maxLength: 3000 }),
      chunkings,
      fc.integer({ min: 0, max: 9 }),
      async (bytes, cuts, level) => {
        const content = Buffer.concat([bytes, text.subarray(0, (bytes.length * 97) % 140_000)]);
        const packed = await deflateAll(content, level);
        const at = [...cuts.map((c) => Math.min(c, packed.length)), packed.length].sort((a, b) => a - b);
        const chunks = at.map((end, i) => packed.subarray(i === 0 ? 0 : at[i - 1], end)).filter((c) => c.length > 0);
        expect(Buffer.compare(await inflateAll(chunks), content)).toBe(0);
      },
    ),
    { numRuns: 40 },
  );
});

test('incompressible content still fits its blocks', async () => {
  const content = randomBytes(300_000);
  for (const level of [0, 1, 9])
    expect((await inflateAll([await deflateAll(content, level)])).equals(content)).toBe(true);
});

test('blocks are found by hopping, in memory and in a file', async () => {
  const offsets = blockOffsets(whole);
  const blocks = [];
  for await (const block of scanBlocks(accessBytes(whole))) blocks.push(block);
  expect(blocks.map((b) => b.offset)).toEqual([...offsets.slice(0, -1)]);
  expect(offsets.at(-1)).toBe(whole.length);
  expect(blocks.reduce((sum, b) => sum + b.contentSize, 0)).toBe(text.length);
  expect(blocks.at(-1)).toEqual({ offset: whole.length - bgzfEof.length, size: 28, contentSize: 0 });
});

test('random access by .gzi and by virtual offset', async () => {
  const source = accessBytes(whole);
  const reader = openBgzf(source, await buildGzi(source));
  await fc.assert(
    fc.asyncProperty(fc.nat(text.length + 10), fc.nat(200_000), async (offset, length) => {
      expect(Buffer.compare(await reader.readAt(offset, length), text.subarray(offset, offset + length))).toBe(0);
    }),
  );
  const second = blockOffsets(whole)[1]!;
  const place = unpackVirtualOffset(packVirtualOffset({ block: second, within: 7 }));
  expect(Buffer.compare(await reader.readFrom(place, 20), text.subarray(0xff00 + 7, 0xff00 + 27))).toBe(0);
});

test('the .gzi round-trips and equals the writer’s own', async () => {
  const writer = createBgzfWriter();
  const packed = await buffer(Readable.from([text]).pipe(writer));
  const index = await buildGzi(accessBytes(packed));
  expect(writer.gzi()).toEqual(index);
  expect(parseGzi(formatGzi(index))).toEqual(index);
  expect(thrown(() => parseGzi(formatGzi(index).subarray(0, 30))).code).toBe('IDUN_GZI_DAMAGED');
});

describe('damage is named with its byte offset', () => {
  const second = blockOffsets(whole)[1]!;
  test.each([
    ['CHECKSUM', second - 6, 0],
    ['SIZE', second - 3, 0],
    ['DEFLATE', 18, 0],
    ['HEADER', 1, 0],
    ['HEADER', second + 12, second],
  ])('%s at %i', (reason, at, offset) => {
    const damaged = Uint8Array.from(whole);
    damaged[at] = damaged[at]! ^ 0xff;
    const error = thrown(() => inflateBlock(damaged, offset, { file: 'a.vcf.gz' }));
    expect(error.code).toBe(`IDUN_BGZF_${reason}`);
    expect(error.message).toContain(`byte ${offset}`);
    expect(error.place.file).toBe('a.vcf.gz');
  });

  test('a file cut anywhere is truncated', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: whole.length - 1 }), async (length) => {
        const cut = whole.subarray(0, length);
        await expect(requireBgzfEof(accessBytes(cut))).rejects.toMatchObject({ code: 'IDUN_BGZF_TRUNCATED' });
        await expect(inflateAll([cut], 'x')).rejects.toMatchObject({ code: 'IDUN_BGZF_TRUNCATED' });
      }),
      { numRuns: 30 },
    );
    await expect(inflateAll([whole.subarray(0, second)])).rejects.toThrow(`at byte ${second}`);
  });

  test('random bytes and random damage give a FormatError or the same content', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }), async (at, flip) => {
        const damaged = Uint8Array.from(whole);
        damaged[at]! ^= flip;
        const outcome = await inflateAll([damaged]).catch((error: unknown) => error);
        if (outcome instanceof Error) expect(outcome).toBeInstanceOf(FormatError);
        else expect((outcome as Buffer).equals(text)).toBe(true);
      }),
      { numRuns: 60 },
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        for (const act of [() => blockOffsets(bytes), () => inflateBlock(bytes, 0), () => parseGzi(bytes)]) {
          try {
            act();
          } catch (error) {
            expect(error).toBeInstanceOf(FormatError);
          }
        }
      }),
    );
  });
});

test('ordinary gzip is not BGZF', () => {
  expect(isBgzf(whole)).toBe(true);
  expect(isBgzf(bgzfEof)).toBe(true);
  expect(isBgzf(gzipSync('abc'))).toBe(false);
  expect(isBgzf(new Uint8Array(0))).toBe(false);
});

test('a block made alone is readable', async () => {
  const block = await compressBlock(Buffer.from('ACGT'));
  expect(Buffer.from(inflateBlock(block, 0)).toString()).toBe('ACGT');
});

describe.runIf(spawnSync('bgzip', ['--version']).status === 0)('agreement with bgzip', () => {
  test('it reads ours, and its .gzi is ours', async () => {
    const path = join(folder, 'ours.gz');
    writeFileSync(path, whole);
    expect(spawnSync('bgzip', ['-dc', path], { maxBuffer: 1 << 26 }).stdout.equals(text)).toBe(true);
    expect(spawnSync('bgzip', ['-r', path]).status).toBe(0);
    const handle = await open(path);
    const index = await buildGzi(await accessFile(handle, path));
    await handle.close();
    expect(parseGzi(readFileSync(`${path}.gzi`))).toEqual(index);
  });
});

const shared = '../shared/data/pgx/100samples.vcf.bgz';
test.runIf(existsSync(shared))('a real file inflates whole', async () => {
  const handle = await open(shared);
  const source = await accessFile(handle, shared);
  await requireBgzfEof(source);
  const bytes = await source.read(0, source.size);
  expect((await inflateAll([bytes])).subarray(0, 16).toString()).toBe('##fileformat=VCF');
  await handle.close();
});
