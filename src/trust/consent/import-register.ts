import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { sql } from 'kysely';
import type { ActorRef, DatabaseHandle, Db } from '../../platform/database/index.ts';
import { Problem } from '../../platform/problem/index.ts';
import { type Progress, silentProgress } from '../../platform/progress/index.ts';
import { readAhead } from '../../platform/read-ahead/index.ts';
import { type CprKeys, holdRing, type KeyRing, lookupBytes, type PackedHashes, packHashes } from '../people/index.ts';
import { type ApplyAnswer, applyRegister } from './apply-register.ts';
import { actorText, choiceScopes } from './choices.ts';
import { errors } from './errors.ts';
import { type RegisterLine, readRegister } from './read-register.ts';

export interface RegisterImport {
  path: string;
  /** When the register was written out: choices made here later are not touched by it. */
  asOf: Date;
  actor: ActorRef;
  /** Takes a file that ends many opt-outs at once. */
  allowShrinking?: boolean;
  progress?: Progress;
  signal?: AbortSignal;
}

export interface RegisterAnswer extends ApplyAnswer {
  /** False when this very file was taken before. */
  changed: boolean;
  /** Lines that an earlier, interrupted import had read already. */
  resumedAt: number;
  lines: number;
}

const batch = 25_000;

/**
 * Takes the whole opt-out register: what is new is out, what is no longer in the file is counted again, everything else stays.
 * First the lines are put beside, batch by batch, as keyed hashes; interrupted, the same file goes on where it was. Then one
 * transaction makes all changes and one mask epoch, or none. A number nobody has yet is kept as its hash.
 * @throws Problem IDUN_CONSENT_FILE, IDUN_CONSENT_FILE_SHRINKS, IDUN_CONSENT_FILE_OLDER; nothing is taken then
 */
export async function importRegister(
  db: DatabaseHandle,
  keys: CprKeys,
  given: RegisterImport,
): Promise<RegisterAnswer> {
  return await db.advisoryLock('idun.consent.import', async () => {
    const digest = await digestFile(given.path);
    for (;;) {
      const [{ generation }] = await keys.ring(db.owner);
      const known = await knownImport(db.owner, digest, { ...given, generation });
      if (known?.state === 'applied') return { ...known.answer!, changed: false, resumedAt: 0, lines: known.lines };
      const started = known ?? (await startImport(db.owner, digest, { ...given, generation }));
      const answer = await stageAndApply(db, keys, given, started);
      if (answer !== 'keys-changed') return answer;
    }
  });
}

async function stageAndApply(
  db: DatabaseHandle,
  keys: CprKeys,
  given: RegisterImport,
  started: StartedImport,
): Promise<RegisterAnswer | 'keys-changed'> {
  try {
    const lines = await stage(db, keys, given, started);
    given.progress?.step('Comparing with what is known');
    const answer = await db.owner.transaction().execute(async (trx) => {
      const ring = await holdRing(trx, keys);
      requireSameKeys(ring, started);
      return await applyRegister(trx, { ...started, ...given, lines });
    });
    given.progress?.done();
    return { ...answer, changed: true, resumedAt: started.lines, lines };
  } catch (error) {
    // A file that is wrong is not gone on with; whatever else stopped it leaves what was read.
    if (error instanceof Problem || error instanceof KeysChanged) await refuse(db.owner, started.importNo);
    if (error instanceof KeysChanged) return 'keys-changed';
    throw error;
  }
}

/** The keys of the hashes were renewed meanwhile: what was put beside is of the old ones. */
class KeysChanged extends Error {}

function requireSameKeys([newest]: KeyRing, { generation }: { generation: number }): void {
  if (newest.generation !== generation) throw new KeysChanged();
}

interface StartedImport {
  importNo: number;
  generation: number;
  state: 'staging' | 'applied';
  lines: number;
  answer: ApplyAnswer | null;
}

async function digestFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

