import { spawn, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { IDUN, idun, idunJson, temporaryData } from './idun.ts';

const places: (() => void)[] = [];
const folder = mkdtempSync(join(tmpdir(), 'idun-faults-'));
afterAll(() => {
  for (const remove of places) remove();
  rmSync(folder, { recursive: true, force: true });
});

/** A VCF of `samples` people and `records` sites with GT:DP:GQ, large enough that ingesting takes a while. */
function makeVcf(path: string, samples: number, records: number, seed = 1): string {
  let state = seed;
  const next = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  const names = Array.from({ length: samples }, (_, i) => `s${seed}_${i}`);
  const lines = [
    '##fileformat=VCFv4.3',
    '##contig=<ID=7,length=5000000>',
    '##FORMAT=<ID=GT,Number=1,Type=String,Description="Genotype">',
    '##FORMAT=<ID=DP,Number=1,Type=Integer,Description="Depth">',
    '##FORMAT=<ID=GQ,Number=1,Type=Integer,Description="Quality">',
    `#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\t${names.join('\t')}`,
  ];
  for (let i = 0; i < records; i++) {
    const calls = names.map(
      () => `${next() < 0.3 ? '0/1' : next() < 0.1 ? '1/1' : '0/0'}:${20 + Math.floor(next() * 20)}:99`,
    );
    lines.push(`7\t${100 + i * 7}\t.\tA\tG\t50\tPASS\t.\tGT:DP:GQ\t${calls.join('\t')}`);
  }
  writeFileSync(path, `${lines.join('\n')}\n`);
  return path;
}

interface Totals {
  total: number;
}

const frequencyRows = (data: string): string[] => {
  const output = join(data, '..', `f-${Math.random().toString(36).slice(2)}.tsv`);
  const outcome = idun(data, ['variants', 'frequencies', '--dataset', 'faults', '--output', output]);
  if (outcome.status !== 0) return [];
  return readFileSync(output, 'utf8').trimEnd().split('\n').slice(1);
};

describe('kill -9 at any moment of an ingestion', () => {
  const file = join(folder, 'killed.vcf');
  beforeAll(() => {
    makeVcf(file, 60, 20_000);
  });

  test('leaves the database as it was, or whole; the next run finishes the work and nothing is left behind', async () => {
    const { data, remove } = temporaryData();
    places.push(remove);
    expect(idun(data, ['reference', 'list', '--json']).status).toBe(0);
    for (const after of [300, 700, 1100, 1500, 2000, 2600, 3300]) {
      const child = spawn(IDUN[0], [IDUN[1], '--data', data, 'genomes', 'add', file, '--dataset', 'faults'], {
        stdio: 'ignore',
        detached: true,
      });
      const ended = new Promise((done) => child.once('exit', done));
      await new Promise((done) => setTimeout(done, after));
      try {
        process.kill(-child.pid!, 'SIGKILL');
      } catch {
        // it had finished
      }
      await ended;
      const { total } = idunJson<Totals>(data, ['genomes', 'list']);
      expect([0, 60]).toContain(total);
      if (total === 60) break;
    }
    const finished = idun(data, ['genomes', 'add', file, '--dataset', 'faults']);
    expect(finished.status, finished.stderr).toBe(0);
    expect(idunJson<Totals>(data, ['genomes', 'list']).total).toBe(60);
    expect(frequencyRows(data)).toHaveLength(20_000);
    const unfinished = readdirSync(data, { recursive: true, encoding: 'utf8' }).filter((name) =>
      /\.writing-|\.tmp$/.test(name),
    );
    expect(unfinished).toEqual([]);
  });
});

describe('two writers at once', () => {
  test('both submissions are there, whole, and counted once', async () => {
    const { data, remove } = temporaryData();
    places.push(remove);
    expect(idun(data, ['reference', 'list', '--json']).status).toBe(0);
    const files = [1, 2].map((seed) => makeVcf(join(folder, `writer-${seed}.vcf`), 20, 3000, seed));
    const statuses = await Promise.all(
      files.map(
        (path) =>
          new Promise<number | null>((done) => {
            spawn(IDUN[0], [IDUN[1], '--data', data, 'genomes', 'add', path, '--dataset', 'faults'], {
              stdio: 'ignore',
            }).once('exit', done);
          }),
      ),
    );
    expect(statuses).toEqual([0, 0]);
    expect(idunJson<Totals>(data, ['genomes', 'list']).total).toBe(40);
    const rows = frequencyRows(data);
    expect(rows).toHaveLength(3000);
    for (const row of rows) expect(row.split('\t')[5]).toBe('80');
  });
});

describe('a full disk', () => {
  const mount = join(folder, 'small-disk');
  mkdirSync(mount);
  const mounted =
    process.getuid?.() === 0 && spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=160m', 'tmpfs', mount]).status === 0;
  afterAll(() => {
    if (mounted) spawnSync('umount', ['-l', mount]);
  });
  if (!mounted) console.log('skipped: a small file system can only be mounted as root');

  test.skipIf(!mounted)('is named, the submission is not taken, and what was there before still answers', () => {
    const data = join(mount, 'data');
    const first = idun(data, ['genomes', 'add', makeVcf(join(folder, 'small.vcf'), 3, 500, 5), '--dataset', 'faults']);
    expect(first.status, first.stderr).toBe(0);
    const before = frequencyRows(data);
    writeFileSync(join(mount, 'ballast'), Buffer.alloc(Math.max(0, freeBytes(mount) - 6_000_000)));
    const second = idun(data, [
      'genomes',
      'add',
      makeVcf(join(folder, 'large.vcf'), 60, 30_000, 6),
      '--dataset',
      'faults',
    ]);
    expect(second.status).not.toBe(0);
    expect(second.stderr).toMatch(/space|full|ENOSPC/i);
    rmSync(join(mount, 'ballast'));
    expect(frequencyRows(data)).toEqual(before);
    expect(idunJson<Totals>(data, ['genomes', 'list']).total).toBe(3);
  });
});

function freeBytes(path: string): number {
  const [, line] = spawnSync('df', ['-B1', '--output=avail', path], { encoding: 'utf8' }).stdout.trim().split('\n');
  return Number(line);
}

describe('bad input gets a clear answer and changes nothing', () => {
  const { data, remove } = temporaryData();
  const good = join(folder, 'good.vcf');
  let before: string[] = [];
  beforeAll(() => {
    makeVcf(good, 4, 200, 9);
    const outcome = idun(data, ['genomes', 'add', good, '--dataset', 'faults']);
    expect(outcome.status, outcome.stderr).toBe(0);
    before = frequencyRows(data);
  });
  afterAll(remove);

  const edit = (name: string, change: (text: string) => string | Buffer): string => {
    const path = join(folder, name);
    writeFileSync(path, change(readFileSync(good, 'utf8').replaceAll('s9_', `${name.replace(/\W/g, '')}_`)));
    return path;
  };
  const lineOf = (text: string, n: number): string => text.split('\n')[n - 1]!;
  const cases: [name: string, make: () => string, says: RegExp][] = [
    [
      'a line with too few columns',
      () => edit('few.vcf', (t) => t.replace(lineOf(t, 20), lineOf(t, 20).split('\t').slice(0, 11).join('\t'))),
      /line 20\b/,
    ],
    [
      'a genotype out of range',
      () => edit('range.vcf', (t) => t.replace(lineOf(t, 30), lineOf(t, 30).replace(/\t[01]\/[01]:/, '\t0/7:'))),
      /line 30\b[\s\S]*7/,
    ],
    [
      'records out of order',
      () =>
        edit('order.vcf', (t) =>
          t
            .split('\n')
            .map((l, i, all) => (i === 39 ? all[60]! : i === 60 ? all[39]! : l))
            .join('\n'),
        ),
      /line 4[01]\b[\s\S]*(sort|order)/i,
    ],
    [
      'a POS that is no number',
      () => edit('pos.vcf', (t) => t.replace(lineOf(t, 25), lineOf(t, 25).replace(/^7\t\d+/, '7\tabc'))),
      /line 25\b/,
    ],
    [
      'two samples of one name',
      () => edit('names.vcf', (t) => t.replace('namesvcf_1', 'namesvcf_0')),
      /namesvcf_0|sample/i,
    ],
    [
      'a header that lies about its length',
      () => edit('length.vcf', (t) => t.replace('length=5000000', 'length=150')),
      /length|beyond|end/i,
    ],
    ['an empty file', () => edit('empty.vcf', () => ''), /empty/i],
    ['UTF-16', () => edit('utf16.vcf', (t) => Buffer.from(`\ufeff${t}`, 'utf16le')), /UTF-16/],
    ['a directory', () => folder, /director/i],
    ['a file that is not there', () => join(folder, 'nowhere.vcf'), /nowhere\.vcf/],
    ['no header', () => edit('headless.vcf', (t) => t.split('\n').slice(6).join('\n')), /fileformat|header/i],
    ['text that is no VCF', () => edit('text.vcf', () => 'hello\nworld\n'), /fileformat|VCF/],
    [
      'a truncated bgzip file',
      () => {
        const packed = packWithBgzip(
          edit('cut.vcf', (t) => t),
          'cut.vcf.gz',
        );
        truncateSync(packed, statSync(packed).size - 40);
        return packed;
      },
      /trunc|ends/i,
    ],
    [
      'a bgzip block with a bad checksum',
      () => {
        const packed = packWithBgzip(
          edit('crc.vcf', (t) => t),
          'crc.vcf.gz',
        );
        const bytes = readFileSync(packed);
        const size = bytes.readUInt16LE(16) + 1;
        bytes.writeUInt32LE((bytes.readUInt32LE(size - 8) ^ 0x5a5a5a5a) >>> 0, size - 8);
        writeFileSync(packed, bytes);
        return packed;
      },
      /checksum|CRC/i,
    ],
  ];

  for (const [name, make, says] of cases) {
    test(name, () => {
      const outcome = idun(data, ['genomes', 'add', make(), '--dataset', 'faults']);
      expect(outcome.status, outcome.stdout + outcome.stderr).not.toBe(0);
      expect(outcome.stderr + outcome.stdout).toMatch(says);
      expect(outcome.stderr).not.toMatch(/\n\s+at .*:\d+:\d+/);
      expect(frequencyRows(data)).toEqual(before);
    });
  }

  test('after all of them the data directory holds nothing of what was refused', () => {
    expect(idunJson<Totals>(data, ['genomes', 'list']).total).toBe(4);
    const accepted = idunJson<{ items: { state: string }[] }>(data, ['submissions', 'list']).items.filter(
      (s) => s.state === 'accepted',
    );
    expect(accepted).toHaveLength(1);
    expect(existsSync(join(data, 'segments'))).toBe(true);
  });
});

/** Packs a file with bgzip-shaped blocks, by the program's own writer: `bgzip` when installed, else Node's gzip is not enough and the test says so. */
function packWithBgzip(path: string, name: string): string {
  const packed = join(folder, name);
  const result = spawnSync('bgzip', ['-c', path], { maxBuffer: 1 << 28 });
  if (result.status !== 0) throw new Error('bgzip (Debian package tabix) is needed for this test');
  writeFileSync(packed, result.stdout);
  return packed;
}
