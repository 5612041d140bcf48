import { sql } from 'kysely';
import type { Migration } from './migrator.ts';

const events: Migration = {
  name: '202611210001_platform_events',
  async up(trx) {
    // xid is the writing transaction: a reader takes only events of transactions older than every one still running, so a
    // late commit is never passed over (DESIGN §4a).
    await sql`create table idun.events (
      event_id bigint generated always as identity primary key,
      xid xid8 not null default pg_current_xact_id(),
      topic text not null,
      aggregate text not null,
      payload jsonb not null default '{}',
      recorded_at timestamptz not null default now()
    )`.execute(trx);
    await sql`create index events_by_transaction on idun.events (xid, event_id)`.execute(trx);
    await sql`create table idun.event_positions (
      subscriber text primary key,
      done_below xid8 not null default '0',
      batch_below xid8,
      batch_event_id bigint not null default 0
    )`.execute(trx);
    await sql`grant select, insert on idun.events to idun_app, idun_jobs`.execute(trx);
    await sql`grant select, insert, update on idun.event_positions to idun_app, idun_jobs`.execute(trx);
  },
};

/** The platform's own tables; `openDatabase` applies them before every module's. */
export const baseMigrations: readonly Migration[] = [events];
