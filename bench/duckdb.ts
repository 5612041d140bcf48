import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';

import type { App } from '../src/app/compose.ts';
import { readLines, readTextFile } from '../src/formats/gzip/index.ts';
import type { Scope } from '../src/trust/scope/index.ts';
import { median } from './row.ts';

/**
 * The same cohort counts by DuckDB: a native table of carriers (variant, sample, copies), read from the same VCF, grouped by
 * variant for the samples of the cohort. Checks that its sum equals ours.
 * @returns median milliseconds of seven warm runs, or null when DuckDB is not installed
 */
export async function cohortOfDuckDb(
  folder: string,
  app: App,
  scope: Scope,
  vcf: string,
  cohort: string[],
  say: (line: string) => void,
): Promise<number | null> {
  const duckdb = await import('@duckdb/node-api').catch(() => null);
  if (!duckdb) return null;
  say('loading the carriers into DuckDB …');
  const csv = join(folder, 'carriers.csv');
  const names = await writeCarriers(vcf, csv);
  const instance = await duckdb.DuckDBInstance.create(join(folder, 'peer.duckdb'), { threads: '2' });
  const connection = await instance.connect();
  try {
    await connection.run(
      `create table carriers as select * from read_csv('${csv}', columns = {variant: 'UINTEGER', sample: 'USMALLINT', copies: 'UTINYINT'}, header = false)`,
    );
    await connection.run('create table chosen (sample usmallint)');
    const index = new Map(names.map((name, i) => [name, i]));
    await connection.run(`insert into chosen values ${cohort.map((name) => `(${index.get(name)})`).join(',')}`);
    const query =
      'select variant, sum(copies) as ac from carriers where sample in (select sample from chosen) group by variant';
    const times: number[] = [];
    let sum = 0n;
    for (let i = 0; i < 9; i++) {
      const from = performance.now();
      const result = await connection.runAndReadAll(query);
      const rows = result.getRows();
      times.push(performance.now() - from);
      sum = rows.reduce((total, row) => total + BigInt(row[1] as bigint | number), 0n);
    }
    await compareSums(app, scope, cohort, sum);
    return median(times.slice(2));
  } finally {
    connection.closeSync();
  }
}

async function compareSums(app: App, scope: Scope, cohort: string[], theirs: bigint): Promise<void> {
  const scan = await app.variants.scan(scope, { reference: 'bench', dataset: 'cohort', samples: cohort });
  let ours = 0n;
  for await (const batch of scan.batches)
    for (const ac of batch.counts[0]!.ac.subarray(0, batch.rows)) ours += BigInt(ac);
  if (ours !== theirs)
    throw new Error(`DuckDB counts ${theirs} alternate alleles in the cohort, Idun ${ours}: the comparison is void`);
}

/** Carriers of the first alternate allele, a line each. @returns the sample names */
async function writeCarriers(vcf: string, path: string): Promise<string[]> {
  const out = createWriteStream(path, { highWaterMark: 1 << 22 });
  let names: string[] = [];
  let variant = 0;
  for await (const { lines } of readLines(readTextFile(vcf), { longestLine: 1 << 28 })) {
    for (const line of lines) {
      if (line.startsWith('#CHROM')) names = line.split('\t').slice(9);
      if (line.startsWith('#') || line === '') continue;
      let at = 0;
      for (let i = 0; i < 9; i++) at = line.indexOf('\t', at) + 1;
      const rows: string[] = [];
      for (let sample = 0; at > 0 && at < line.length; sample++) {
        const copies = (line.charCodeAt(at) === 49 ? 1 : 0) + (line.charCodeAt(at + 2) === 49 ? 1 : 0);
        if (copies > 0) rows.push(`${variant},${sample},${copies}\n`);
        const next = line.indexOf('\t', at);
        at = next < 0 ? line.length : next + 1;
      }
      variant++;
      if (rows.length > 0 && !out.write(rows.join(''))) await once(out, 'drain');
    }
  }
  out.end();
  await once(out, 'finish');
  return names;
}
