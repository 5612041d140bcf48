import { sql } from 'kysely';
import type { Db } from '../../platform/database/index.ts';
import {
  type Choice,
  type DemoChoice,
  demoCondition,
  type ListQuery,
  oneOf,
  type Page,
  type PageRequest,
  readPage,
  sortableInstant,
} from '../../platform/lists/index.ts';
import type { CaseRow } from './model.ts';
import { caseColumns, caseTables } from './store.ts';
import { type Viewer, visibleTo, waitsForViewer } from './viewer.ts';

export interface CaseFilter extends PageRequest {
  /** Only what waits for the asker. */
  mine?: boolean | undefined;
  /** Only what is past its day. */
  late?: boolean | undefined;
  /** Only what has not come to its end. */
  open?: boolean | undefined;
  kind?: Choice;
  state?: Choice;
  waitsFor?: Choice;
  project?: Choice;
  organisation?: Choice;
  secretariat?: Choice;
  /** Words of the title, or an id. */
  text?: string | undefined;
  demo?: DemoChoice | undefined;
}

/** Names of the bodies that have not said their part of an application yet. */
const openParts = sql`(select string_agg(distinct b.name, ', ') from access.cases x
  join trust.organisations b on b.organisation_no = x.organisation_no
  where c.kind = 'application' and x.part_of_no = c.case_no and x.kind = 'approval' and x.waits_for = 'body')`;

/** A case in a list. */
export type CaseInList = Omit<CaseRow, 'caseNo' | 'partOfNo' | 'projectNo' | 'organisationNo' | 'secretariatNo'> & {
  /** Bodies that have not said their part of it yet. */
  withBodies: string | null;
  late: boolean;
  mine: boolean;
};

/** A page of the cases a viewer has a part in; the work queue is the same list with `mine`. */
export async function listCases(db: Db, viewer: Viewer, filter: CaseFilter, at: Date): Promise<Page<CaseInList>> {
  const page = await readPage<CaseRow & Pick<CaseInList, 'withBodies' | 'late' | 'mine'>>(
    db,
    queryOf(viewer, filter, at),
    filter,
  );
  return {
    ...page,
    items: page.items.map(
      ({ caseNo: _, partOfNo: __, projectNo: ___, organisationNo: ____, secretariatNo: _____, ...row }) => row,
    ),
  };
}

function queryOf(viewer: Viewer, filter: CaseFilter, at: Date): ListQuery {
  const late = sql`(c.waits_for is not null and c.due_at < ${at})`;
  const like = filter.text === undefined ? '' : `%${filter.text.replaceAll(/[\\%_]/g, '\\$&')}%`;
  return {
    select: sql`${caseColumns}, ${openParts} as "withBodies", coalesce(${late}, false) as late, (${waitsForViewer(viewer)}) is true as mine`,
    from: caseTables,
    base: [visibleTo(viewer), ...demoCondition(sql`c.demo`, filter.demo)],
    filters: {
      mine: filter.mine ? waitsForViewer(viewer) : undefined,
      late: filter.late ? late : undefined,
      open: filter.open ? sql`c.waits_for is not null` : undefined,
      kind: oneOf(sql`c.kind`, filter.kind),
      state: oneOf(sql`c.state`, filter.state),
      waitsFor: oneOf(sql`c.waits_for`, filter.waitsFor),
      project: oneOf(sql`p.name`, filter.project),
      organisation: oneOf(sql`o.name`, filter.organisation),
      secretariat: oneOf(sql`s.name`, filter.secretariat),
      text: filter.text === undefined ? undefined : sql`(c.title ilike ${like} or c.id = ${filter.text})`,
    },
    facets: {
      kind: sql`c.kind`,
      state: sql`c.state`,
      waitsFor: sql`c.waits_for`,
      project: sql`p.name`,
      organisation: sql`o.name`,
      secretariat: sql`s.name`,
    },
    rowNo: sql`c.case_no`,
    sorts: {
      due: sql`coalesce(${sortableInstant(sql`c.due_at`)}, '9999')`,
      opened: sortableInstant(sql`c.opened_at`),
      entered: sortableInstant(sql`c.entered_at`),
      title: sql`c.title`,
    },
    defaultSort: filter.mine ? 'due' : '-opened',
  };
}
