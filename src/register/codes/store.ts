import { sql } from 'kysely';
import type { Db } from '../../platform/database/index.ts';
import { Problem } from '../../platform/problem/index.ts';
import { errors } from './errors.ts';
import { type CodeNode, type CodeVersion, plainCode } from './model.ts';
import type { TreeRow } from './tree.ts';

const versionColumns = sql`s.key, s.title, v.version, v.label, v.codes, v.hash, v.added_at as "addedAt", v.added_by as "addedBy",
  v.version = max(v.version) over (partition by v.system_no) as current`;

/** Every version of every list, the newest of each first. */
export async function readCodeVersions(db: Db): Promise<CodeVersion[]> {
  const { rows } = await sql<CodeVersion>`select ${versionColumns} from register.code_versions v
    join register.code_systems s using (system_no) order by s.key, v.version desc`.execute(db);
  return rows;
}

/** The number of a system's version, or of its newest. @throws Problem IDUN_CODES_SYSTEM */
export async function findVersion(
  db: Db,
  system: string,
  version?: number,
): Promise<{ versionNo: number; version: number }> {
  const { rows } = await sql<{ versionNo: number; version: number }>`select v.version_no as "versionNo", v.version
    from register.code_versions v join register.code_systems s using (system_no)
    where s.key = ${system} and (${version ?? null}::int is null or v.version = ${version ?? null}::int)
    order by v.version desc limit 1`.execute(db);
  if (rows[0]) return rows[0];
  throw new Problem(errors.system, `No list of codes is called ${JSON.stringify(system.slice(0, 60))}.`, {
    action: 'List them with `idun register codes list`; add one with `idun register codes add FILE --system NAME`.',
  });
}

/** The rows of a version, in the order of the tree. */
export async function readTreeRows(db: Db, versionNo: number): Promise<TreeRow[]> {
  const { rows } = await sql<TreeRow>`select code, text, coalesce(parent_n, -1) as parent, end_n as "end"
    from register.codes where version_no = ${versionNo} order by n`.execute(db);
  return rows;
}

export interface NewVersion {
  key: string;
  title: string | null;
  label: string | null;
  hash: string;
  by: string;
  demo: boolean;
  rows: readonly TreeRow[];
}

const batch = 20_000;

/** Writes a version. @returns its number within the system; null when the newest is the same already */
export async function insertCodeVersion(trx: Db, given: NewVersion): Promise<number | null> {
  const { rows: systems } = await sql<{ no: number }>`insert into register.code_systems (key, title, demo)
    values (${given.key}, ${given.title ?? given.key}, ${given.demo})
    on conflict (key) do update set title = coalesce(${given.title}::text, register.code_systems.title)
    returning system_no as no`.execute(trx);
  const systemNo = systems[0]!.no;
  const { rows: versions } = await sql<{ no: number; version: number }>`insert into register.code_versions
      (system_no, version, label, codes, hash, added_by)
    select ${systemNo}::int, coalesce(max(version), 0) + 1, ${given.label}::text, ${given.rows.length}::int, ${given.hash}, ${given.by}
    from register.code_versions where system_no = ${systemNo}
    on conflict (system_no, hash) do nothing returning version_no as no, version`.execute(trx);
  if (!versions[0]) return null;
  for (let from = 0; from < given.rows.length; from += batch) {
    const part = given.rows.slice(from, from + batch).map((row, i) => ({
      ...{ n: from + i, code: row.code, plain: plainCode(row.code), text: row.text },
      ...{ parent_n: row.parent < 0 ? null : row.parent, end_n: row.end },
    }));
    await sql`insert into register.codes (version_no, n, code, plain, text, parent_n, end_n)
      select ${versions[0].no}::int, n, code, plain, text, parent_n, end_n
      from json_to_recordset(${JSON.stringify(part)}::json)
        as r (n int, code text, plain text, text text, parent_n int, end_n int)`.execute(trx);
  }
  return versions[0].version;
}

const node = sql`c.code, c.text, p.code as parent, c.end_n - c.n - 1 as below`;

/** Codes right below one, or at the top. */
export async function readBelow(db: Db, versionNo: number, parent: string | null): Promise<CodeNode[]> {
  const above = parent === null ? sql`c.parent_n is null` : sql`p.plain = ${plainCode(parent)}`;
  const { rows } = await sql<CodeNode>`select ${node} from register.codes c
    left join register.codes p on p.version_no = c.version_no and p.n = c.parent_n
    where c.version_no = ${versionNo} and ${above} order by c.n limit 2000`.execute(db);
  return rows;
}

/** Codes that begin with a text, then those whose text has all its words; the broadest first. */
export async function searchCodes(db: Db, versionNo: number, text: string, limit: number): Promise<CodeNode[]> {
  const words = text.trim().split(/\s+/).slice(0, 8);
  const beginning = `${escapeLike(plainCode(text))}%`;
  const { rows } = await sql<CodeNode>`select ${node} from register.codes c
    left join register.codes p on p.version_no = c.version_no and p.n = c.parent_n
    where c.version_no = ${versionNo} and (c.plain like ${beginning}
      or c.text ilike all(${words.map((word) => `%${escapeLike(word)}%`)}::text[]))
    order by c.plain not like ${beginning}, length(c.plain), c.n limit ${limit}`.execute(db);
  return rows;
}

function escapeLike(text: string): string {
  return text.replaceAll(/[\\%_]/g, String.raw`\$&`);
}

/** Takes away the lists of the demo nation; needs the owner. */
export async function removeDemoCodes(ownerTrx: Db): Promise<void> {
  await sql`delete from register.code_systems where demo`.execute(ownerTrx);
}
