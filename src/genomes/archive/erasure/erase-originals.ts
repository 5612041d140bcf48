import { createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { sql } from 'kysely';
import type { ArchiveDeps } from '../deps.ts';
import { readFiles, type StoredFile } from '../submissions/store.ts';
import type { PendingErasure } from './pending.ts';
import { rewriteCalls, rewritePed, rewritePhenopackets } from './rewrite-original.ts';

export interface ErasedOriginals {
  removed: number;
  rewritten: number;
}

interface Change {
  file: StoredFile;
  /** Path of the file that takes its place; null when nobody else is in it. */
  replacement: string | null;
}

/**
 * Takes a genome out of the originals of its submission: a file of calls with no other sample is removed, one with others is
 * written anew without it; pedigrees and Phenopackets lose the person. A file that does not have it is left alone, so doing it again changes
 * nothing.
 * @param before is told the ALT alleles that only this genome carried (`chrom pos ref alt` as written, with tabs) while the
 * originals still are what they were, so that an interrupted erasure can find them again
 */
export async function eraseFromOriginals(
  deps: ArchiveDeps,
  genomeId: string,
  pending: PendingErasure,
  before: (unique: ReadonlyMap<string, boolean>) => Promise<void>,
): Promise<ErasedOriginals> {
  const folder = join(deps.dataDir, 'work', `erasing-${genomeId}`);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  try {
    const unique = new Map<string, boolean>();
    const changes: Change[] = [];
    for (const file of await readFiles(deps.db.app, pending.submissionNo)) {
      if (file.objectId === null) continue;
      const path = join(folder, String(file.fileNo));
      await pipeline(await deps.objects.open(file.objectId), createWriteStream(path, { mode: 0o600 }));
      const change = await rewrite(file, path, `${path}.new`, pending, unique);
      if (change !== 'unchanged') changes.push({ file, replacement: change === 'removed' ? null : `${path}.new` });
    }
    await before(unique);
    for (const { file, replacement } of changes) await replaceObject(deps, pending.submissionNo, file, replacement);
    const removed = changes.filter((change) => change.replacement === null).length;
    return { removed, rewritten: changes.length - removed };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function rewrite(
  file: StoredFile,
  from: string,
  to: string,
  { fileSample, names }: PendingErasure,
  unique: Map<string, boolean>,
): Promise<'unchanged' | 'removed' | 'rewritten'> {
  if (file.role === 'calls') {
    const redactor = await rewriteCalls(from, to, fileSample, names);
    if (!redactor.found) return 'unchanged';
    for (const [allele, own] of redactor.unique) unique.set(allele, own && (unique.get(allele) ?? true));
    return file.samples <= 1 ? 'removed' : 'rewritten';
  }
  if (file.role === 'pedigree') return (await rewritePed(from, to, names)) ? 'rewritten' : 'unchanged';
  if (file.role !== 'phenopacket') return 'unchanged';
  const { kept, changed } = await rewritePhenopackets(from, to, names);
  return changed ? (kept === 0 ? 'removed' : 'rewritten') : 'unchanged';
}

/** The new object is durable before a row names it; the old one goes after the commit. */
async function replaceObject(
  deps: ArchiveDeps,
  submissionNo: number,
  file: StoredFile,
  path: string | null,
): Promise<void> {
  const object = path === null ? null : await deps.objects.put(path);
  await deps.db.owner.transaction().execute(async (trx) => {
    await sql`update genomes.submission_files set object_id = ${object?.objectId ?? null},
        sha256 = coalesce(${object?.sha256 ?? null}, sha256), bytes = coalesce(${object?.bytes ?? null}, bytes),
        samples = greatest(samples - case when role = 'calls' then 1 else 0 end, 0),
        format = case when role = 'calls' and ${object !== null} then 'vcf-bgzip' else format end
      where submission_no = ${submissionNo} and file_no = ${file.fileNo}`.execute(trx);
    await sql`update genomes.attestations set object_id = ${object?.objectId ?? null}
      where object_id = ${file.objectId}`.execute(trx);
  });
  await deps.objects.remove(file.objectId!);
}
