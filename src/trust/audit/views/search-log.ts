import { sql } from 'kysely';
import type { Db } from '../../../platform/database/index.ts';
import { hashEntry } from '../merkle/index.ts';
import { leafOf } from '../tiles.ts';
import { readable } from './pseudonyms.ts';

/** What an auditor looks for; all of it must hold. */
export interface LogFilter {
  /** `person:acc_…`, or the id alone. */
  actor?: string | undefined;
  action?: string | undefined;
  /** `per_…` or `gen_…` */
  subject?: string | undefined;
  from?: Date | undefined;
  to?: Date | undefined;
  role?: string | undefined;
  organisation?: string | undefined;
  text?: string | undefined;
}

/** An entry as oversight reads it. */
export interface FoundEntry {
  number: number;
  id: string;
  at: string;
  actor: string;
  actorName: string | null;
  role: string | null;
  organisation: { id: string; name: string } | null;
  purpose: string;
  legalBasis: string;
  action: string;
  object: string;
  detail: unknown;
  subjects: string[];
  reason: string | null;
  refused: boolean;
  leaf: number | null;
  /** Whether the bytes give their hash. */
  intact: boolean;
}

/** Entries one page looks through for a text; there is no index over what entries say. */
const textWindow = 50_000;

function conditions(filter: LogFilter, before: number | undefined) {
  const { actor, action, subject, from, to, role, organisation } = filter;
  const all = [sql`true`];
  if (before !== undefined) all.push(sql`e.entry_no < ${before}`);
  if (actor !== undefined) {
    const named = actor.includes(':')
      ? [actor]
      : ['person', 'service', 'operator', 'system', 'public'].map((kind) => `${kind}:${actor}`);
    all.push(sql`e.actor = any(${named}::text[])`);
  }
  if (action !== undefined) all.push(sql`e.action = ${action}`);
  if (role !== undefined) all.push(sql`e.role = ${role}`);
  if (organisation !== undefined) all.push(sql`e.organisation = ${organisation}`);
  if (from !== undefined) all.push(sql`e.recorded_at >= ${from}`);
  if (to !== undefined) all.push(sql`e.recorded_at < ${to}`);
  if (subject !== undefined) {
    all.push(sql`e.entry_no in (select s.entry_no from trust.audit_references r join trust.audit_subjects s using (pseudonym)
      where r.subject = ${subject} or r.pseudonym = ${subject})`);
  }
  return sql.join(all, sql` and `);
}

interface Row {
  number: number;
  entry: Buffer;
  salt: Buffer;
  leafHash: Buffer;
  leaf: number | null;
  actorName: string | null;
  recordedAt: Date;
}

/**
 * A page of the log, the newest first. With a text it looks through a part of the log only: `next` then goes on from there even when
 * nothing was found.
 */
export async function searchLog(
  db: Db,
  filter: LogFilter,
  page: { before?: number | undefined; limit: number },
): Promise<{ items: FoundEntry[]; next: number | null; searchedBackTo: string | null }> {
  const { limit } = page;
  const where = conditions(filter, page.before);
  const columns = sql`e.entry_no as number, e.entry, e.salt, e.leaf_hash as "leafHash", e.recorded_at as "recordedAt",
    ${leafOf(sql`e.entry_no`)} as leaf,
    (select a.name from trust.accounts a where e.actor = a.kind || ':' || a.id) as "actorName"`;
  if (filter.text === undefined || filter.text === '') {
    const { rows } = await sql<Row>`select ${columns} from trust.audit_entries e where ${where}
      order by e.entry_no desc limit ${limit + 1}`.execute(db);
    const shown = rows.slice(0, limit);
    return {
      items: await toFound(db, shown),
      next: rows.length > limit ? shown.at(-1)!.number : null,
      searchedBackTo: null,
    };
  }
  const like = `%${filter.text.replaceAll(/[\\%_]/g, '\\$&')}%`;
  const { rows } = await sql<Row & { oldest: number; oldestAt: Date; looked: number; matches: boolean }>`
    with looked as materialized (select * from trust.audit_entries e where ${where} order by e.entry_no desc limit ${textWindow}),
      edge as (select min(entry_no) as oldest, min(recorded_at) as "oldestAt", count(*) as looked from looked)
    select ${columns}, edge.*, true as matches from edge, looked e
      where convert_from(e.entry, 'UTF8') ilike ${like}
        or exists (select from trust.audit_texts t where t.entry_id = e.id and t.text ilike ${like})
    union all select null, null, null, null, null, null, null, edge.*, false from edge
    order by number desc nulls last limit ${limit + 2}`.execute(db);
  const found = rows.filter(({ matches }) => matches);
  const edge = rows[0];
  const shown = found.slice(0, limit);
  const more = found.length > limit;
  const cut = edge !== undefined && edge.looked === textWindow;
  return {
    items: await toFound(db, shown),
    next: more ? shown.at(-1)!.number : cut ? edge.oldest : null,
    searchedBackTo: more || !cut ? null : edge.oldestAt.toISOString(),
  };
}

async function toFound(db: Db, rows: readonly Row[]): Promise<FoundEntry[]> {
  const bodies = await readable(
    db,
    rows.map(({ entry }) => entry),
  );
  return rows.map((row, i): FoundEntry => {
    const body = bodies[i]!;
    const { organisation, organisationName } = body;
    return {
      number: row.number,
      id: body.id,
      at: body.at,
      actor: body.actor,
      actorName: row.actorName,
      role: body.role ?? null,
      organisation: organisation === undefined ? null : { id: organisation, name: organisationName ?? organisation },
      purpose: body.purpose,
      legalBasis: body.legalBasis,
      action: body.action,
      object: body.object,
      detail: body.detail ?? null,
      subjects: body.about,
      reason: body.reason ?? null,
      refused: body.action === 'request.refused',
      leaf: row.leaf,
      intact: hashEntry(row.salt, row.entry).equals(row.leafHash),
    };
  });
}

/** Values to choose from: actions, roles and organisations of the log, found by their indexes without reading it. */
export async function logFacets(
  db: Db,
): Promise<{ actions: string[]; roles: string[]; organisations: { id: string; name: string }[] }> {
  const distinct = async (column: 'action' | 'role' | 'organisation'): Promise<string[]> => {
    const name = sql.ref(column);
    const { rows } = await sql<{ value: string }>`with recursive found as (
        (select ${name} as value from trust.audit_entries where ${name} is not null order by ${name} limit 1)
        union all select (select ${name} from trust.audit_entries where ${name} > found.value order by ${name} limit 1)
        from found where found.value is not null)
      select value from found where value is not null limit 1000`.execute(db);
    return rows.map(({ value }) => value);
  };
  const ids = await distinct('organisation');
  const { rows } = await sql<{ id: string; name: string }>`select id, name from trust.organisations
    where id = any(${ids}::text[]) order by name`.execute(db);
  return { actions: await distinct('action'), roles: await distinct('role'), organisations: rows };
}
