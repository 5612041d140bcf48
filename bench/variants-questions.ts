import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { sql } from 'kysely';
import { type App, openApp } from '../src/app/compose.ts';
import { loadConfig } from '../src/platform/config/index.ts';
import { silentLogger } from '../src/platform/logging/index.ts';
import { limitPersons, mintOperatorScope, type Scope } from '../src/trust/scope/index.ts';
import { projectScope } from '../src/trust/scope/testing.ts';
import { cohortOfDuckDb } from './duckdb.ts';
import { serveIdun } from './idun-server.ts';
import { timed, tool } from './process.ts';
import { type BenchRow, median, percentile } from './row.ts';

/** The generated cohort, and the data directory that holds it after ingestion. */
export interface Cohort {
  folder: string;
  data: string;
  vcf: string;
  fasta: string;
  samples: number;
}

/** Counts, single variants, a limit and the table over HTTP, of a cohort that has been taken in. */
export async function* questions(
  { folder, data, vcf, samples }: Cohort,
  wants: (part: string) => boolean,
  say: (line: string) => void,
): AsyncGenerator<BenchRow> {
  const app = await openApp(loadConfig({ data }, {}), silentLogger);
  try {
    const scope = await mintOperatorScope(app.database.app, { actorId: 'bench' });
    const names = await sampleNames(vcf);
    const cohort = names.filter((_, i) => i % Math.floor(samples / 515) === 0).slice(0, 515);
    if (wants('counts')) yield* counts(app, scope, { folder, vcf, cohort }, say);
    if (wants('lookup')) yield* lookups(app, scope, vcf);
    if (wants('limit')) yield* limited(app, scope, { vcf, cohort }, say);
    if (wants('http')) yield* overHttp(folder, data, cohort, say);
  } finally {
    await app.close();
  }
}

async function* counts(
  app: App,
  scope: Scope,
  { folder, vcf, cohort }: { folder: string; vcf: string; cohort: string[] },
  say: (line: string) => void,
): AsyncGenerator<BenchRow> {
  const request = { reference: 'bench', dataset: 'cohort', samples: cohort };
  say('counting a cohort of 515 …');
  const times: number[] = [];
  let alleles = 0;
  for (let i = 0; i < 15; i++) {
    const from = performance.now();
    alleles = 0;
    const scan = await app.variants.scan(scope, request);
    for await (const batch of scan.batches) alleles += batch.rows;
    times.push(performance.now() - from);
  }
  const duck = await cohortOfDuckDb(folder, app, scope, vcf, cohort, say);
  yield {
    name: `allele counts of 515 samples over ${alleles} alleles, resident`,
    ours: median(times.slice(3)),
    peer: duck,
    peerName: duck === null ? null : 'DuckDB, native table of carriers',
    unit: 'ms',
    goal: { ratio: 10 },
  };
}

async function* lookups(app: App, scope: Scope, vcf: string): AsyncGenerator<BenchRow> {
  const keys = await someAlleles(vcf, 2000);
  const lookup = await app.variants.lookup(scope, 'bench');
  const times: number[] = [];
  try {
    for (const round of [0, 1, 2]) {
      for (const { chrom, start, ref, alt } of keys) {
        const from = performance.now();
        await lookup.count(chrom, start, ref, alt);
        if (round > 0) times.push((performance.now() - from) * 1000);
      }
    }
  } finally {
    lookup.close();
  }
  yield {
    name: 'one variant in process, median',
    ours: median(times),
    peer: null,
    peerName: null,
    unit: 'µs',
    goal: { limit: 100 },
  };
  yield {
    name: 'one variant in process, 99 %',
    ours: percentile(times, 0.99),
    peer: null,
    peerName: null,
    unit: 'µs',
    goal: null,
  };
}

