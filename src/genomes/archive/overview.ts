import { sql } from 'kysely';
import type { Clock } from '../../platform/clock/index.ts';
import type { Db } from '../../platform/database/index.ts';
import { listOpenJobs } from '../../platform/jobs/index.ts';
import type { ProgressSnapshot } from '../../platform/progress/index.ts';
import { recordAccess } from '../../trust/audit/index.ts';
import { readAs, type Scope } from '../../trust/scope/index.ts';
import type { VariantStore } from '../variants/index.ts';
import { type DatasetAnswer, listDatasets } from './datasets/list-datasets.ts';
import { listReferences, type ReferenceAnswer } from './references/list-references.ts';

export interface OverviewJob {
  id: string;
  kind: string;
  label: string;
  submission: string | null;
  dataset: string | null;
  startedAt: Date | null;
  progress: Omit<ProgressSnapshot, 'log'> | null;
}

export interface Overview {
  asOf: { dataVersion: number; maskEpoch: number; at: Date };
  /** Of real data; of the demo nation (`demo`) only where there is nothing else. */
  totals: { genomes: number; persons: number; alleles: number; submissions: number; datasets: number; demo: boolean };
  growth: { month: string; dataset: string; source: string; demo: boolean; genomes: number }[];
  datasets: DatasetAnswer[];
  references: (Omit<ReferenceAnswer, 'contigs'> & { contigs: number; alleles: number })[];
  jobs: OverviewJob[];
}

/** Makes overviews; allele counts are kept until data or masks change. */
export function makeOverview(deps: { db: Db; variants: VariantStore; clock: Clock }) {
  let counted: { key: string; alleles: Map<string, number> } | undefined;

  async function countAlleles(
    scope: Scope,
    key: string,
    references: readonly ReferenceAnswer[],
  ): Promise<Map<string, number>> {
    if (counted?.key === key) return counted.alleles;
    const alleles = new Map<string, number>();
    for (const { name, genomes } of references) {
      alleles.set(name, genomes === 0 ? 0 : (await deps.variants.totals(scope, name)).alleles);
    }
    counted = { key, alleles };
    return alleles;
  }

  /** Counts over the whole database, its growth and its running work. One audit entry. Act `counts`. */
  return async function overview(scope: Scope): Promise<Overview> {
    const db = readAs(deps.db, scope, 'counts');
    await recordAccess(deps.db, scope, { action: 'overview.show', object: 'overview' });
    const versions = await readVersions(db);
    const references = await listReferences(db);
    const alleles = await countAlleles(scope, `${versions.dataVersion} ${versions.maskEpoch}`, references);
    const real = references.some((reference) => !reference.demo && reference.genomes > 0);
    const summed = references.filter((reference) => reference.demo !== real);
    return {
      asOf: { ...versions, at: deps.clock.now() },
      totals: {
        ...(await readTotals(db, !real)),
        alleles: summed.reduce((sum, { name }) => sum + (alleles.get(name) ?? 0), 0),
        demo: !real,
      },
      growth: await readGrowth(db),
      datasets: (await listDatasets(db, scope, { limit: 1000 })).items,
      references: references.map((reference) => ({
        ...reference,
        contigs: reference.contigs.length,
        alleles: alleles.get(reference.name) ?? 0,
      })),
      jobs: await readJobs(db),
    };
  };
}

async function readVersions(db: Db): Promise<{ dataVersion: number; maskEpoch: number }> {
  const { rows } = await sql<{ dataVersion: number; maskEpoch: number }>`select
      (select version from genomes.manifest) as "dataVersion", (select epoch from trust.mask_epoch) as "maskEpoch"`.execute(
    db,
  );
  return rows[0]!;
}

async function readTotals(db: Db, demo: boolean): Promise<Omit<Overview['totals'], 'alleles' | 'demo'>> {
  const { rows } = await sql<Omit<Overview['totals'], 'alleles' | 'demo'>>`select
      count(g.genome_no)::int as genomes, count(distinct g.person_no)::int as persons,
      (select count(*)::int from genomes.submissions s join genomes.datasets d using (dataset_no) where d.demo = ${demo}) as submissions,
      (select count(*)::int from genomes.datasets d where d.demo = ${demo}) as datasets
    from genomes.genomes g join genomes.datasets d using (dataset_no)
    where g.state = 'current' and d.demo = ${demo}`.execute(db);
  return rows[0]!;
}

async function readGrowth(db: Db): Promise<Overview['growth']> {
  const { rows } = await sql<Overview['growth'][number]>`select
      to_char(g.added_at at time zone 'UTC', 'YYYY-MM') as month, d.name as dataset, g.source, d.demo, count(*)::int as genomes
    from genomes.genomes g join genomes.datasets d using (dataset_no)
    where g.state = 'current' group by 1, 2, 3, 4 order by 1, 2, 3`.execute(db);
  return rows;
}

async function readJobs(db: Db): Promise<OverviewJob[]> {
  const { rows } = await sql<Omit<OverviewJob, 'progress'> & { progress: ProgressSnapshot | null }>`select s.id,
      'submission' as kind, 'Submission to ' || d.name as label, s.id as submission, d.name as dataset,
      s.validating_at as "startedAt", s.progress
    from genomes.submissions s join genomes.datasets d using (dataset_no)
    where s.state in ('received', 'validating') order by s.submission_no limit 100`.execute(db);
  const others = (await listOpenJobs(db)).filter((job) => job.task !== 'submissions.process');
  return [
    ...rows,
    ...others.map(({ id, task, title, startedAt, progress }) => {
      return { id, kind: task, label: title, submission: null, dataset: null, startedAt, progress };
    }),
  ].map(({ progress, ...job }) => ({
    ...job,
    progress: progress && { steps: progress.steps, rate: progress.rate, secondsLeft: progress.secondsLeft },
  }));
}
