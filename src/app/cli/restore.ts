import { existsSync, readdirSync, renameSync, rmdirSync, rmSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { sql } from 'kysely';
import { eraseGenome } from '../../genomes/archive/erasure/erase-genome.ts';
import { readTombstones } from '../../genomes/archive/erasure/tombstones.ts';
import { leaveDataset, openArchive } from '../../genomes/archive/index.ts';
import { forgetRestored, readBackupManifest, restore } from '../../platform/backup/index.ts';
import { type Config, loadConfig } from '../../platform/config/index.ts';
import { type DatabaseHandle, type Db, isRunning, openDatabase, ownIdentity } from '../../platform/database/index.ts';
import { Problem } from '../../platform/problem/index.ts';
import { type ChoiceScope, recordOptIn, recordOptOut } from '../../trust/consent/index.ts';
import { type App, openApp } from '../compose.ts';
import { migrations } from '../migrations.ts';
import type { CliContext } from './context.ts';

export interface RestoreOptions {
  /** A data directory that is newer than the backup. */
  erasuresFrom?: string;
  /** Its database, when that is not in the directory. */
  erasuresDatabase?: string;
}

export interface Restored {
  data: string;
  /** When the backup was made. */
  madeAt: string;
  /** Ids of genomes that were erased again. */
  erased: string[];
  /** Choices and departures from datasets that were taken over from the newer data directory. */
  choices: number;
}

const errors = {
  notEmpty: { code: 'IDUN_BACKUP_TARGET_NOT_EMPTY', status: 409, title: 'The folder is not empty.' },
  comesBack: { code: 'IDUN_RESTORE_ERASURE', status: 500, title: 'An erasure could not be applied to the backup.' },
} as const;

type Tombstone = ReturnType<typeof readTombstones>[number];

interface Newer {
  erased: Tombstone[];
  /** Who is out, `per_… scope`. */
  choices: Set<string>;
  /** Who left what, `per_… dataset`. */
  departures: Set<string>;
}

/** Something a person said no to: a scope of the opt-out register, or a dataset. */
interface Refusal {
  no: number;
  person: string;
  what: string;
}

const keyOf = ({ person, what }: Refusal): string => `${person} ${what}`;

async function readChoices(db: Db): Promise<Refusal[]> {
  const { rows } = await sql<Refusal>`select distinct p.person_no as no, p.id as person, c.scope as what
    from trust.consent_choices c join trust.people p using (person_no)
    where c.valid_to is null and c.superseded_at is null`.execute(db);
  return rows;
}

async function readDepartures(db: Db): Promise<Refusal[]> {
  const { rows } = await sql<Refusal>`select p.person_no as no, p.id as person, d.name as what
    from genomes.dataset_departures x join genomes.datasets d using (dataset_no) join trust.people p using (person_no)
    where x.returned_at is null`.execute(db);
  return rows;
}

/** What was erased since the backup was made. A list that cannot be read is not an empty one. */
function readErased(folder: string): Tombstone[] {
  try {
    return readTombstones(folder);
  } catch (cause) {
    throw new Problem(
      errors.comesBack,
      'The list of what was erased since the backup was made cannot be read.',
      { file: folder, action: 'Take the list from another copy of the backup. Nothing is restored without it.' },
      { cause },
    );
  }
}

async function readNewer(context: CliContext, data: string, databaseUrl: string | undefined): Promise<Newer> {
  const known =
    existsSync(join(data, 'format.json')) && (databaseUrl !== undefined || existsSync(join(data, 'postgres')));
  if (!known) {
    throw new Problem(
      errors.comesBack,
      `The database of ${data} is not found, so what was erased there is not known.`,
      {
        file: data,
        expected: 'a data directory that is newer than the backup',
        action: 'If its database is elsewhere, name it with --erasures-database.',
      },
    );
  }
  // DATABASE_URL is where the backup goes, not where the newer database is.
  const config = loadConfig({ data, databaseUrl }, {});
  const db = await openDatabase({ config, migrations, log: context.log() });
  try {
    const erased = await sql<{ id: string; at: Date }>`select genome_id as id, requested_at as at
      from genomes.erasures order by erasure_no`.execute(db.app);
    return {
      erased: erased.rows.map(({ id, at }) => ({ id, erasedAt: at.toISOString() })),
      choices: new Set((await readChoices(db.owner)).map(keyOf)),
      departures: new Set((await readDepartures(db.owner)).map(keyOf)),
    };
  } finally {
    await db.close();
  }
}

// The newer directory knows everything said up to now: who is not out there has come back.
async function takeOverChoices({ database }: App, context: CliContext, newer: Newer): Promise<number> {
  const choices = difference(await readChoices(database.owner), newer.choices);
  const departures = difference(await readDepartures(database.owner), newer.departures);
  const { rows } = await sql<{ no: number; person: string }>`select person_no as no, id as person from trust.people
    where id = any(${[...choices.missing, ...departures.missing].map(([person]) => person)}::text[])`.execute(
    database.owner,
  );
  const numbers = new Map(rows.map(({ no, person }) => [person, no]));
  const { actor } = context;
  const scope = (what: string) => ({ scope: what as ChoiceScope });
  const changed = await database.owner.transaction().execute(async (trx) => {
    let count = 0;
    for (const { no, what } of choices.ended) count += Number((await recordOptIn(trx, no, actor, scope(what))).changed);
    for (const [person, what] of choices.missing) {
      const no = numbers.get(person);
      if (no !== undefined) count += Number((await recordOptOut(trx, no, actor, scope(what))).changed);
    }
    return count;
  });
  const reason = 'said before; a restore of an older backup obeys it';
  const answers = [
    ...departures.ended.map(({ person, what }) => ({ person, dataset: what, returns: true })),
    ...departures.missing.filter(([person]) => numbers.has(person)).map(([person, dataset]) => ({ person, dataset })),
  ];
  let left = 0;
  for (const given of answers) left += Number((await leaveKnownDataset(database, { ...given, reason, actor })).changed);
  return changed + left;
}

/** What is in the restored data and no longer in the newer, and the other way round. */
function difference(restored: readonly Refusal[], newer: ReadonlySet<string>) {
  const known = new Set(restored.map(keyOf));
  return {
    ended: restored.filter((one) => !newer.has(keyOf(one))),
    missing: [...newer]
      .filter((key) => !known.has(key))
      .map((key): [person: string, what: string] => {
        const space = key.indexOf(' ');
        return [key.slice(0, space), key.slice(space + 1)];
      }),
  };
}

// A dataset that came after the backup is not there to be left.
async function leaveKnownDataset(db: DatabaseHandle, given: Parameters<typeof leaveDataset>[1]) {
  const { rows } = await sql`select from genomes.datasets where name = ${given.dataset}`.execute(db.owner);
  return rows.length === 0 ? { changed: false } : await leaveDataset({ db }, given);
}

/** Erases again what must not come back, and finishes erasures that the backup found half done. @returns their ids */
async function eraseAgain(app: App, context: CliContext, erased: readonly Tombstone[]): Promise<string[]> {
  const { database, objects, config } = app;
  const archive = openArchive({ database, objects, dataDir: config.dataDir });
  const ids = [...new Set(erased.map(({ id }) => id))];
  const { rows } = await sql<{ id: string }>`select id from genomes.genomes
      where id = any(${ids}::text[]) and state <> 'erased'
    union select genome_id from genomes.erasures where state in ('masked', 'erasing')`.execute(database.app);
  const { actor, progress, signal } = context;
  for (const { id } of rows) {
    const reason = 'erased before; a restore of an older backup obeys it';
    await eraseGenome(archive, { genome: id, reason, actor, progress, signal }).catch((cause: unknown) => {
      throw new Problem(
        errors.comesBack,
        `${id} was erased, and erasing it from the restored data failed: ${cause instanceof Error ? cause.message : String(cause)}`,
        { action: 'Nothing was restored. Correct what failed and restore again.' },
        { cause },
      );
    });
  }
  const left = await sql`select from genomes.genomes where id = any(${ids}::text[]) and state <> 'erased'`.execute(
    database.app,
  );
  if (left.rows.length > 0)
    throw new Problem(errors.comesBack, `${left.rows.length} erased genomes are in the restored data.`);
  return rows.map(({ id }) => id);
}

async function folderFor(config: Config, context: CliContext): Promise<string> {
  const { dataDir } = config;
  if (existsSync(dataDir) && readdirSync(dataDir).length > 0) {
    throw new Problem(errors.notEmpty, `${dataDir} holds files already.`, {
      file: dataDir,
      expected: 'a new or empty data folder',
      action: 'Name another folder with --data. A restore never writes over data.',
    });
  }
  await removeUnfinished(dataDir, context);
  return `${dataDir}.restoring-${ownIdentity()}`;
}

// What a killed restore left holds keys and erased genomes: it goes as soon as somebody comes by, its database server first.
async function removeUnfinished(dataDir: string, context: CliContext): Promise<void> {
  const parent = dirname(dataDir);
  if (!existsSync(parent)) return;
  const mark = `${basename(dataDir)}.restoring-`;
  for (const name of readdirSync(parent)) {
    if (!name.startsWith(mark) || isRunning(name.slice(mark.length))) continue;
    const left = join(parent, name);
    const config = loadConfig({ data: left }, {});
    // The last one to leave stops the server; a folder that cannot be opened has none that runs.
    const opened = await openDatabase({ config, migrations, log: context.log() }).catch(() => undefined);
    await opened?.close();
    rmSync(left, { recursive: true, force: true });
  }
}

/**
 * Restores a backup beside the data directory's place and gives it that name only when everything erased since is erased in it
 * too: until then nothing can serve it, and a restore that fails or is killed leaves no data directory.
 * @throws Problem IDUN_BACKUP_…, IDUN_RESTORE_ERASURE
 */
export async function restoreInstallation(
  context: CliContext,
  folder: string,
  options: RestoreOptions,
): Promise<Restored> {
  const config = context.config();
  const { madeAt } = readBackupManifest(folder);
  const tombstones = readErased(folder);
  const newer =
    options.erasuresFrom === undefined
      ? undefined
      : await readNewer(context, resolve(options.erasuresFrom), options.erasuresDatabase);
  const beside: Config = { ...config, dataDir: await folderFor(config, context) };
  const deps = {
    config: beside,
    migrations,
    log: context.log(),
    progress: context.progress,
    isEmpty: hasNobody,
    target: config.dataDir,
  };
  try {
    const database = await restore(folder, deps);
    await database.close();
    const app = await openApp(beside, context.log());
    const answer = await obey(app, context, [...tombstones, ...(newer?.erased ?? [])], newer);
    if (existsSync(config.dataDir)) rmdirSync(config.dataDir);
    renameSync(beside.dataDir, config.dataDir);
    return { data: config.dataDir, madeAt, ...answer };
  } catch (error) {
    rmSync(beside.dataDir, { recursive: true, force: true });
    throw error;
  }
}

async function obey(app: App, context: CliContext, erased: readonly Tombstone[], newer: Newer | undefined) {
  try {
    const ids = await eraseAgain(app, context, erased);
    return { erased: ids, choices: newer === undefined ? 0 : await takeOverChoices(app, context, newer) };
  } catch (error) {
    await forgetRestored(app.database);
    throw error;
  } finally {
    await app.close();
  }
}

async function hasNobody({ app }: DatabaseHandle): Promise<boolean> {
  const { rows } = await sql<{ nobody: boolean }>`select not exists (select from trust.people)
    and not exists (select from genomes.genomes) as nobody`.execute(app);
  return rows[0]!.nobody;
}
