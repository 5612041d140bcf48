import { sql } from 'kysely';
import type { Db } from '../../platform/database/index.ts';
import {
  type DemoChoice,
  demoCondition,
  type ListQuery,
  type Page,
  type PageRequest,
  readPage,
  sortableInstant,
} from '../../platform/lists/index.ts';
import { Problem } from '../../platform/problem/index.ts';
import { caseErrors } from '../cases/index.ts';

/** An approved project, as everybody may read it: no names of people, no counts of anybody. */
export interface PublicProject {
  permit: string;
  title: string;
  project: string | null;
  summary: string;
  /** A company's statement of its purpose. */
  statement: string | null;
  payer: 'public' | 'company';
  purposes: string[];
  controller: string;
  data: { kind: string; name: { da: string; en: string }; body: string }[];
  from: Date;
  until: Date;
  state: string;
  publishBy: string;
  demo: boolean;
}

export interface ProjectFilter extends PageRequest {
  text?: string | undefined;
  /** Only those in force now. */
  running?: boolean | undefined;
  demo?: DemoChoice | undefined;
}

const columns = sql`c.id as permit, c.title, o.name as project, v.content ->> 'publicSummary' as summary,
      v.content ->> 'publicStatement' as statement, v.content ->> 'payer' as payer, v.content -> 'purposes' as purposes,
      v.content ->> 'controller' as controller, (select coalesce(json_agg(json_build_object('kind', d ->> 'kind', 'name', d -> 'name',
        'body', d ->> 'body')), '[]') from jsonb_array_elements(v.content -> 'data') d) as data,
      v.valid_from as "from", v.valid_to as until, c.state, v.content ->> 'publishBy' as "publishBy", c.demo`;
const tables = sql`access.permits p join access.cases c using (case_no) join access.permit_versions v using (case_no, version)
  left join trust.organisations o on o.organisation_no = c.project_no`;

/** One approved project. @throws Problem IDUN_CASE_NOT_FOUND */
export async function showProject(db: Db, permit: string): Promise<PublicProject> {
  const { rows } = await sql<PublicProject>`select ${columns} from ${tables} where c.id = ${permit}`.execute(db);
  if (rows[0] !== undefined) return rows[0];
  throw new Problem(caseErrors.notFound, 'No approved project has this id.', { action: 'See the list of projects.' });
}

/** Every project a permit was given to, those that ended included. */
export function listProjects(db: Db, filter: ProjectFilter): Promise<Page<PublicProject>> {
  const like = filter.text === undefined ? '' : `%${filter.text.replaceAll(/[\\%_]/g, '\\$&')}%`;
  const query: ListQuery = {
    select: columns,
    from: tables,
    base: demoCondition(sql`c.demo`, filter.demo),
    filters: {
      running: filter.running ? sql`c.state = 'active'` : undefined,
      text:
        filter.text === undefined
          ? undefined
          : sql`(c.title ilike ${like} or o.name ilike ${like} or v.content ->> 'publicSummary' ilike ${like})`,
    },
    facets: { state: sql`c.state`, payer: sql`v.content ->> 'payer'` },
    rowNo: sql`c.case_no`,
    sorts: { from: sortableInstant(sql`v.valid_from`), until: sortableInstant(sql`v.valid_to`), title: sql`c.title` },
    defaultSort: '-from',
  };
  return readPage<PublicProject>(db, query, filter);
}