/** What a limit costs: the same people counted by a permit that names them, and by an operator who names their samples. */
async function* limited(
  app: App,
  operator: Scope,
  { vcf, cohort }: { vcf: string; cohort: string[] },
  say: (line: string) => void,
): AsyncGenerator<BenchRow> {
  say('counting under a limit of 515 people …');
  const { rows } = await sql<{ no: number; dataset: string }>`select g.person_no as no, d.id as dataset
    from genomes.genomes g join genomes.datasets d using (dataset_no) where g.sample_name = any(${cohort}::text[])`.execute(
    app.database.app,
  );
  const { dataset } = rows[0]!;
  const kept = performance.now();
  const limitNo = await limitPersons(
    app.database.app,
    rows.map(({ no }) => no),
  );
  say(`kept ${rows.length} people in ${(performance.now() - kept).toFixed(1)} ms`);
  const limits = new Map([[dataset, new Set([limitNo])]]);
  const population = { kind: 'datasets', datasets: new Set<string>(), limits } as const;
  const project = projectScope({ population, allows: ['counts'], minimumCount: 0 });
  const scan = async (scope: Scope, request: object): Promise<void> => {
    const { batches } = await app.variants.scan(scope, { reference: 'bench', ...request });
    for await (const _ of batches);
  };
  const first = performance.now();
  await app.variants.totals(project, 'bench');
  say(`first answer under the limit after ${(performance.now() - first).toFixed(1)} ms`);
  const keys = await someAlleles(vcf, 300);
  const show = async (scope: Scope): Promise<void> => {
    for (const { chrom, start, ref, alt } of keys) {
      await app.variants.show(scope, { reference: 'bench', variant: `${chrom}-${start + 1}-${ref}-${alt}` });
    }
  };
  const pairs: [name: string, ours: () => Promise<void>, theirs: () => Promise<void>, repeats: number, peer: string][] =
    [
      [
        'allele counts under a limit of 515 people',
        () => scan(project, {}),
        () => scan(operator, { dataset: 'cohort', samples: cohort }),
        9,
        'the same people named by an operator',
      ],
      ['300 variants in every group under a limit', () => show(project), () => show(operator), 7, 'without the limit'],
    ];
  for (const [name, ours, theirs, repeats, peerName] of pairs) {
    const took = { ours: [] as number[], theirs: [] as number[] };
    for (let i = 0; i < repeats; i++) {
      for (const [key, work] of [
        ['ours', ours],
        ['theirs', theirs],
      ] as const) {
        const from = performance.now();
        await work();
        took[key].push(performance.now() - from);
      }
    }
    const { ours: own, theirs: peer } = took;
    yield { name, ours: median(own.slice(2)), peer: median(peer.slice(2)), peerName, unit: 'ms', goal: null };
  }
}

async function* overHttp(
  folder: string,
  data: string,
  cohort: string[],
  say: (line: string) => void,
): AsyncGenerator<BenchRow> {
  say('frequency table over HTTP …');
  const plink = tool('plink2');
  const server = await serveIdun(data);
  try {
    const times: number[] = [];
    for (let i = 0; i < 7; i++) {
      const from = performance.now();
      await server.frequencies({ reference: 'bench', dataset: 'cohort', samples: cohort.join(',') });
      times.push((performance.now() - from) / 1000);
    }
    const theirs: number[] = [];
    if (plink) {
      const keep = join(folder, 'keep.txt');
      writeFileSync(keep, `${cohort.join('\n')}\n`);
      for (let i = 0; i < 5; i++) {
        const args = [
          '--pfile',
          join(folder, 'plink'),
          '--freq',
          'counts',
          '--keep',
          keep,
          '--threads',
          '2',
          '--out',
          join(folder, 'freq'),
        ];
        theirs.push((await timed(plink, args)).seconds);
      }
    }
    yield {
      name: 'from HTTP request to finished TSV, 515 samples',
      ours: median(times.slice(2)),
      peer: plink ? median(theirs) : null,
      peerName: plink ? 'plink2 --freq counts --keep, whole process' : null,
      unit: 's',
      goal: { ratio: 1 },
    };
  } finally {
    await server.stop();
  }
}

async function sampleNames(vcf: string): Promise<string[]> {
  const { readLines, readTextFile } = await import('../src/formats/gzip/index.ts');
  for await (const { lines } of readLines(readTextFile(vcf), { longestLine: 1 << 28 })) {
    const header = lines.find((line) => line.startsWith('#CHROM'));
    if (header) return header.split('\t').slice(9);
  }
  return [];
}

async function someAlleles(
  vcf: string,
  count: number,
): Promise<{ chrom: string; start: number; ref: string; alt: string }[]> {
  const { readLines, readTextFile } = await import('../src/formats/gzip/index.ts');
  const found: { chrom: string; start: number; ref: string; alt: string }[] = [];
  for await (const { lines } of readLines(readTextFile(vcf), { longestLine: 1 << 28 })) {
    for (const line of lines) {
      if (line.startsWith('#') || found.length >= count) continue;
      const [chrom, pos, , ref, alt] = line.slice(0, 400).split('\t');
      found.push({ chrom: chrom!, start: Number(pos) - 1, ref: ref!, alt: alt!.split(',')[0]! });
    }
    if (found.length >= count) break;
  }
  return found;
}
