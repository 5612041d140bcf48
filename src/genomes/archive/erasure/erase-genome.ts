import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import type { ActorRef } from '../../../platform/database/index.ts';
import { type Progress, silentProgress } from '../../../platform/progress/index.ts';
import { eraseFromSegments } from '../../variants/index.ts';
import type { ArchiveDeps } from '../deps.ts';
import { resolveGenome } from '../genomes/show-genome.ts';
import { asWriter } from '../submissions/locks.ts';
import { type ErasureCertificate, makeCertificate } from './certificate.ts';
import { eraseCallDetails, erasePanelSites } from './erase-call-details.ts';
import { eraseFromOriginals } from './erase-originals.ts';
import { cycleLog, rewriteTables } from './forget-rows.ts';
import { maskGenome } from './mask-genome.ts';
import { type ErasedPlace, findErasure, type PendingErasure, type PlaceState, type StoredErasure } from './pending.ts';
import { reissueReceipts } from './reissue-receipts.ts';
import { tellBackups } from './tombstones.ts';

export interface ErasedGenome {
  genome: string;
  certificate: ErasureCertificate;
  signature: string;
}

export interface EraseOptions {
  genome: string;
  reason: string;
  actor: ActorRef;
  progress?: Progress;
  signal?: AbortSignal;
}

/**
 * Erases a genome by law or because of an error: masked at once, then taken out of segments, call details, originals, database
 * pages, logs and caches, with a signed certificate that lists each place. Interrupted, it goes on where it was; of a genome that is
 * erased the same certificate is given again.
 * @throws Problem IDUN_GENOME_NOT_FOUND, IDUN_GENOME_AMBIGUOUS
 */
export async function eraseGenome(deps: ArchiveDeps, options: EraseOptions): Promise<ErasedGenome> {
  const { id, genomeNo } = await resolveGenome(deps.db.app, options.genome);
  return await deps.db.advisoryLock('genomes.erasure', async () => {
    let erasure = await findErasure(deps.db.owner, id);
    if (!erasure) {
      const { reason, actor } = options;
      await deps.db.owner.transaction().execute((trx) => maskGenome(trx, { genomeNo, reason, actor }));
      erasure = (await findErasure(deps.db.owner, id))!;
    }
    if (erasure.certificate && erasure.signature && erasure.state === 'complete') {
      return { genome: id, certificate: erasure.certificate as ErasureCertificate, signature: erasure.signature };
    }
    return await finishErasure(deps, erasure, options);
  });
}

async function finishErasure(deps: ArchiveDeps, erasure: StoredErasure, options: EraseOptions): Promise<ErasedGenome> {
  const progress = options.progress ?? silentProgress;
  const places: ErasedPlace[] = [];
  const note = (place: string, state: PlaceState, detail = ''): void => {
    places.push({ place, state, at: deps.clock.now().toISOString(), detail });
  };
  note('answers', 'gone', 'out of every count and list since the request');
  note('key of the call details', 'gone');
  await sql`update genomes.erasures set state = 'erasing' where erasure_no = ${erasure.erasureNo}`.execute(
    deps.db.owner,
  );
  if (erasure.pending) await eraseFiles(deps, erasure, erasure.pending, { ...options, progress }, note);
  progress.step('Rewriting database pages');
  note('person', 'gone', 'links, identifiers of the dataset, pedigree and report entries');
  note('audit log', 'gone', 'its pseudonym leads nowhere; the entries stay as they are');
  if (erasure.pending) {
    const receipts = await reissueReceipts(deps, erasure.pending);
    if (receipts === 0) note('receipts', 'nothing there');
    else
      note(
        'receipts',
        'rewritten',
        `${receipts} documents issued anew without the name; the sender keeps its own copy`,
      );
  }
  for (const backup of await tellBackups(deps.db.owner, erasure.genomeId, erasure.requestedAt.toISOString())) {
    note(`backup ${backup.path}`, backup.told ? 'rewritten' : 'out of reach', backup.why);
  }
  note(
    'files given out earlier',
    'nothing there',
    'frequency tables and extracts outside this installation are their holders’',
  );
  await sql`update genomes.erasures set pending = null where erasure_no = ${erasure.erasureNo}`.execute(deps.db.owner);
  await rewriteTables(deps.db);
  note('database tables', 'gone', 'written anew without old versions of rows');
  const kept = await cycleLog(deps.db);
  note('database log', kept === null ? 'gone' : 'waiting', kept ?? 'old log files were let go by a checkpoint');
  return await certify(deps, erasure, places);
}

async function eraseFiles(
  deps: ArchiveDeps,
  erasure: StoredErasure,
  pending: PendingErasure,
  { progress, signal }: EraseOptions & { progress: Progress },
  note: (place: string, state: PlaceState, detail?: string) => void,
): Promise<void> {
  progress.step('Rewriting segments');
  const segments = await eraseFromSegments({ db: deps.db, dataDir: deps.dataDir }, [pending.batchNo], signal);
  note('variant segments', 'gone', `${segments.segments} rewritten, ${segments.removed.length} old files removed`);
  await asWriter(deps.db, async () => {
    progress.step('Rewriting originals');
    const originals = await eraseFromOriginals(deps, erasure.genomeId, pending, async (unique) => {
      note('call details', await eraseCallDetails(deps, pending, unique));
    });
    note('originals', 'gone', `${originals.removed} removed, ${originals.rewritten} written anew without it`);
  });
  await deps.db.owner.transaction().execute((trx) => erasePanelSites(trx, pending.batchNo));
  note('relatedness sites', 'gone');
  await rm(join(deps.dataDir, 'counts'), { recursive: true, force: true });
  note('cached counts', 'gone');
}

async function certify(
  deps: ArchiveDeps,
  erasure: StoredErasure,
  places: readonly ErasedPlace[],
): Promise<ErasedGenome> {
  const finishedAt = deps.clock.now();
  const { certificate, signature } = makeCertificate(
    { of: { genome: erasure.genomeId }, requestedAt: erasure.requestedAt },
    places,
    finishedAt,
    deps.keys,
  );
  await sql`update genomes.erasures set state = ${certificate.state}, finished_at = ${finishedAt},
      places = ${JSON.stringify(places)}::jsonb, certificate = ${JSON.stringify(certificate)}::jsonb, signature = ${signature}
    where erasure_no = ${erasure.erasureNo}`.execute(deps.db.owner);
  return { genome: erasure.genomeId, certificate, signature };
}
