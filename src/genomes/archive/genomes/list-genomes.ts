import { type RawBuilder, sql } from 'kysely';
import type { Db } from '../../../platform/database/index.ts';
import { recordAccess } from '../../../trust/audit/index.ts';
import { assertScope, type Scope } from '../../../trust/scope/index.ts';
import type { GenomeQc } from '../model.ts';
import { type ListQuery, type Page, type PageRequest, readPage } from '../paging.ts';

/** A genome as lists and its own page show it. */
export interface GenomeAnswer {
  id: string;
  sample: string | null;
  person: string | null;
  reference: string;
  checked: boolean;
  dataset: string;
  submission: string;
  type: string;
  assay: string;
  technology: string | null;
  source: string;
  state: string;
  sex: string;
  affected: boolean | null;
  family: string | null;
  unrelated: boolean;
  patientGroup: string | null;
  callability: string;
  demo: boolean;
  qc: GenomeQc | null;
  addedAt: Date;
}

export interface GenomeFilter extends PageRequest {
  dataset?: string | undefined;
  reference?: string | undefined;
  submission?: string | undefined;
  person?: string | undefined;
  sample?: string | undefined;
  family?: string | undefined;
  sex?: string | undefined;
  type?: string | undefined;
  assay?: string | undefined;
  source?: string | undefined;
  patientGroup?: string | undefined;
  affected?: boolean | undefined;
  /** `current` unless asked otherwise; `all` for every state. */
  state?: string | undefined;
}

export const genomeColumns = sql`g.id, g.sample_name as sample, p.id as person, r.name as reference, r.checked,
  d.name as dataset, s.id as submission, g.type, g.assay, g.technology, g.source, g.state, g.sex, g.affected, g.family,
  g.unrelated, g.patient_group as "patientGroup", g.callability, d.demo, g.qc, g.added_at as "addedAt"`;

export const genomeTables = sql`genomes.genomes g join genomes.refs r on r.reference_no = g.reference_no
  join genomes.datasets d on d.dataset_no = g.dataset_no join genomes.submissions s on s.submission_no = g.submission_no
  left join trust.people p on p.person_no = g.person_no`;

/** A page of genomes. One audit entry. Act `metadata`. */
export async function listGenomes(db: Db, scope: Scope, filter: GenomeFilter = {}): Promise<Page<GenomeAnswer>> {
  assertScope(scope, 'metadata');
  // Names of samples, people and families stay out of the audit log; which filters were set does not.
  const filters = Object.entries(filter).flatMap(([name, value]) => (value === undefined ? [] : [name]));
  await recordAccess(db, scope, { action: 'genomes.list', object: 'genomes', detail: { filters } });
  return await readPage<GenomeAnswer>(db, genomeQuery(filter), filter);
}

function genomeQuery(filter: GenomeFilter): ListQuery {
  const where: RawBuilder<unknown>[] = [];
  const equal = (column: RawBuilder<unknown>, value: string | boolean | undefined): void => {
    if (value !== undefined) where.push(sql`${column} = ${value}`);
  };
  const state = filter.state ?? 'current';
  if (state !== 'all') equal(sql`g.state`, state);
  equal(sql`d.name`, filter.dataset);
  equal(sql`r.name`, filter.reference);
  equal(sql`s.id`, filter.submission);
  equal(sql`p.id`, filter.person);
  equal(sql`g.family`, filter.family);
  equal(sql`g.sex`, filter.sex);
  equal(sql`g.type`, filter.type);
  equal(sql`g.assay`, filter.assay);
  equal(sql`g.source`, filter.source);
  equal(sql`g.patient_group`, filter.patientGroup);
  equal(sql`g.affected`, filter.affected);
  if (filter.sample !== undefined) where.push(sql`starts_with(g.sample_name, ${filter.sample})`);
  return {
    select: genomeColumns,
    from: genomeTables,
    where,
    rowNo: sql`g.genome_no`,
    sorts: {
      added: sql`to_char(g.added_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US')`,
      sample: sql`coalesce(g.sample_name, '')`,
      dataset: sql`d.name`,
      family: sql`coalesce(g.family, '')`,
      sex: sql`g.sex`,
      state: sql`g.state`,
    },
    defaultSort: '-added',
  };
}
