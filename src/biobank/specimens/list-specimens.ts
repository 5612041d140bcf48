import { type RawBuilder, sql } from 'kysely';
import type { Db } from '../../platform/database/index.ts';
import {
  type Choice,
  type ListQuery,
  oneOf,
  type Page,
  type PageRequest,
  readPage,
  sortableInstant,
} from '../../platform/lists/index.ts';
import { recordAccess } from '../../trust/audit/index.ts';
import { readAs, type Scope } from '../../trust/scope/index.ts';
import type { BiobankDeps } from './deps.ts';
import type { Specimen, SpecimenAnswer } from './model.ts';
import { reachedSpecimens, specimenColumns, specimenTables, toAnswers } from './store.ts';

export interface SpecimenFilter extends PageRequest {
  biobank?: Choice;
  collection?: Choice;
  type?: Choice;
  state?: Choice;
  container?: Choice;
  lineage?: Choice;
  condition?: Choice;
  /** Beginning of a barcode. */
  barcode?: string | undefined;
  requisition?: string | undefined;
  block?: string | undefined;
  /** `per_…` of a donor, or of several. */
  donor?: Choice;
  least?: number | undefined;
  mostThaws?: number | undefined;
  collectedFrom?: string | undefined;
  collectedTo?: string | undefined;
  /** What a run found: `din>=7`, `rin<5`, `call_rate>=0.98`; or that it was done at all: `din`. */
  measured?: string | readonly string[] | undefined;
}

const measuredPattern = /^([a-z0-9_]+)(?:(>=|<=|=|<|>)(-?\d+(?:\.\d+)?))?$/;

/** Conditions on results. One that cannot be read is met by nothing. */
function measuredCondition(text: string): RawBuilder<unknown> {
  const [, measure, operator, value] = measuredPattern.exec(text.trim()) ?? [];
  if (measure === undefined) return sql`false`;
  const compared = operator === undefined ? sql`true` : sql`v.value ${sql.raw(operator)} ${value}::numeric`;
  return sql`exists (select from biobank.results v where v.specimen_no = s.specimen_no and v.measure = ${measure} and ${compared})`;
}

function filtersOf(filter: SpecimenFilter): Record<string, RawBuilder<unknown> | undefined> {
  const when = (value: unknown, condition: RawBuilder<unknown>) => (value === undefined ? undefined : condition);
  const measured = filter.measured === undefined ? [] : [filter.measured].flat();
  return {
    biobank: oneOf(sql`k.name`, filter.biobank),
    collection: oneOf(sql`c.name`, filter.collection),
    type: oneOf(sql`s.type`, filter.type),
    state: oneOf(sql`s.state`, filter.state),
    container: oneOf(sql`s.container`, filter.container),
    lineage: oneOf(sql`s.lineage`, filter.lineage),
    condition: oneOf(sql`s.condition`, filter.condition),
    barcode: when(filter.barcode, sql`starts_with(s.barcode, ${filter.barcode})`),
    requisition: when(filter.requisition, sql`s.requisition = ${filter.requisition}`),
    block: when(filter.block, sql`s.block = ${filter.block}`),
    donor: when(
      filter.donor,
      sql`s.specimen_no in (select biobank.specimens_of(${[filter.donor ?? []].flat()}::text[]))`,
    ),
    least: when(filter.least, sql`s.amount >= ${filter.least}`),
    mostThaws: when(filter.mostThaws, sql`s.thaws <= ${filter.mostThaws}`),
    collectedFrom: when(filter.collectedFrom, sql`s.collected_at >= ${filter.collectedFrom}::date`),
    collectedTo: when(filter.collectedTo, sql`s.collected_at < ${filter.collectedTo}::date + 1`),
    ...Object.fromEntries(measured.map((text, i) => [`measured${i}`, measuredCondition(text)])),
  };
}

/** What a filter asks of specimens (`s`, with their collections `c` and biobanks `k`), for whoever reads them otherwise. */
export function specimenConditions(filter: SpecimenFilter): RawBuilder<unknown> {
  const given = Object.values(filtersOf(filter)).filter((condition) => condition !== undefined);
  return given.length === 0 ? sql`true` : sql.join(given, sql` and `);
}

