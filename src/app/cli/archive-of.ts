import { openArchive } from '../../genomes/archive/index.ts';
import type { CliContext } from './context.ts';

/** The archive of the opened data directory. */
export async function archiveOf(context: CliContext) {
  const { database, objects, config } = await context.app();
  return openArchive({ database, objects, dataDir: config.dataDir });
}
