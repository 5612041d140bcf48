import { sql } from 'kysely';
import type { Db } from '../../platform/database/index.ts';
import type { Recent, RecentKind } from './model.ts';

/** So many are kept of an account; the oldest go. */
const kept = 30;
const shown = 8;

/** Notes that an account opened something. */
export async function noteOpened(db: Db, account: string, opened: { kind: RecentKind; key: string }): Promise<void> {
  await sql`with me as (select account_no from trust.accounts where id = ${account}),
      put as (insert into idun.recent_things (account_no, kind, key)
        select account_no, ${opened.kind}, ${opened.key} from me
        on conflict (account_no, kind, key) do update set opened_at = clock_timestamp() returning account_no)
    delete from idun.recent_things t using me where t.account_no = me.account_no and t.opened_at < (
      select min(opened_at) from (select opened_at from idun.recent_things r where r.account_no = me.account_no
        order by opened_at desc limit ${kept - 1}) newest having count(*) = ${kept - 1})`.execute(db);
}

interface Row {
  kind: RecentKind;
  key: string;
  openedAt: Date;
}

/** What each kind is called and where it is. */
const places: Record<RecentKind, (key: string) => string> = {
  genome: (key) => `/genomes/${key}`,
  submission: (key) => `/submissions/${key}`,
  variant: (key) => `/variants/${key}`,
  region: (key) => `/regions/${key}`,
  dataset: (key) => `/datasets/${encodeURIComponent(key)}`,
  patient: (key) => `/patients/${key}`,
  entry: (key) => `/audit/${key}`,
};

function nameOf({ kind, key }: Row, names: ReadonlyMap<string, string>): string | undefined {
  if (kind === 'genome' || kind === 'patient') return names.get(key);
  if (kind === 'variant' || kind === 'region') {
    const [reference = '', ...rest] = key.split('/').map(decodeURIComponent);
    return `${rest.join('/')} ${reference}`;
  }
  return key;
}

/**
 * What an account opened last. Genomes and patients are shown only with a name that the reader's scope gives now: what is no
 * longer theirs to see is not in the list.
 */
export async function listRecent(
  db: Db,
  account: string,
  namesOf: (kind: 'genome' | 'patient', ids: string[]) => Promise<ReadonlyMap<string, string>>,
): Promise<Recent[]> {
  const { rows } = await sql<Row>`select t.kind, t.key, t.opened_at as "openedAt"
    from idun.recent_things t join trust.accounts a using (account_no) where a.id = ${account}
    order by t.opened_at desc limit ${kept}`.execute(db);
  const idsOf = (kind: RecentKind) => rows.filter((row) => row.kind === kind).map((row) => row.key);
  const names = new Map([
    ...(await namesOf('genome', idsOf('genome'))),
    ...(await namesOf('patient', idsOf('patient'))),
  ]);
  return rows
    .flatMap((row) => {
      const label = nameOf(row, names);
      if (label === undefined) return [];
      const { kind, key, openedAt } = row;
      return [{ kind, key, href: places[kind](key), label, at: openedAt.toISOString() }];
    })
    .slice(0, shown);
}
