import { type RawBuilder, sql } from 'kysely';
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
import type { GenomeQc } from '../model.ts';

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
  dataset?: Choice;
  reference?: Choice;
  submission?: string | undefined;
  person?: string | undefined;
  /** Beginning of the sample's name. */
  sample?: string | undefined;
  family?: string | undefined;
  sex?: Choice;
  type?: Choice;
  assay?: Choice;
  source?: Choice;
  patientGroup?: Choice;
  affected?: boolean | Choice;
  /** `current` unless asked otherwise; `all` for every state. */
  state?: Choice;
  /** Real and made-up genomes are never counted together when this is given. */
  demo?: DemoChoice | undefined;
}

// Whose a genome is, is looked up for the rows that are shown: joined, the nation would be read for a page of fifty.
const personOf = sql`(select p.id from trust.people p where p.person_no = (
  select coalesce(q.merged_into_no, q.person_no) from trust.people q where q.person_no = g.person_no))`;

const ofPerson = (id: string) => sql`g.person_no in (select p.person_no from trust.people p where p.id = ${id}
  and p.merged_into_no is null union all select m.person_no from trust.people p
  join trust.people m on m.merged_into_no = p.person_no where p.id = ${id})`;

export const genomeColumns = sql`g.id, g.sample_name as sample, ${personOf} as person, r.name as reference, r.checked,
  d.name as dataset, s.id as submission, g.type, g.assay, g.technology, g.source, g.state, g.sex, g.affected, g.family,
  g.unrelated, g.patient_group as "patientGroup", g.callability, d.demo, g.qc, g.added_at as "addedAt"`;

export const genomeTables = sql`genomes.genomes g join genomes.refs r on r.reference_no = g.reference_no
  join genomes.datasets d on d.dataset_no = g.dataset_no join genomes.submissions s on s.submission_no = g.submission_no`;

/** A page of genomes. One audit entry. Act `metadata`. */
export async function listGenomes(db: Db, scope: Scope, filter: GenomeFilter = {}): Promise<Page<GenomeAnswer>> {
  const reading = await allow(db, scope, 'genomes.list', filter);
  return await readPage<GenomeAnswer>(reading, genomeQuery(scope, filter), filter);
}

const csvColumns: CsvColumns<GenomeAnswer> = {
  sample: (row) => row.sample,
  id: (row) => row.id,
  dataset: (row) => row.dataset,
  reference: (row) => row.reference,
  sex: (row) => row.sex,
  type: (row) => row.type,
  assay: (row) => row.assay,
  source: (row) => row.source,
  family: (row) => row.family,
  affected: (row) => row.affected,
  patientGroup: (row) => row.patientGroup,
  state: (row) => row.state,
  submission: (row) => row.submission,
  added: (row) => row.addedAt.toISOString(),
};

/** The same rows as CSV, all pages. One audit entry. Act `metadata`. @param columns keys of the columns, all without it */
export async function exportGenomes(
  db: Db,
  scope: Scope,
  filter: GenomeFilter,
  columns?: readonly string[],
): Promise<AsyncGenerator<string>> {
  const reading = readAs(db, scope, 'metadata');
  const csv = csvOf(csvColumns, columns, readAll<GenomeAnswer>(reading, genomeQuery(scope, filter), filter));
  await allow(db, scope, 'genomes.export', filter);
  return csv;
}

async function allow(db: Db, scope: Scope, action: string, filter: GenomeFilter): Promise<Db> {
  const reading = readAs(db, scope, 'metadata');
  // Names of samples, people and families stay out of the audit log; which filters were set does not.
  const filters = Object.entries(filter).flatMap(([name, value]) => (value === undefined ? [] : [name]));
  await recordAccess(db, scope, { action, object: 'genomes', detail: { filters } });
  return reading;
}

const affectedText = sql`case g.affected when true then 'yes' when false then 'no' else 'unknown' end`;

function affectedChoice(value: GenomeFilter['affected']): Choice {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  const words: Record<string, string> = { true: 'yes', false: 'no' };
  const word = (text: string) => words[text] ?? text;
  if (value === undefined) return undefined;
  return typeof value === 'string' ? word(value) : value.map(word);
}

function genomeQuery(scope: Scope, filter: GenomeFilter): ListQuery {
  const equal = (column: RawBuilder<unknown>, value: string | undefined) =>
    value === undefined ? undefined : sql`${column} = ${value}`;
  // What is not current is there for those who ask for it; a list without a choice neither shows nor counts it.
  const unchosen = filter.state === undefined;
  const every = filter.state === 'all' || (Array.isArray(filter.state) && filter.state.includes('all'));
  return {
    select: genomeColumns,
    from: genomeTables,
    base: [...demoCondition(sql`d.demo`, filter.demo), reaches(scope, sql`g.person_no`, sql`d.id`)],
    ...(unchosen ? { defaults: { state: sql`g.state = 'current'` } } : {}),
    filters: {
      ...(unchosen ? {} : { state: every ? undefined : oneOf(sql`g.state`, filter.state) }),
      dataset: oneOf(sql`d.name`, filter.dataset),
      reference: oneOf(sql`r.name`, filter.reference),
      submission: equal(sql`s.id`, filter.submission),
      person: filter.person === undefined ? undefined : ofPerson(filter.person),
      family: equal(sql`g.family`, filter.family),
      sex: oneOf(sql`g.sex`, filter.sex),
      type: oneOf(sql`g.type`, filter.type),
      assay: oneOf(sql`g.assay`, filter.assay),
      source: oneOf(sql`g.source`, filter.source),
      patientGroup: oneOf(sql`g.patient_group`, filter.patientGroup),
      affected: oneOf(affectedText, affectedChoice(filter.affected)),
      sample: filter.sample === undefined ? undefined : sql`starts_with(g.sample_name, ${filter.sample})`,
    },
    facets: {
      dataset: sql`d.name`,
      reference: sql`r.name`,
      sex: sql`g.sex`,
      type: sql`g.type`,
      assay: sql`g.assay`,
      source: sql`g.source`,
      patientGroup: sql`g.patient_group`,
      affected: affectedText,
      state: sql`g.state`,
    },
    rowNo: sql`g.genome_no`,
    sorts: {
      added: sortableInstant(sql`g.added_at`),
      sample: sql`coalesce(g.sample_name, '')`,
      dataset: sql`d.name`,
      reference: sql`r.name`,
      family: sql`coalesce(g.family, '')`,
      sex: sql`g.sex`,
      type: sql`g.type`,
      assay: sql`g.assay`,
      source: sql`g.source`,
      affected: affectedText,
      patientGroup: sql`coalesce(g.patient_group, '')`,
      state: sql`g.state`,
    },
    defaultSort: '-added',
  };
}
