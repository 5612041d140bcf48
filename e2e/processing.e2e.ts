import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ServedIdun, serveIdun } from '../bench/idun-server.ts';
import { temporaryData, waitFor } from './idun.ts';
import { processesIn } from './start/process.ts';

const { data, remove } = temporaryData();
let server: ServedIdun;
beforeAll(async () => {
  server = await serveIdun(data);
});
afterAll(async () => {
  await server.stop();
  remove();
});

/** Hands in one person's variants, and waits until they are accepted. */
async function handIn(sample: string): Promise<void> {
  const path = join(data, `${sample}.vcf`);
  const header = `##fileformat=VCFv4.3\n##contig=<ID=1,length=249250621>\n##FORMAT=<ID=GT,Number=1,Type=String,Description="Genotype">`;
  const records = Array.from({ length: 200 }, (_, i) => `1\t${1000 + i * 7}\t.\tA\tG\t.\tPASS\t.\tGT\t${i % 2}/1`);
  const columns = `#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\t${sample}`;
  writeFileSync(path, `${[header, columns, ...records].join('\n')}\n`);
  await server.handIn(await server.upload(path), 'hospital');
}

const waiting = (): string[] => processesIn(data).filter((words) => words.includes('submissions process'));
const gone = () =>
  waitFor(
    () => (waiting().length === 0 ? true : undefined),
    20_000,
    () => waiting().join('\n'),
  );
const pidOf = (words: string | undefined): number => Number(words?.split(' ', 1)[0]);

test('one process takes submission after submission; another takes its place when it is killed; none outlives the server', async () => {
  expect(waiting()).toEqual([]);
  await handIn('NA1');
  const [first, ...others] = waiting();
  expect([typeof first, others]).toEqual(['string', []]);
  await handIn('NA2');
  expect(waiting()).toEqual([first]);
  process.kill(pidOf(first), 'SIGKILL');
  await gone();
  await handIn('NA3');
  expect(waiting()).toHaveLength(1);
  expect(pidOf(waiting()[0])).not.toBe(pidOf(first));
  process.kill(server.pid, 'SIGKILL');
  await gone();
  server = await serveIdun(data);
  await handIn('NA4');
  await server.stop();
  expect(processesIn(data)).toEqual([]);
});
