import { join } from 'node:path';
import { sql } from 'kysely';
import type { Interval } from '../../../genetics/intervals/index.ts';
import type { Db } from '../../../platform/database/index.ts';
import { optedOutPersons } from '../../../trust/consent/index.ts';
import { limitedPersons } from '../../../trust/scope/index.ts';
import type {
  BatchRow,
  CallKeys,
  Catalogue,
  ContigRow,
  GenomeRow,
  Manifest,
  ReferenceRow,
  SegmentRow,
} from './catalogue.ts';

/** Opens a wrapped key. @param owner id it is bound to (`gen_…`, `bat_…`) */
export type UnwrapKey = (wrapped: Uint8Array, owner: string) => Uint8Array;

/**
 * The catalogue in PostgreSQL.
 * @param dataDir folder that segment paths are relative to
 * @param unwrap null when call details are not to be read
 */
export function openCatalogue(db: Db, dataDir: string, unwrap: UnwrapKey | null = null): Catalogue {
  return {
    async epochs() {
      const { rows } = await sql<{ dataVersion: string; maskEpoch: string }>`
        select (select version from genomes.manifest) as "dataVersion",
               (select epoch from trust.mask_epoch) as "maskEpoch"`.execute(db);
      return { dataVersion: Number(rows[0]!.dataVersion), maskEpoch: Number(rows[0]!.maskEpoch) };
    },
    manifest: (reference) =>
      db
        .transaction()
        .setIsolationLevel('repeatable read')
        .execute((trx) => readManifest(trx, reference, dataDir)),
    limited: (limitNos) => limitedPersons(db, limitNos),
    async referenceOf(genomeId) {
      const { rows } = await sql<{ name: string }>`select r.name
        from genomes.genomes g join genomes.refs r using (reference_no) where g.id = ${genomeId}`.execute(db);
      return rows[0]?.name ?? null;
    },
    callKeys: (genomeNo) => (unwrap === null ? Promise.resolve(null) : readCallKeys(db, genomeNo, unwrap)),
  };
}

async function readManifest(db: Db, name: string, dataDir: string): Promise<Manifest | null> {
  const { rows: references } = await sql<ReferenceRow>`
    select reference_no as "referenceNo", id, name, checked, demo from genomes.refs where name = ${name}`.execute(db);
  const reference = references[0];
  if (!reference) return null;
  const { rows: versions } = await sql<{ version: string }>`select version from genomes.manifest`.execute(db);
  const optedOut = await optedOutPersons(db);
  const no = reference.referenceNo;
  return {
    dataVersion: Number(versions[0]!.version),
    maskEpoch: Number(optedOut.maskEpoch),
    optedOut: new Set(optedOut.persons),
    reference,
    contigs: await readContigs(db, no),
    genomes: await readGenomes(db, no),
    batches: await readBatches(db, no),
    segments: await readSegments(db, no, dataDir),
  };
}

async function readCallKeys(db: Db, genomeNo: number, unwrap: UnwrapKey): Promise<CallKeys | null> {
  const { rows } = await sql<{ genome: string; batch: string; genomeKey: Buffer; batchKey: Buffer | null }>`
    select g.id as genome, b.id as batch, k.wrapped_key as "genomeKey", b.wrapped_key as "batchKey"
    from genomes.genomes g join genomes.genome_keys k using (genome_no) join genomes.batches b using (batch_no)
    where g.genome_no = ${genomeNo}`.execute(db);
  const row = rows[0];
  if (!row?.batchKey) return null;
  return { genomeKey: unwrap(row.genomeKey, row.genome), batchKey: unwrap(row.batchKey, row.batch) };
}

async function readContigs(db: Db, referenceNo: number): Promise<ContigRow[]> {
  interface Row extends Omit<ContigRow, 'par' | 'length'> {
    length: string | null;
    par: [number, number][];
  }
  const { rows } = await sql<Row>`
    select contig_no as "contigNo", name, aliases, length, role, par
    from genomes.contigs where reference_no = ${referenceNo} order by contig_no`.execute(db);
  return rows.map((row) => ({
    ...row,
    length: row.length === null ? null : Number(row.length),
    par: row.par.map(([start, end]): Interval => ({ start, end })),
  }));
}

async function readGenomes(db: Db, referenceNo: number): Promise<GenomeRow[]> {
  // Records merged into one person are that person: one genome of theirs is counted, and a no of any of them holds for all.
  const { rows } = await sql<GenomeRow>`
    with departed as (select distinct x.dataset_no, coalesce(q.merged_into_no, q.person_no) as person_no
      from genomes.dataset_departures x join trust.people q using (person_no) where x.returned_at is null)
    select g.genome_no as "genomeNo", g.id, coalesce(p.merged_into_no, g.person_no) as "personNo", g.batch_no as "batchNo", g.local_no as "localNo",
      g.sample_name as "sampleName", g.type, g.assay, g.state,
      case when g.sex <> 'unknown' then g.sex else coalesce(p.sex, 'unknown') end as sex,
      d.name as dataset, d.id as "datasetId", g.source, g.patient_group as "patientGroup", g.affected, g.unrelated, g.added_at as "addedAt",
      x.person_no is not null as departed
    from genomes.genomes g
    join genomes.datasets d on d.dataset_no = g.dataset_no
    left join trust.people p on p.person_no = g.person_no
    left join departed x on x.dataset_no = g.dataset_no and x.person_no = coalesce(p.merged_into_no, g.person_no)
    where g.reference_no = ${referenceNo} order by g.genome_no`.execute(db);
  return rows;
}

async function readBatches(db: Db, referenceNo: number): Promise<BatchRow[]> {
  const { rows } = await sql<BatchRow>`
    select batch_no as "batchNo", id, genomes, callability, calls_folder as "callsFolder"
    from genomes.batches where reference_no = ${referenceNo}`.execute(db);
  return rows;
}

async function readSegments(db: Db, referenceNo: number, dataDir: string): Promise<SegmentRow[]> {
  interface Row extends Omit<SegmentRow, 'bytes'> {
    bytes: string;
  }
  const { rows } = await sql<Row>`
    select segment_id as "segmentId", contig_no as "contigNo", kind, batch_nos as "batchNos", path, bytes, alleles, genomes
    from genomes.segments where reference_no = ${referenceNo} and live
    order by contig_no, kind, batch_nos`.execute(db);
  return rows.map((row) => ({ ...row, path: join(dataDir, row.path), bytes: Number(row.bytes) }));
}