async function knownImport(
  db: Db,
  digest: string,
  { asOf, generation }: { asOf: Date; generation: number },
): Promise<StartedImport | undefined> {
  const newest = await sql<{
    asOf: Date;
  }>`select max(as_of) as "asOf" from trust.consent_imports where state = 'applied'`.execute(db);
  const { rows } = await sql<StartedImport>`select import_no as "importNo", generation, state, lines, answer
    from trust.consent_imports where digest = ${digest} and as_of = ${asOf}
      and (state = 'applied' or (state = 'staging' and generation = ${generation})) order by import_no desc limit 1`.execute(
    db,
  );
  const last = newest.rows[0]!.asOf;
  if (rows[0]?.state !== 'applied' && last !== null && last > asOf) {
    throw new Problem(errors.older, 'A copy of the register that was written later has been taken already.', {
      expected: `a file of ${last.toISOString()} or later`,
    });
  }
  return rows[0];
}

async function startImport(
  db: Db,
  digest: string,
  { asOf, actor, generation }: RegisterImport & { generation: number },
): Promise<StartedImport> {
  // What an import of another file left behind is of no use any more.
  await sql`delete from trust.consent_import_rows`.execute(db);
  await sql`update trust.consent_imports set state = 'refused', ended_at = clock_timestamp() where state = 'staging'`.execute(
    db,
  );
  const { rows } =
    await sql<StartedImport>`insert into trust.consent_imports (digest, as_of, generation, state, started_by)
    values (${digest}, ${asOf}, ${generation}, 'staging', ${actorText(actor)})
    returning import_no as "importNo", generation, state, lines, answer`.execute(db);
  return rows[0]!;
}

async function refuse(db: Db, importNo: number): Promise<void> {
  await sql`delete from trust.consent_import_rows where import_no = ${importNo}`.execute(db);
  await sql`update trust.consent_imports set state = 'refused', ended_at = clock_timestamp()
    where import_no = ${importNo} and state = 'staging'`.execute(db);
}

/** Puts the lines beside. @returns how many there are */
async function stage(
  db: DatabaseHandle,
  keys: CprKeys,
  { path, asOf, progress = silentProgress, signal }: RegisterImport,
  started: StartedImport,
): Promise<number> {
  progress.step('Reading the register', undefined, 'lines');
  const ring = await keys.ring(db.owner);
  requireSameKeys(ring, started);
  let lines = started.lines;
  const batches = hashedBatches(readRegister(path, basename(path), asOf), ring, started.lines);
  // The next batch is read and hashed while the database writes this one.
  for await (const part of readAhead(batches, 1)) {
    signal?.throwIfAborted();
    lines += part.lines.length;
    await db.owner.transaction().execute(async (trx) => {
      requireSameKeys(await holdRing(trx, keys), started);
      await stageBatch(trx, started.importNo, part);
      await sql`update trust.consent_imports set lines = ${lines} where import_no = ${started.importNo}`.execute(trx);
    });
    progress.advance(part.lines.length);
  }
  progress.done();
  return lines;
}

interface HashedBatch {
  lines: readonly RegisterLine[];
  hashes: PackedHashes;
}

/** @param skip lines that stand beside already */
async function* hashedBatches(
  parts: AsyncGenerator<RegisterLine[]>,
  ring: KeyRing,
  skip: number,
): AsyncGenerator<HashedBatch> {
  let waiting: RegisterLine[] = [];
  let toSkip = skip;
  for await (const part of parts) {
    waiting = waiting.concat(part.slice(toSkip));
    toSkip = Math.max(0, toSkip - part.length);
    while (waiting.length >= batch) {
      const lines = waiting.slice(0, batch);
      waiting = waiting.slice(batch);
      yield { lines, hashes: packHashes(ring, lines) };
    }
  }
  if (waiting.length > 0) yield { lines: waiting, hashes: packHashes(ring, waiting) };
}

async function stageBatch(trx: Db, importNo: number, { lines, hashes }: HashedBatch): Promise<void> {
  const [newest, older] = hashes.map(
    (packed) => sql`substring(${packed}::bytea from r.i * ${lookupBytes} + 1 for ${lookupBytes})`,
  );
  for (const scope of choiceScopes) {
    const mine = lines.flatMap((line, i) => (line.scopes.includes(scope) ? [i] : []));
    if (mine.length === 0) continue;
    await sql`insert into trust.consent_import_rows (import_no, line, cpr_lookup, older_lookup, scope, since)
      select ${importNo}, r.line, ${newest!}, ${older ?? sql`null`}, ${scope}, r.since
      from unnest(${mine}::int[], ${mine.map((i) => lines[i]!.line)}::int[], ${mine.map((i) => lines[i]!.since)}::timestamptz[])
        as r (i, line, since)`.execute(trx);
  }
}
