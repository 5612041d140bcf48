import { statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { type PreparedFile, prepareFiles } from '../../genomes/archive/originals/index.ts';
import { warmWorkers } from '../../platform/workers/index.ts';
import type { CliContext } from './context.ts';
import { type AddOptions, readAddOptions } from './submission-options.ts';

/** Below this, loading threads ahead costs more than it saves. */
const SMALL_BYTES = 2 << 20;

function sizeOf(paths: readonly string[]): number {
  return paths.reduce((sum, path) => sum + (statSync(path, { throwIfNoEntry: false })?.size ?? 0), 0);
}

/** `idun genomes add`: receives files as one submission and processes it. */
export async function addGenomes(context: CliContext, paths: readonly string[], options: AddOptions): Promise<void> {
  const given = readAddOptions(paths, options);
  const { actor, progress, signal } = context;
  // While the database starts: threads load, the program loads, and the originals are read.
  if (sizeOf(paths) >= SMALL_BYTES) {
    warmWorkers('seal', 1);
    warmWorkers('ingest', availableParallelism());
  }
  let prepared: Promise<PreparedFile[]> | undefined;
  const { database, objects, config } = await context.app({}, (store) => {
    prepared = prepareFiles(store, given.files, progress);
    // Who waits for it hears of it; until then it is nobody's unhandled rejection.
    prepared.catch(() => undefined);
  });
  const { openArchive, processSubmission, receiveSubmission, sweepArchive } = await import(
    '../../genomes/archive/index.ts'
  );
  const archive = openArchive({ database, objects, dataDir: config.dataDir });
  await sweepArchive(archive);
  const received = await receiveSubmission(archive, {
    ...given,
    actor,
    progress,
    ...(prepared === undefined ? {} : { prepared }),
  });
  const done = await processSubmission(archive, received.id, { actor, progress, signal, local: received.local });
  const answer = { submission: done.id, state: done.state, duplicate: received.duplicate, report: done.report };
  if (done.state !== 'accepted') context.exitCode = 1;
  const { formatReport } = await import('./report-text.ts');
  context.print(answer, () => formatReport(answer));
}
