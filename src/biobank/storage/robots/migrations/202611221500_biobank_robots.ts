import { sql } from 'kysely';
import type { Migration } from '../../../../platform/database/index.ts';
import { protectRows } from '../../../../trust/scope/index.ts';
import { reachedBank } from '../../../specimens/index.ts';
import { commandSteps } from '../status.ts';

const statements = [
  `create table biobank.robots (
    robot_no int generated always as identity primary key,
    id text not null unique check (id like 'rob\\_%'),
    biobank_no int not null references biobank.biobanks on delete cascade,
    name text not null check (name <> ''),
    -- The container of storage that it is.
    store text not null,
    protocol text not null,
    host text not null,
    port int not null check (port between 1 and 65535),
    device text not null,
    active boolean not null default true,
    last_seen_at timestamptz null,
    problem text null,
    unique (biobank_no, name),
    unique (store)
  )`,
  'create table biobank.robot_transitions (from_state text not null, to_state text not null, unique (from_state, to_state))',
  `create table biobank.robot_commands (
    command_no bigint generated always as identity primary key,
    id text not null unique check (id like 'rcm\\_%'),
    robot_no int not null references biobank.robots on delete cascade,
    biobank_no int not null references biobank.biobanks on delete cascade,
    kind text not null check (kind in ('pick', 'put')),
    specimen_no int null references biobank.specimens on delete cascade,
    address text not null,
    code text not null check (code <> ''),
    reason text not null check (reason in ('reservation', 'request', 'withdrawn', 'wrong-tube')),
    reservation text null,
    attempt int not null default 1,
    state text not null default 'planned',
    scanned text null,
    because text null,
    cancel_asked boolean not null default false,
    asked_by text not null,
    asked_at timestamptz not null,
    changed_at timestamptz not null
  )`,
  // A tube or rack is under way once, whoever asks and however often.
  `create unique index one_command on biobank.robot_commands (robot_no, code)
    where state in ('planned', 'sent', 'acknowledged', 'unknown')`,
  `create index robot_commands_open on biobank.robot_commands (robot_no, command_no)
    where state in ('planned', 'sent', 'acknowledged', 'unknown')`,
  'create index robot_commands_reservation on biobank.robot_commands (reservation)',
  'create index robot_commands_specimen on biobank.robot_commands (specimen_no)',
  `create table biobank.robot_steps (
    step_no bigint generated always as identity primary key,
    command_no bigint not null references biobank.robot_commands on delete cascade,
    biobank_no int not null references biobank.biobanks on delete cascade,
    from_state text not null,
    to_state text not null,
    at timestamptz not null,
    by text not null,
    note text null
  )`,
  'create index robot_steps_command on biobank.robot_steps (command_no, step_no)',
  // The state changes by a step of the machine, and the step is written down with it.
  `create function biobank.check_robot_step() returns trigger language plpgsql set search_path = biobank, pg_temp as $$
    begin
      if new.state <> old.state and not exists (select from biobank.robot_transitions t
          where t.from_state = old.state and t.to_state = new.state) then
        raise exception 'a command that is % does not become %', old.state, new.state using errcode = 'ID010';
      end if;
      return new;
    end $$`,
  `create trigger check_robot_step before update on biobank.robot_commands
    for each row execute function biobank.check_robot_step()`,
  `grant select, insert, update on biobank.robots, biobank.robot_commands to idun_app, idun_jobs`,
  `grant select, insert on biobank.robot_steps to idun_app, idun_jobs`,
  `grant select on biobank.robot_transitions to idun_app, idun_jobs`,
] as const;

/** Automated stores and the journal of their commands. */
export const biobankRobots: Migration = {
  name: '202611221500_biobank_robots',
  async up(trx) {
    for (const statement of statements) await sql.raw(statement).execute(trx);
    for (const { from, to } of commandSteps) {
      await sql`insert into biobank.robot_transitions (from_state, to_state) values (${from}, ${to})`.execute(trx);
    }
    for (const table of ['robots', 'robot_commands', 'robot_steps']) {
      await protectRows(trx, `biobank.${table}`, reachedBank('biobank_no'));
    }
  },
};
