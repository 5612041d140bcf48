import { sql } from 'kysely';
import type { Db, Migration } from '../platform/database/index.ts';

const statements = [
  // What this installation has decided once, beside what it was told by its configuration.
  `create table idun.installation (
    only_row boolean primary key default true check (only_row),
    installed_at timestamptz not null default now(),
    first_started_at timestamptz null
  )`,
  'insert into idun.installation default values',
  'grant select, update on idun.installation to idun_app',
] as const;

export const installationMigrations: readonly Migration[] = [
  {
    name: '202611210020_platform_installation',
    async up(trx) {
      for (const statement of statements) await sql.raw(statement).execute(trx);
    },
  },
];

/**
 * Notes a start.
 * @returns whether it was the first one of a new installation; one that was restored from a backup is not new
 */
export async function noteStart(trx: Db): Promise<boolean> {
  const { rows } = await sql<{ restored: boolean }>`update idun.installation i set first_started_at = now()
    where first_started_at is null
    returning exists (select 1 from genomes.submissions s where s.received_at < i.installed_at) as restored`.execute(
    trx,
  );
  return rows[0]?.restored === false;
}
