import { closeSync, createWriteStream, openSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { crc32, deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bgzfEof, createBgzfWriter } from '../../../formats/bgzf/index.ts';
import type { InspectedFile } from './model.ts';
import { planTasks } from './plan-tasks.ts';
import { testFolder } from './testing.ts';
import { plainMemory, TextBuffer } from './text-buffer.ts';
import { type OpenText, readLines } from './text-source.ts';

const folder = testFolder();

/** A BGZF file with blocks of the sizes given, so that lines break anywhere. */
function bgzf(text: Buffer, sizes: readonly number[]): Buffer {
  const blocks: Buffer[] = [];
  for (let at = 0, i = 0; at < text.length; i++) {
    const content = text.subarray(at, at + sizes[i % sizes.length]!);
    at += content.length;
    const data = deflateRawSync(content);
    const block = Buffer.alloc(18 + data.length + 8);
    block.set([0x1f, 0x8b, 8, 4, 0, 0, 0, 0, 0, 0xff, 6, 0, 0x42, 0x43, 2, 0]);
    block.writeUInt16LE(block.length - 1, 16);
    block.set(data, 18);
    block.writeUInt32LE(crc32(content), 18 + data.length);
    block.writeUInt32LE(content.length, 22 + data.length);
    blocks.push(block);
  }
  return Buffer.concat([...blocks, bgzfEof]);
}

async function readInTasks(
  path: string,
  format: 'vcf' | 'vcf-bgzip',
  headerBytes: number,
  taskBytes: number,
  window: number,
) {
  const size = statSync(path).size;
  const inspected = { path, name: 'f', format, bytes: size, headerBytes } as InspectedFile;
  const fd = openSync(path, 'r');
  const file: OpenText = { fd, size, name: 'f', maxLineBytes: 1 << 20 };
  const text = new TextBuffer(plainMemory);
  const pieces: string[] = [];
  for await (const { range } of planTasks([inspected], taskBytes)) {
    let piece = '';
    readLines(file, range!, text, window, (from, to) => {
      piece += Buffer.from(text.bytes.subarray(from, to)).toString('latin1');
    });
    pieces.push(piece);
  }
  closeSync(fd);
  return pieces;
}

const texts = fc.record({
  lines: fc.array(
    fc.string({ maxLength: 30 }).map((s) => s.replace(/[^ -~]/g, 'x')),
    { minLength: 1, maxLength: 60 },
  ),
  header: fc.nat(3),
  finalNewline: fc.boolean(),
  taskBytes: fc.integer({ min: 1, max: 300 }),
  window: fc.constantFrom(1, 20, 100, Number.POSITIVE_INFINITY),
  sizes: fc.array(fc.integer({ min: 1, max: 80 }), { minLength: 1, maxLength: 6 }),
});

test('tasks of any size give every line once and in order, plain and bgzipped', async () => {
  await fc.assert(
    fc.asyncProperty(texts, async ({ lines, header, finalNewline, taskBytes, sizes, window }) => {
      const head = '#h\n'.repeat(header);
      const body = lines.join('\n') + (finalNewline ? '\n' : '');
      const text = Buffer.from(head + body, 'latin1');
      const plain = join(folder, 'a.vcf');
      const packed = join(folder, 'a.vcf.gz');
      writeFileSync(plain, text);
      writeFileSync(packed, bgzf(text, sizes));
      for (const [path, format] of [
        [plain, 'vcf'],
        [packed, 'vcf-bgzip'],
      ] as const) {
        const pieces = await readInTasks(path, format, head.length, taskBytes, window);
        expect(pieces.join('')).toBe(body);
        for (const piece of pieces.slice(0, -1))
          if (piece !== '') expect(piece.endsWith('\n') || pieces.at(-1) === '').toBe(true);
      }
    }),
    { numRuns: 200 },
  );
});

test('a file of bgzip itself is read the same', async () => {
  const path = join(folder, 'w.vcf.gz');
  const body = Array.from({ length: 20_000 }, (_, i) => `1\t${i}\t.\tA\tC\n`).join('');
  await pipeline(Readable.from([Buffer.from(`#h\n${body}`)]), createBgzfWriter(), createWriteStream(path));
  const pieces = await readInTasks(path, 'vcf-bgzip', 3, 70_000, 30_000);
  expect(pieces.length).toBeGreaterThan(2);
  expect(pieces.join('')).toBe(body);
  expect(readFileSync(path).length).toBeLessThan(body.length);
});
