import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { deflateRawSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createBgzfWriter } from '../../../formats/bgzf/index.ts';
import { makeVcf, openTestArchive, type TestArchive } from '../testing.ts';

let archive: TestArchive;
beforeAll(async () => {
  archive = await openTestArchive();
});
afterAll(() => archive.close());

const good = makeVcf([{ name: 'Z1', gt: () => '0/1' }]);
const bgzip = (bytes: Uint8Array) => buffer(Readable.from([bytes]).pipe(createBgzfWriter()));

/** Every file of the data folder, with its place. */
function filesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** A tar archive (POSIX ustar) of one file. */
function tarOf(name: string, content: Buffer): Buffer {
  const head = Buffer.alloc(512);
  head.write(name, 0);
  head.write('0000644\0', 100);
  head.write(`${content.length.toString(8).padStart(11, '0')}\0`, 124);
  head.write('00000000000\0', 136);
  head.write('        0', 148);
  head.write('ustar\x0000', 257);
  head.write(
    `${head
      .reduce((sum, byte) => sum + byte, 0)
      .toString(8)
      .padStart(6, '0')}\0 `,
    148,
  );
  return Buffer.concat([head, content, Buffer.alloc(512 - (content.length % 512)), Buffer.alloc(1024)]);
}

/** A zip archive of one file, deflated. */
function zipOf(name: string, content: Buffer): Buffer {
  const packed = deflateRawSync(content);
  const head = Buffer.alloc(30);
  head.writeUInt32LE(0x04034b50, 0);
  head.writeUInt16LE(20, 4);
  head.writeUInt16LE(8, 8);
  head.writeUInt32LE(packed.length, 18);
  head.writeUInt32LE(content.length, 22);
  head.writeUInt16LE(name.length, 26);
  return Buffer.concat([head, Buffer.from(name), packed]);
}

/** Hands one file in; what is refused leaves no file and no row that counts. */
async function refused(name: string, content: Uint8Array): Promise<{ code: string; seconds: number }> {
  const before = filesOf(archive.dataDir);
  const began = performance.now();
  const outcome = await archive.add([archive.save(name, content)]).then(
    ({ state, report }) => {
      const [first] = (report?.findings ?? []).filter(({ severity }) => severity === 'error');
      return { state, code: first?.code ?? '' };
    },
    (error: { code?: string }) => ({ state: 'rejected', code: error.code ?? String(error) }),
  );
  expect(outcome.state, name).toBe('rejected');
  expect(filesOf(archive.dataDir), name).toEqual(before);
  return { code: outcome.code, seconds: (performance.now() - began) / 1000 };
}

test('an archive where a file is expected is refused by what it is, whatever its name says', async () => {
  const plain = Buffer.from(good);
  expect((await refused('genome.vcf', zipOf('../../genome.vcf', plain))).code).toBe('IDUN_FILE_KIND');
  expect((await refused('genome.vcf.gz', zipOf('genome.vcf', plain))).code).toBe('IDUN_FILE_KIND');
  for (const [name, content] of [
    ['genome.vcf', tarOf('../../../etc/passwd', plain)],
    ['genome.vcf.gz', gzipSync(tarOf('genome.vcf', plain))],
    ['genome.tar', await bgzip(tarOf('genome.vcf', plain))],
    ['image.vcf', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>')],
    ['program.vcf', Buffer.from([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0, 0, 0])],
  ] as const) {
    expect((await refused(name, content)).code, name).toMatch(/^IDUN_(?:FILE_KIND|VCF_\w+)$/);
  }
});

test('what was compressed twice is not unpacked twice', async () => {
  const once = gzipSync(good);
  expect((await refused('twice.vcf.gz', gzipSync(once))).code).toMatch(/^IDUN_VCF_\w+$/);
  expect((await refused('twice.bgz', await bgzip(await bgzip(Buffer.from(good))))).code).toMatch(/^IDUN_VCF_\w+$/);
  expect((await refused('mixed.vcf.gz', await bgzip(once))).code).toMatch(/^IDUN_VCF_\w+$/);
});

test('a bomb is refused at its first line, in little time and memory', async () => {
  // 32 MB of one line and of header lines, from some tens of kilobytes.
  const line = Buffer.alloc(1 << 25, 'A');
  const headers = Buffer.concat([
    Buffer.from('##fileformat=VCFv4.3\n'),
    Buffer.from('##x=aaaaaaaaaaa\n'.repeat(1 << 21)),
  ]);
  const before = process.memoryUsage().rss;
  for (const [name, content] of [
    ['line.vcf.gz', gzipSync(line)],
    ['line.vcf.bgz', await bgzip(line)],
    ['headers.vcf.gz', gzipSync(headers)],
    ['headers.vcf.bgz', await bgzip(headers)],
    ['zeros.vcf.gz', gzipSync(Buffer.alloc(1 << 25))],
  ] as const) {
    const { code, seconds } = await refused(name, content);
    expect(code, name).toMatch(/^IDUN_(?:VCF|GZIP|TEXT|FILE)_\w+$/);
    expect(seconds, name).toBeLessThan(20);
  }
  expect(process.memoryUsage().rss - before).toBeLessThan(1 << 30);
});

test('after all of them a good file goes in', async () => {
  expect((await archive.add([archive.save('good.vcf', good)])).state).toBe('accepted');
});
