import { sql } from 'kysely';
import type { Db } from '../../../platform/database/index.ts';

/** Somebody the log names, as `per_…` or `gen_…`. */
export interface SubjectInEntries {
  subject: string;
  entries: number;
  first: Date;
  last: Date;
}

/** Whose data the entries of an actor, an action or a period are about, as far as the log still knows; refusals gave nothing away. */
export async function peopleInEntries(
  db: Db,
  of: { actor: string | null; action: string | null; from: Date; to: Date },
): Promise<{ entries: number; subjects: SubjectInEntries[] }> {
  const condition = sql`e.recorded_at >= ${of.from} and e.recorded_at < ${of.to} and e.action <> 'request.refused'
    and (${of.actor}::text is null or e.actor = ${of.actor}) and (${of.action}::text is null or e.action = ${of.action})`;
  const { rows } = await sql<SubjectInEntries>`select r.subject, count(*)::int as entries, min(e.recorded_at) as first,
      max(e.recorded_at) as last
    from trust.audit_entries e join trust.audit_subjects s using (entry_no) join trust.audit_references r using (pseudonym)
    where ${condition} and r.subject is not null group by 1 order by 1`.execute(db);
  const all = await sql<{ n: number }>`select count(*)::int as n from trust.audit_entries e where ${condition}`.execute(
    db,
  );
  return { entries: all.rows[0]!.n, subjects: rows };
}
