import { rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { sql } from 'kysely';
import pg from 'pg';
import type { DatabaseHandle, Db } from '../../../platform/database/index.ts';
import type { SegmentRow } from '../population/index.ts';
import { countsFolder } from '../stored-counts/index.ts';
import type { MergedSegment } from './merge-segments.ts';

/** What compaction and erasure work with. */
export interface CompactionDeps {
  db: DatabaseHandle;
  /** Absolute folder of the whole state. */
  dataDir: string;
  /** Merge in this thread instead of one of its own. */
  inThread?: boolean;
}

/** A segment as the database names it. */
export interface StoredSegment extends SegmentRow {
  referenceNo: number;
  live: boolean;
  /** Compaction put it into a live one; it stays a while for readers. */
  superseded: boolean;
}

const columns = sql`segment_id as "segmentId", reference_no as "referenceNo", contig_no as "contigNo", kind,
  batch_nos as "batchNos", path, bytes, alleles, genomes, live,
  exists (select from genomes.segments n where n.live and n.reference_no = s.reference_no and n.contig_no = s.contig_no
    and n.kind = s.kind and n.batch_nos @> s.batch_nos and n.from_version >= s.to_version) as superseded`;

function absolute(rows: StoredSegment[], dataDir: string): StoredSegment[] {
  return rows.map((row) => ({ ...row, bytes: Number(row.bytes), path: join(dataDir, row.path) }));
}

/** Live segments of all references. */
export async function listLiveSegments(db: Db, dataDir: string): Promise<StoredSegment[]> {
  const { rows } = await sql<StoredSegment>`select ${columns} from genomes.segments s where live
    order by reference_no, contig_no, kind, genomes, segment_id`.execute(db);
  return absolute(rows, dataDir);
}

/** Every segment that holds one of these batches: live, in quarantine, retracted or superseded. */
export async function listSegmentsOfBatches(
  db: Db,
  dataDir: string,
  batchNos: readonly number[],
): Promise<StoredSegment[]> {
  const { rows } = await sql<StoredSegment>`select ${columns} from genomes.segments s
    where batch_nos && ${[...batchNos]}::int[] order by reference_no, contig_no, kind, segment_id`.execute(db);
  return absolute(rows, dataDir);
}

/** Local numbers of erased genomes by batch. */
export async function erasedLocals(db: Db, batchNos: readonly number[]): Promise<Map<number, Set<number>>> {
  const { rows } = await sql<{ batchNo: number; locals: number[] }>`
    select batch_no as "batchNo", array_agg(local_no) as locals from genomes.genomes
    where state = 'erased' and batch_no = any(${[...batchNos]}::int[]) group by batch_no`.execute(db);
  return new Map(rows.map(({ batchNo, locals }) => [batchNo, new Set(locals)]));
}

/** The next version of the manifest; readers are told when the transaction commits. */
export async function nextVersion(trx: Db): Promise<number> {
  const { rows } = await sql<{ version: string }>`update genomes.manifest
    set version = version + 1, changed_at = clock_timestamp() returning version`.execute(trx);
  return Number(rows[0]!.version);
}

/** Names a merged segment, in the manifest from a version on. @param like a segment of the same contig and kind */
export async function nameSegment(trx: Db, like: StoredSegment, merged: MergedSegment, version: number): Promise<void> {
  await sql`insert into genomes.segments
      (segment_id, reference_no, contig_no, kind, batch_nos, path, bytes, alleles, genomes, live, from_version)
    values (${merged.name}, ${like.referenceNo}, ${like.contigNo}, ${like.kind}, ${batchNosOf(merged)}::int[],
      ${pathOf(merged)}, ${merged.bytes}, ${merged.alleles}, ${merged.genomes}, true, ${version})`.execute(trx);
}

/**
 * Puts a rewritten segment in the place of the old one, with the same standing in the manifest; null takes the old one away.
 * @throws SegmentsChanged when the old one is not named any more
 */
export async function replaceSegment(trx: Db, old: StoredSegment, rewritten: MergedSegment | null): Promise<void> {
  const which = sql`segment_id = ${old.segmentId} and reference_no = ${old.referenceNo} and contig_no = ${old.contigNo}`;
  const { rows } =
    rewritten === null
      ? await sql`delete from genomes.segments where ${which} returning 1`.execute(trx)
      : await sql`update genomes.segments set segment_id = ${rewritten.name}, path = ${pathOf(rewritten)},
            batch_nos = ${batchNosOf(rewritten)}::int[], bytes = ${rewritten.bytes}, alleles = ${rewritten.alleles},
            genomes = ${rewritten.genomes} where ${which} returning 1`.execute(trx);
  if (rows.length !== 1) throw new SegmentsChanged('a segment was replaced meanwhile');
}

function pathOf({ name }: MergedSegment): string {
  return `segments/${name.slice(0, 2)}/${name}.seg`;
}

function batchNosOf({ batches }: MergedSegment): number[] {
  return batches.map((b) => b.batchNo);
}

/** Removes files of segments with their stored counts, except those that a row still names. @returns paths below the data directory that went */
export async function removeFiles(db: Db, dataDir: string, paths: readonly string[]): Promise<string[]> {
  const relative = [...new Set(paths.map((path) => path.slice(dataDir.length + 1)))];
  const { rows } = await sql<{ path: string }>`select path from unnest(${relative}::text[]) as gone (path)
    where not exists (select from genomes.segments s where s.path = gone.path)`.execute(db);
  for (const { path } of rows) {
    await rm(join(dataDir, path), { force: true });
    await rm(countsFolder(join(dataDir, 'counts'), basename(path, '.seg')), { recursive: true, force: true });
  }
  return rows.map((row) => row.path);
}

/** Somebody else replaced a segment meanwhile; what was made of it must not be committed. */
export class SegmentsChanged extends Error {}

/** Takes segments out of the manifest. @throws SegmentsChanged when one is not in it any more */
export async function retireSegments(trx: Db, segments: readonly StoredSegment[], version: number): Promise<void> {
  const { referenceNo, contigNo } = segments[0]!;
  const { rows } = await sql`update genomes.segments set live = false, to_version = ${version}
    where live and reference_no = ${referenceNo} and contig_no = ${contigNo}
      and segment_id = any(${segments.map((s) => s.segmentId)}::text[]) returning 1`.execute(trx);
  if (rows.length !== segments.length) throw new SegmentsChanged('a segment was replaced meanwhile');
}

/**
 * Runs work that writes segments before the database names them: nothing is swept meanwhile. The lock is the archive's
 * (genomes.writing, shared by all writers).
 */
export async function asWriter<T>(db: DatabaseHandle, work: () => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: db.jobsUrl });
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query('select pg_advisory_lock_shared(hashtextextended($1, 0))', ['genomes.writing']);
    return await work();
  } finally {
    await client.end();
  }
}
