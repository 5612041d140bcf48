import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { makeManualClock } from '../../platform/clock/index.ts';
import type { ActorRef, DatabaseHandle, Migration } from '../../platform/database/index.ts';
import { openTestDatabase } from '../../platform/database/testing.ts';
import { openLocalObjects } from '../../platform/objects/index.ts';
import { silentProgress } from '../../platform/progress/index.ts';
import { trustMigrations } from '../../trust/migrations/index.ts';
import type { ArchiveDeps } from './deps.ts';
import { openKeys } from './keys.ts';
import { archiveMigrations } from './migrations/index.ts';
import type { SubmissionOptionsInput } from './model.ts';
import type { GivenFile } from './originals/index.ts';
import { type ProcessedSubmission, processSubmission } from './submissions/process-submission.ts';
import { receiveSubmission } from './submissions/receive-submission.ts';

export const testActor: ActorRef = { kind: 'operator', id: 'test' };

/** An archive of its own for one test file. */
export interface TestArchive extends ArchiveDeps {
  db: DatabaseHandle;
  /** Writes a file beside the data and returns its path. */
  save(name: string, content: string | Uint8Array): string;
  /** Hands files in and processes them; a path alone is a file of calls. */
  add(files: (string | GivenFile)[], options?: SubmissionOptionsInput): Promise<ProcessedSubmission>;
  close(): Promise<void>;
}

/** Opens an empty archive with its own database and data directory. @param more migrations of further modules */
export async function openTestArchive(more: readonly Migration[] = []): Promise<TestArchive> {
  const folder = mkdtempSync(join(tmpdir(), 'idun-archive-'));
  const dataDir = join(folder, 'data');
  const db = await openTestDatabase([...trustMigrations, ...archiveMigrations, ...more]);
  const deps: ArchiveDeps = {
    db,
    objects: openLocalObjects(dataDir),
    keys: openKeys(dataDir),
    dataDir,
    clock: makeManualClock(new Date('2026-05-01T08:00:00Z')),
  };
  return {
    ...deps,
    save(name, content) {
      writeFileSync(join(folder, name), content);
      return join(folder, name);
    },
    async add(files, options = {}) {
      const given = files.map((file) =>
        typeof file === 'string' ? { path: file, name: basename(file), role: 'calls' as const } : file,
      );
      const { id } = await receiveSubmission(deps, { files: given, options, actor: testActor });
      return await processSubmission(deps, id, { actor: testActor, progress: silentProgress, workers: 0 });
    },
    async close() {
      await db.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export interface TestSample {
  name: string;
  /** Genotype at a site by its number. */
  gt: (site: number) => string;
}

/** A VCF with one biallelic SNV every `step` bases. */
export function makeVcf(
  samples: readonly TestSample[],
  options: { sites?: number; step?: number; contig?: string; length?: number; start?: number } = {},
): string {
  const { sites = 20, step = 100, contig = '7', length = 159_345_973, start = 1000 } = options;
  const lines = [
    '##fileformat=VCFv4.3',
    `##contig=<ID=${contig},length=${length}>`,
    '##FORMAT=<ID=GT,Number=1,Type=String,Description="Genotype">',
    `#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\t${samples.map((s) => s.name).join('\t')}`,
  ];
  for (let i = 0; i < sites; i++) {
    lines.push(`${contig}\t${start + i * step}\t.\tA\tG\t50\tPASS\t.\tGT\t${samples.map((s) => s.gt(i)).join('\t')}`);
  }
  return `${lines.join('\n')}\n`;
}
