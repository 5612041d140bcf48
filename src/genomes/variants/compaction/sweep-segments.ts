import { join } from 'node:path';
import { sql } from 'kysely';
import { type CompactionDeps, removeFiles } from './segment-store.ts';

/** How long a merged segment's parts stay for readers that named them before: minutes. */
export const GRACE_MINUTES = 10;

/**
 * Removes segments that compaction put into others. A reader that has one open keeps its content by its file descriptor; one
 * that only knows the name finds the file for {@link GRACE_MINUTES}, and reads the manifest anew when it is gone
 * (`withView`). Readers on other machines, whose file systems may not keep removed files, hold a lease instead.
 * @returns files that went, below the data directory
 */
export async function sweepSegments({ db, dataDir }: CompactionDeps, graceMinutes = GRACE_MINUTES): Promise<string[]> {
  const { rows } = await sql<{ path: string }>`delete from genomes.segments s
    where not s.live and s.to_version is not null
      and exists (select from genomes.segments n
        where n.live and n.reference_no = s.reference_no and n.contig_no = s.contig_no and n.kind = s.kind
          and n.batch_nos @> s.batch_nos and n.from_version >= s.to_version
          and n.created_at < now() - make_interval(secs => ${graceMinutes * 60}))
      and not exists (select from genomes.leases l
        where l.version < s.to_version and l.seen_at > now() - make_interval(mins => 10))
    returning path`.execute(db.jobs);
  return removeFiles(
    db.jobs,
    dataDir,
    rows.map((row) => join(dataDir, row.path)),
  );
}
