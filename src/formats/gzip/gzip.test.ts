import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { createBgzfWriter } from '../bgzf/index.ts';
import { FormatError } from '../error.ts';
import { inflateGzip, readLines, readTextFile, sniffBytes, sniffFile } from './index.ts';

const folder = mkdtempSync(join(tmpdir(), 'idun-gzip-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const text = Buffer.from(Array.from({ length: 20_000 }, (_, i) => `line ${i} ${(i * 7919) % 1009}\n`).join(''));
const inflate = (bytes: Uint8Array, limits = {}) =>
  buffer(inflateGzip(Readable.from([bytes]), { file: 'a.gz', ...limits }));
const bgzip = (bytes: Uint8Array) => buffer(Readable.from([bytes]).pipe(createBgzfWriter()));
const batches = async (chunks: Uint8Array[], longestLine?: number) => {
  const out: { line: number; text: string }[] = [];
  const limits = longestLine === undefined ? {} : { longestLine };
  for await (const { first, lines } of readLines(Readable.from(chunks), limits)) {
    out.push(...lines.map((line, i) => ({ line: first + i, text: line })));
  }
  return out;
};

describe('sniffing', () => {
  test('by the first bytes', async () => {
    const bcf = Buffer.from('BCF\x02\x02rest');
    expect(sniffBytes(Buffer.from('##fileformat=VCFv4.2\n'))).toBe('plain');
    expect(sniffBytes(gzipSync(text))).toBe('gzip');
    expect(sniffBytes(gzipSync(text).subarray(0, 900))).toBe('gzip');
    expect(sniffBytes(await bgzip(text))).toBe('bgzf');
    expect([sniffBytes(bcf), sniffBytes(gzipSync(bcf)), sniffBytes(await bgzip(bcf))]).toEqual(['bcf', 'bcf', 'bcf']);
    expect(sniffBytes(await bgzip(Buffer.from('BAM\x01')))).toBe('bam');
    expect(sniffBytes(Buffer.from('\ufeff##fileformat', 'utf16le'))).toBe('utf16');
    expect(sniffBytes(Buffer.from('##fileformat=VCFv4.2', 'utf16le'))).toBe('utf16');
    expect(sniffBytes(Buffer.from('PK\x03\x04'))).toBe('zip');
    expect(sniffBytes(Buffer.from([1, 2, 0, 0, 0, 9]))).toBe('binary');
    expect(sniffBytes(new Uint8Array(0))).toBe('empty');
  });

  test('folders, pipes and missing files', async () => {
    mkdirSync(join(folder, 'd'));
    expect(await sniffFile(join(folder, 'd'))).toBe('directory');
    execFileSync('mkfifo', [join(folder, 'pipe')]);
    expect(await sniffFile(join(folder, 'pipe'))).toBe('special');
    await expect(sniffFile(join(folder, 'none'))).rejects.toMatchObject({ code: 'ENOENT' });
    await expect(buffer(readTextFile(join(folder, 'd')))).rejects.toMatchObject({ code: 'IDUN_FILE_KIND' });
  });

  test('any bytes have a kind', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(sniffBytes(bytes)).toMatch(/^[a-z0-9]+$/);
      }),
    );
  });
});

describe('inflating', () => {
  test('one member and many', async () => {
    expect((await inflate(gzipSync(text))).equals(text)).toBe(true);
    const many = Buffer.concat([gzipSync(text.subarray(0, 1000)), gzipSync(''), gzipSync(text.subarray(1000))]);
    expect((await inflate(many)).equals(text)).toBe(true);
  });

  test('a cut file names the byte', async () => {
    const whole = gzipSync(text);
    const cut = whole.subarray(0, 5000);
    await expect(inflate(cut)).rejects.toMatchObject({ code: 'IDUN_GZIP_TRUNCATED', place: { file: 'a.gz' } });
    await expect(inflate(cut)).rejects.toThrow('at byte 5000');
    await expect(inflate(new Uint8Array(0))).rejects.toBeInstanceOf(FormatError);
  });

  test('damage gives a FormatError', async () => {
    const whole = gzipSync(text);
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 10, max: whole.length - 1 }),
        fc.integer({ min: 1, max: 255 }),
        async (at, flip) => {
          const damaged = Buffer.from(whole);
          damaged[at]! ^= flip;
          const outcome = await inflate(damaged).catch((error: unknown) => error);
          if (outcome instanceof Error) expect(outcome).toBeInstanceOf(FormatError);
          else expect((outcome as Buffer).equals(text)).toBe(true);
        },
      ),
      { numRuns: 50 },
    );
  });

  test('a bomb is stopped by ratio and by size', async () => {
    const bomb = gzipSync(Buffer.alloc(1 << 24));
    await expect(inflate(bomb, { freeBytes: 1 << 20 })).rejects.toMatchObject({ code: 'IDUN_GZIP_BOMB' });
    await expect(inflate(bomb, { maxBytes: 1 << 20 })).rejects.toMatchObject({ code: 'IDUN_GZIP_BOMB' });
    expect((await inflate(bomb)).length).toBe(1 << 24);
  });

  test('an error of the source is passed on as it is', async () => {
    async function* failing() {
      yield gzipSync(text).subarray(0, 100);
      throw new Error('disk gone');
    }
    await expect(buffer(inflateGzip(failing()))).rejects.toThrow('disk gone');
  });
});

test('a file reads the same plain, gzipped and bgzipped', async () => {
  for (const [name, bytes] of [
    ['p', text],
    ['g', gzipSync(text)],
    ['b', await bgzip(text)],
  ] as const) {
    writeFileSync(join(folder, name), bytes);
    expect((await buffer(readTextFile(join(folder, name)))).equals(text)).toBe(true);
  }
});

describe('lines', () => {
  test('are those of split, whatever the chunks', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom('a', 'æ', '\n', '\r\n', 'xyz')),
        fc.integer({ min: 1, max: 9 }),
        async (parts, size) => {
          const whole = Buffer.from(parts.join(''));
          const chunks: Uint8Array[] = [];
          for (let at = 0; at < whole.length; at += size) chunks.push(whole.subarray(at, at + size));
          const expected = whole.toString().split(/\r?\n/);
          if (expected.at(-1) === '') expected.pop();
          expect(await batches(chunks)).toEqual(expected.map((line, i) => ({ line: i + 1, text: line })));
        },
      ),
    );
  });

  test('a byte order mark is dropped, other encodings and endless lines are refused', async () => {
    expect(await batches([Buffer.from('\ufeffa\nb')])).toEqual([
      { line: 1, text: 'a' },
      { line: 2, text: 'b' },
    ]);
    await expect(batches([Buffer.from('ok\nrødgrød\n', 'latin1')])).rejects.toMatchObject({
      code: 'IDUN_TEXT_NOT_UTF8',
    });
    await expect(batches([text, Buffer.alloc(2000, 97)], 1000)).rejects.toMatchObject({ place: { line: 20_001 } });
  });
});
