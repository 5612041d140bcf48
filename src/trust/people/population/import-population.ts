import { basename } from 'node:path';
import { type ActorRef, appendEvent, type DatabaseHandle } from '../../../platform/database/index.ts';
import { type Progress, silentProgress } from '../../../platform/progress/index.ts';
import { readAhead } from '../../../platform/read-ahead/index.ts';
import type { Cpr } from '../cpr.ts';
import { type CprKeys, holdRing, type KeyRing } from '../cpr-keys.ts';
import { type PackedHashes, packHashes } from '../find-by-cpr.ts';
import { linkFamilies } from './link-families.ts';
import { openPopulation, type PopulationColumn, type PopulationFile, type PopulationRow } from './read-population.ts';
import { takePart } from './take-part.ts';

export interface PopulationImport {
  path: string;
  actor: ActorRef;
  progress?: Progress;
  signal?: AbortSignal;
}

export interface PopulationAnswer {
  rows: number;
  added: number;
  changed: number;
  same: number;
  relations: number;
  guardianships: number;
  /** Numbers that fail modulus 11 or begin with no day: taken all the same. */
  warnings: number;
}

/**
 * Takes a file of people: unknown ones are added, known ones corrected where the file has a column, nobody is removed. All of
 * it in one transaction, or nothing.
 * @throws Problem IDUN_PEOPLE_FILE with the line; IDUN_PERSON_CPR_TAKEN
 */
export async function importPopulation(
  db: DatabaseHandle,
  keys: CprKeys,
  { path, actor, progress = silentProgress, signal }: PopulationImport,
): Promise<PopulationAnswer> {
  return await db.advisoryLock('idun.people.import', () =>
    db.owner.transaction().execute(async (trx) => {
      const answer = { rows: 0, added: 0, changed: 0, same: 0, relations: 0, guardianships: 0, warnings: 0 };
      const seen = new Set<number>();
      progress.step('Reading people', undefined, 'people');
      // Held to the end: every part is hashed and written under the same keys.
      const ring = await holdRing(trx, keys);
      const file = await openPopulation(path);
      const { columns } = file;
      // The next part is read and hashed while the database writes this one.
      for await (const part of readAhead(hashedParts(inParts(file, basename(path), actor), ring), 1)) {
        signal?.throwIfAborted();
        await takePart(trx, { keys, ring }, part, answer, seen);
        progress.advance(part.rows.length);
      }
      progress.done();
      if (['mother', 'father', 'guardians', 'twin'].some((name) => columns.has(name as PopulationColumn))) {
        progress.step('Linking families', answer.rows, 'people');
        const again = await openPopulation(path);
        for await (const part of readAhead(inParts(again, basename(path), actor), 1)) {
          signal?.throwIfAborted();
          const linked = await linkFamilies(trx, keys, part);
          answer.relations += linked.relations;
          answer.guardianships += linked.guardianships;
          progress.advance(part.rows.length);
        }
        progress.done();
      }
      await appendEvent(trx, { topic: 'people.imported', aggregate: 'people:population', payload: { ...answer } });
      return answer;
    }),
  );
}

/** Part of a file, to be taken in one go. */
export interface Part {
  file: string;
  columns: ReadonlySet<PopulationColumn>;
  rows: readonly PopulationRow[];
  actor: ActorRef;
}

/** A part with the hashes of its people's numbers. */
export interface HashedPart extends Part {
  /** The rows that have a number, in the order of the hashes. */
  numbered: readonly { i: number; cpr: Cpr }[];
  hashes: PackedHashes;
}

const partSize = 50_000;

async function* inParts({ columns, rows }: PopulationFile, file: string, actor: ActorRef): AsyncGenerator<Part> {
  let waiting: PopulationRow[] = [];
  for await (const some of rows) {
    waiting = waiting.concat(some);
    while (waiting.length >= partSize) {
      yield { file, columns, actor, rows: waiting.slice(0, partSize) };
      waiting = waiting.slice(partSize);
    }
  }
  if (waiting.length > 0) yield { file, columns, actor, rows: waiting };
}

async function* hashedParts(parts: AsyncGenerator<Part>, ring: KeyRing): AsyncGenerator<HashedPart> {
  for await (const part of parts) {
    const numbered: { i: number; cpr: Cpr }[] = [];
    for (const [i, { cpr }] of part.rows.entries()) if (cpr !== null) numbered.push({ i, cpr });
    yield { ...part, numbered, hashes: packHashes(ring, numbered) };
  }
}