function queryOf(scope: Scope, filter: SpecimenFilter): ListQuery {
  return {
    select: specimenColumns,
    from: specimenTables,
    base: [reachedSpecimens(scope)],
    filters: filtersOf(filter),
    facets: {
      biobank: sql`k.name`,
      collection: sql`c.name`,
      type: sql`s.type`,
      state: sql`s.state`,
      container: sql`s.container`,
      lineage: sql`s.lineage`,
      condition: sql`s.condition`,
    },
    rowNo: sql`s.specimen_no`,
    sorts: {
      added: sql`lpad(s.specimen_no::text, 10, '0')`,
      barcode: sql`s.barcode`,
      type: sql`s.type`,
      state: sql`s.state`,
      collected: sql`coalesce(to_char(s.collected_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS'), '')`,
      amount: sql`lpad((s.amount * 1000)::bigint::text, 18, '0')`,
      changed: sortableInstant(sql`s.changed_at`),
    },
    defaultSort: '-added',
  };
}

/** A page of the specimens a scope reaches. One audit entry. */
export async function listSpecimens(
  deps: BiobankDeps,
  scope: Scope,
  filter: SpecimenFilter = {},
  act: 'biobank.specimens.read' | 'biobank.own.read' = 'biobank.specimens.read',
): Promise<Page<SpecimenAnswer>> {
  const db = readAs(deps.database.app, scope, act, deps.clock);
  const page = await readPage<Specimen>(db, queryOf(scope, filter), filter);
  const items = await toAnswers(db, page.items);
  const filters = Object.entries(filter).flatMap(([name, value]) => (value === undefined ? [] : [name]));
  const subjects = [...new Set(items.flatMap(({ donors }) => donors))];
  await recordAccess(deps.database.app, scope, {
    action: 'biobank.specimens.list',
    object: 'specimens',
    detail: { filters },
    subjects,
  });
  return { ...page, items };
}

/** A specimen as the national register takes it from Idun's own biobank. */
export interface OwnSpecimen {
  specimenNo: number;
  id: string;
  personNo: number;
  biobank: string;
  collection: string | null;
  /** The consent form that its collection rests on, if any. */
  form: string | null;
  type: string;
  /** YYYY-MM-DD */
  collectedOn: string | null;
  temperature: string | null;
  volume_ul: number | null;
  thaws: number;
  sprec: string | null;
  state: string;
}

/** Numbers of specimens that anything has happened to since a moment; background work only. */
export async function specimensChangedSince(jobsDb: Db, since: Date): Promise<number[]> {
  const { rows } = await sql<{ no: number }>`select distinct specimen_no as no from biobank.custody_events
    where recorded_at >= ${since} order by 1`.execute(jobsDb);
  return rows.map(({ no }) => no);
}

/**
 * The specimens of one donor each, in order of their numbers, for the register's feed; background work only.
 * @param only numbers of those that are wanted; all without it
 */
export async function ownSpecimens(
  jobsDb: Db,
  after: number,
  limit = 50_000,
  only?: readonly number[],
): Promise<OwnSpecimen[]> {
  const { rows } = await sql<OwnSpecimen>`select s.specimen_no as "specimenNo", s.id,
      coalesce(p.merged_into_no, p.person_no) as "personNo", k.name as biobank, c.name as collection,
      c.form_code as form, s.type, to_char(s.collected_at at time zone 'Europe/Copenhagen', 'YYYY-MM-DD') as "collectedOn", s.temperature,
      case s.unit when 'ul' then s.amount::float8 end as volume_ul, s.thaws, array_to_string(s.sprec, '-') as sprec, s.state
    from ${specimenTables} join trust.people p using (person_no) where s.specimen_no > ${after}
      and (${only === undefined} or s.specimen_no = any(${only ?? []}::int[]))
    order by s.specimen_no limit ${limit}`.execute(jobsDb);
  return rows;
}
