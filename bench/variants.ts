import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { performance } from 'node:perf_hooks';
import { sql } from 'kysely';

import { openApp } from '../src/app/compose.ts';
import { loadConfig } from '../src/platform/config/index.ts';
import { silentLogger } from '../src/platform/logging/index.ts';
import { limitPersons, mintOperatorScope, type Scope } from '../src/trust/scope/index.ts';
import { projectScope } from '../src/trust/scope/testing.ts';
import { writeCohort, writeGenome } from './data/index.ts';
import { cohortOfDuckDb } from './duckdb.ts';
import { serveIdun } from './idun-server.ts';
import { timed, tool } from './process.ts';
import { type BenchOptions, type BenchRow, median, percentile } from './row.ts';

const REPEATS = 3;
const idun = [process.execPath, resolve('bin/idun.mjs')] as const;

/** Ingestion, cohort counts, one variant, one more genome: ours beside plink2, bcftools and DuckDB on the same generated data. */
export async function* measure({ small, say, wants }: BenchOptions): AsyncGenerator<BenchRow> {
  const folder = mkdtempSync(join(tmpdir(), 'idun-bench-'));
  try {
    await timed(idun[0], [idun[1], '--version']);
    const cohort: Cohort = {
      folder,
      data: join(folder, 'data-0'),
      vcf: join(folder, 'cohort.vcf.gz'),
      fasta: join(folder, 'cohort.fa'),
      samples: 2504,
    };
    if (['ingestion', 'counts', 'lookup', 'limit', 'http'].some(wants)) {
      const variants = small ? 20_000 : 200_000;
      const { samples, vcf, fasta } = cohort;
      say(`making ${variants} variants × ${samples} samples …`);
      await writeCohort({ vcf, fasta, variants, samples, seed: 1 });
      for await (const row of ingestion(cohort, wants('ingestion') ? REPEATS : 1, say))
        if (wants('ingestion')) yield row;
      yield* questions(cohort, wants, say);
    }
    if (wants('genome')) yield* oneGenome(cohort, small, say);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The generated cohort, and the data directory that holds it after ingestion. */
interface Cohort {
  folder: string;
  data: string;
  vcf: string;
  fasta: string;
  samples: number;
}

async function* ingestion(
  { folder, vcf, fasta }: Cohort,
  repeats: number,
  say: (line: string) => void,
): AsyncGenerator<BenchRow> {
  const plink = tool('plink2');
  const bcftools = tool('bcftools');
  const ours: number[] = [];
  const whole: number[] = [];
  const memory: number[] = [];
  const theirs: number[] = [];
  for (let i = 0; i < repeats; i++) {
    say(`ingesting, run ${i + 1} of ${repeats} …`);
    const data = join(folder, `data-${i}`);
    await timed(idun[0], [idun[1], '--data', data, 'reference', 'add', fasta, '--name', 'bench']);
    const run = await timed(idun[0], [idun[1], '--data', data, 'genomes', 'add', vcf, '--dataset', 'cohort', '--json']);
    ours.push(run.answered);
    whole.push(run.seconds);
    memory.push(run.peakMb);
    if (plink)
      theirs.push(
        (await timed(plink, ['--vcf', vcf, '--make-pgen', '--threads', '2', '--out', join(folder, 'plink')])).seconds,
      );
    if (i > 0) rmSync(data, { recursive: true, force: true });
  }
  const wall = median(ours);
  yield {
    name: 'ingestion of a cohort, from the start of the process until it is accepted, fsynced and readable',
    ours: wall,
    peer: plink ? median(theirs) : null,
    peerName: plink ? 'plink2 --vcf --make-pgen --threads 2' : null,
    unit: 's',
    goal: { ratio: 1.5 },
  };
  let bcftoolsSeconds: number | null = null;
  if (bcftools) {
    const run = await timed(bcftools, ['view', '-Ou', '-o', '/dev/null', vcf]);
    bcftoolsSeconds = run.seconds;
    yield {
      name: 'ingestion of a cohort, from the start of the process until it is accepted, fsynced and readable',
      ours: wall,
      peer: run.seconds,
      peerName: 'bcftools view -Ou',
      unit: 's',
      goal: { ratio: 5 },
    };
  }
  yield {
    name: 'the same, until the process has ended and stopped the database it started',
    ours: median(whole),
    peer: plink ? median(theirs) : null,
    peerName: plink ? 'plink2 --vcf --make-pgen --threads 2' : null,
    unit: 's',
    goal: null,
  };
  const served = await handedIn(folder, { vcf, fasta, repeats }, say);
  const servedName =
    'ingestion by a running server, from handing in the uploaded file until it is accepted, fsynced and readable';
  if (plink && bcftoolsSeconds !== null) {
    yield {
      name: servedName,
      ours: served,
      peer: median(theirs),
      peerName: 'plink2 --vcf --make-pgen --threads 2',
      unit: 's',
      goal: { ratio: 1.5 },
    };
    yield {
      name: servedName,
      ours: served,
      peer: bcftoolsSeconds,
      peerName: 'bcftools view -Ou',
      unit: 's',
      goal: { ratio: 5 },
    };
  }
  yield {
    name: 'memory of the ingesting process at its highest',
    ours: Math.max(...memory),
    peer: null,
    peerName: null,
    unit: 'MB',
    goal: { limit: 2048 },
  };
}

/**
 * Median seconds of a server that runs already and has taken in a file before, as servers have: the same file, taken back after
 * each run, so that each is read, checked, encrypted and committed anew.
 */
async function handedIn(
  folder: string,
  { vcf, fasta, repeats }: { vcf: string; fasta: string; repeats: number },
  say: (line: string) => void,
): Promise<number> {
  const data = join(folder, 'data-served');
  await timed(idun[0], [idun[1], '--data', data, 'reference', 'add', fasta, '--name', 'bench']);
  const server = await serveIdun(data);
  try {
    const seconds: number[] = [];
    for (let i = 0; i <= repeats; i++) {
      say(`handing in at a server, run ${i} of ${repeats} …`);
      const run = await server.handIn(await server.upload(vcf), 'cohort');
      if (i > 0) seconds.push(run.seconds);
      await server.retract(run.submission);
    }
    return median(seconds);
  } finally {
    await server.stop();
    rmSync(data, { recursive: true, force: true });
  }
}

async function* questions(
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
  app: Awaited<ReturnType<typeof openApp>>,
  scope: Awaited<ReturnType<typeof mintOperatorScope>>,
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

async function* lookups(
  app: Awaited<ReturnType<typeof openApp>>,
  scope: Awaited<ReturnType<typeof mintOperatorScope>>,
  vcf: string,
): AsyncGenerator<BenchRow> {
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
  app: Awaited<ReturnType<typeof openApp>>,
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

async function* oneGenome(
  { folder, data }: Cohort,
  small: boolean,
  say: (line: string) => void,
): AsyncGenerator<BenchRow> {
  const calls = small ? 450_000 : 4_500_000;
  const vcf = join(folder, 'genome.vcf.gz');
  say(`making one genome of ${calls} calls …`);
  const fasta = join(folder, 'genome.fa');
  await writeGenome({ vcf, fasta, calls, sample: 'ONE', seed: 2, spacing: 30 });
  await timed(idun[0], [idun[1], '--data', data, 'reference', 'add', fasta, '--name', 'genome']);
  say('adding it to the store …');
  const run = await timed(idun[0], [idun[1], '--data', data, 'genomes', 'add', vcf, '--dataset', 'one', '--json']);
  yield {
    name: `one genome of ${calls} calls added, whole process until accepted`,
    ours: run.seconds,
    peer: null,
    peerName: null,
    unit: 's',
    goal: small ? null : { limit: 15 },
  };
  yield {
    name: 'memory while adding one genome, highest',
    ours: run.peakMb,
    peer: null,
    peerName: null,
    unit: 'MB',
    goal: { limit: 2048 },
  };
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
