import { type RawBuilder, sql } from 'kysely';
import { formatPed } from '../../../formats/ped/index.ts';
import type { Db } from '../../../platform/database/index.ts';
import {
  type Choice,
  type CsvColumns,
  csvOf,
  type DemoChoice,
  demoCondition,
  type ListQuery,
  oneOf,
  type Page,
  type PageRequest,
  readAll,
  readPage,
  sortableInstant,
} from '../../../platform/lists/index.ts';
import { recordAccess } from '../../../trust/audit/index.ts';
import { reaches, readAs, type Scope } from '../../../trust/scope/index.ts';
import type { Sex } from '../model.ts';
import { requireDataset } from './dataset.ts';

/** A dataset as answers show it. */
export interface DatasetAnswer {
  id: string;
  name: string;
  reference: string | null;
  demo: boolean;
  source: string;
  patientGroup: string | null;
  controller: string | null;
  legalBasis: string | null;
  /** Current genomes. */
  genomes: number;
  submissions: number;
  addedAt: Date;
}

export interface DatasetFilter extends PageRequest {
  source?: Choice;
  reference?: Choice;
  patientGroup?: Choice;
  demo?: DemoChoice | boolean | undefined;
  /** Only those that are open to this project (`org_…`) now. */
  project?: string | undefined;
}

const genomeCount = sql`(select count(*)::int from genomes.genomes g where g.dataset_no = d.dataset_no and g.state = 'current')`;

function openTo(project: string | undefined): RawBuilder<unknown>[] {
  if (project === undefined) return [];
  return [
    sql`exists (select from trust.dataset_grants o join trust.organisations p using (organisation_no)
      where o.dataset_id = d.id and o.kind = 'project' and p.id = ${project}
        and o.valid_from <= now() and (o.valid_to is null or o.valid_to > now()))`,
  ];
}

function datasetQuery(filter: DatasetFilter): ListQuery {
  return {
    select: sql`d.id, d.name, r.name as reference, d.demo, d.source, d.patient_group as "patientGroup", d.controller,
      d.legal_basis as "legalBasis", d.created_at as "addedAt", ${genomeCount} as genomes,
      (select count(*)::int from genomes.submissions s where s.dataset_no = d.dataset_no) as submissions`,
    from: sql`genomes.datasets d left join genomes.refs r using (reference_no)`,
    base: [...demoCondition(sql`d.demo`, filter.demo), ...openTo(filter.project)],
    filters: {
      source: oneOf(sql`d.source`, filter.source),
      reference: oneOf(sql`r.name`, filter.reference),
      patientGroup: oneOf(sql`d.patient_group`, filter.patientGroup),
    },
    facets: { source: sql`d.source`, reference: sql`r.name`, patientGroup: sql`d.patient_group` },
    rowNo: sql`d.dataset_no`,
    sorts: {
      name: sql`d.name`,
      added: sortableInstant(sql`d.created_at`),
      source: sql`d.source`,
      reference: sql`coalesce(r.name, '')`,
      patientGroup: sql`coalesce(d.patient_group, '')`,
      controller: sql`coalesce(d.controller, '')`,
      genomes: sql`to_char(${genomeCount}, 'FM0000000000')`,
    },
    defaultSort: 'name',
  };
}

/** A page of datasets with their sizes: counts only, for every scope. One audit entry. */
export async function listDatasets(db: Db, scope: Scope, filter: DatasetFilter = {}): Promise<Page<DatasetAnswer>> {
  const counting = readAs(db, scope, 'counts');
  await recordAccess(db, scope, { action: 'datasets.list', object: 'datasets' });
  return await readPage<DatasetAnswer>(counting, datasetQuery(filter), filter);
}

const csvColumns: CsvColumns<DatasetAnswer> = {
  name: (row) => row.name,
  id: (row) => row.id,
  genomes: (row) => row.genomes,
  submissions: (row) => row.submissions,
  reference: (row) => row.reference,
  source: (row) => row.source,
  patientGroup: (row) => row.patientGroup,
  controller: (row) => row.controller,
  legalBasis: (row) => row.legalBasis,
  demo: (row) => row.demo,
  added: (row) => row.addedAt.toISOString(),
};

/** The same rows as CSV, all pages. One audit entry. */
export async function exportDatasets(
  db: Db,
  scope: Scope,
  filter: DatasetFilter,
  columns?: readonly string[],
): Promise<AsyncGenerator<string>> {
  const counting = readAs(db, scope, 'counts');
  const csv = csvOf(csvColumns, columns, readAll<DatasetAnswer>(counting, datasetQuery(filter), filter));
  await recordAccess(db, scope, { action: 'datasets.export', object: 'datasets' });
  return csv;
}

/** A dataset's families as PED, individuals by sample name. One audit entry. Act `metadata`. */
export async function exportPed(db: Db, scope: Scope, nameOrId: string): Promise<string> {
  const reading = readAs(db, scope, 'metadata');
  const dataset = await requireDataset(db, nameOrId);
  await recordAccess(db, scope, { action: 'datasets.ped', object: dataset.id });
  const { rows } = await sql<{
    family: string;
    id: string;
    father: string | null;
    mother: string | null;
    sex: Sex;
    affected: boolean | null;
  }>`select coalesce(g.family, g.sample_name) as family, g.sample_name as id, g.sex, g.affected,
      (select max(f.sample_name) from trust.person_relations r join genomes.genomes f on f.person_no = r.relative_no
        where r.person_no = g.person_no and r.relation = 'father' and f.dataset_no = g.dataset_no and f.state = 'current') as father,
      (select max(m.sample_name) from trust.person_relations r join genomes.genomes m on m.person_no = r.relative_no
        where r.person_no = g.person_no and r.relation = 'mother' and m.dataset_no = g.dataset_no and m.state = 'current') as mother
    from genomes.genomes g where g.dataset_no = ${dataset.datasetNo} and g.state = 'current'
      and ${reaches(scope, sql`g.person_no`, sql`${dataset.id}`)}
    order by 1, g.genome_no`.execute(reading);
  return formatPed(rows.map((row, i) => ({ ...row, trait: null, more: [], line: i + 1 })));
}
