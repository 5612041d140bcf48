import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { writeCohort, writeGenome } from './data/index.ts';
import { serveIdun } from './idun-server.ts';
import { timed, tool } from './process.ts';
import { type BenchOptions, type BenchRow, median } from './row.ts';
import { type Cohort, questions } from './variants-questions.ts';

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
