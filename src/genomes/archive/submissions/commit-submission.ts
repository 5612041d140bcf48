import { sql } from 'kysely';
import type { ActorRef, Db } from '../../../platform/database/index.ts';
import { ensureDataset } from '../datasets/dataset.ts';
import { actorText } from '../deps.ts';
import type { Callability, IngestContig, IngestResult } from '../ingestion.ts';
import type { ArchiveKeys } from '../keys.ts';
import type { GenomeQc, Report } from '../model.ts';
import type { AssessedGenome } from '../quality/assess-submission.ts';
import type { SitePanel } from '../quality/site-panel.ts';
import { writePanel } from '../quality/stored-quality.ts';
import type { ChosenReference } from '../references/choose-reference.ts';
import { makeContig } from '../references/header-only.ts';
import { fillContigLengths, insertContigs, insertReference } from '../references/store.ts';
import { linkPeople } from '../samples/find-people.ts';
import type { DeclaredPhenopacket } from '../samples/read-declarations.ts';
import { supersede } from './decide-submission.ts';
import { bumpManifest, changeState, type StoredSubmission, writeReport } from './store.ts';

/** A batch whose files are written and fsynced, and which nothing names yet. */
export interface WrittenBatch {
  batchNo: number;
  batchId: string;
  batchKey: Uint8Array;
  genomeKeys: Uint8Array[];
  result: IngestResult;
  panel: SitePanel;
}

export interface SubmissionToCommit {
  submission: StoredSubmission;
  chosen: ChosenReference;
  batches: readonly WrittenBatch[];
  genomes: readonly AssessedGenome[];
  phenopackets: readonly DeclaredPhenopacket[];
  report: Report;
  /** Ids of genomes to leave out of the unrelated subset. */
  related: ReadonlySet<string>;
  formats: readonly { fileNo: number; format: string; samples: number }[];
  actor: ActorRef;
  keys: ArchiveKeys;
}

/**
 * The one point at which a submission begins to exist: names its segments, writes its genomes, people, keys, report and
 * history, changes its state and, when it is accepted, the manifest's version. Runs in the caller's transaction.
 */
export async function commitSubmission(trx: Db, given: SubmissionToCommit): Promise<void> {
  const { submission, chosen, batches, report } = given;
  const { submissionNo } = submission;
  const { referenceNo } = chosen.reference;
  const state = report.verdict === 'accepted' ? 'current' : 'quarantined';
  await writeReference(trx, chosen, batches);
  await ensureDataset(trx, { name: submission.dataset, demo: submission.demo });
  await sql`update genomes.datasets set reference_no = ${referenceNo}
    where dataset_no = ${submission.datasetNo} and reference_no is null`.execute(trx);
  for (const { batchNo, batchId, batchKey, result } of batches) {
    await sql`insert into genomes.batches (batch_no, id, reference_no, submission_no, genomes, callability, details, calls_folder, wrapped_key)
      values (${batchNo}, ${batchId}, ${referenceNo}, ${submissionNo}, ${result.samples.length}, ${result.callability},
        ${JSON.stringify({ totals: result.totals })}::jsonb, ${result.callsFolder}, ${given.keys.wrap(batchKey, batchId)})`.execute(
      trx,
    );
  }
  const version = report.verdict === 'accepted' ? await bumpManifest(trx) : null;
  if (version !== null && submission.replacesNo !== null) await supersede(trx, submission, version, given.actor);
  const numbers = await writeGenomes(trx, given, state);
  for (const [i, batch] of batches.entries()) {
    const own = given.genomes.filter((genome) => genome.batch === i).sort((a, b) => a.localNo - b.localNo);
    await writePanel(
      trx,
      batch.batchNo,
      batch.panel,
      own.map((genome) => numbers.get(genome.id)!),
    );
  }
  await writePhenopackets(trx, given, numbers);
  for (const batch of batches) await nameSegments(trx, batch, referenceNo, version);
  await sql`update genomes.submissions set reference_no = ${referenceNo}, batch_no = ${batches[0]!.batchNo}
    where submission_no = ${submissionNo}`.execute(trx);
  for (const { fileNo, format, samples } of given.formats) {
    await sql`update genomes.submission_files set format = ${format}, samples = ${samples}
      where submission_no = ${submissionNo} and file_no = ${fileNo}`.execute(trx);
  }
  await writeReport(trx, submissionNo, report);
  await changeState(trx, {
    submissionNo,
    id: submission.id,
    from: 'validating',
    to: report.verdict,
    reason: report.summary,
    actor: given.actor,
  });
}

async function writeReference(trx: Db, chosen: ChosenReference, batches: readonly WrittenBatch[]): Promise<void> {
  const { reference, header } = chosen;
  if (header?.isNew) await insertReference(trx, reference);
  else if (header) {
    await insertContigs(trx, reference.referenceNo, header.added);
    await fillContigLengths(trx, reference.referenceNo, header.lengths);
  }
  const fresh = new Map<number, IngestContig>();
  for (const contig of batches.flatMap((batch) => batch.result.newContigs)) fresh.set(contig.contigNo, contig);
  const contigs = [...fresh.values()].map((c) => makeContig(c.contigNo, c.name, c.length, reference.build));
  await insertContigs(trx, reference.referenceNo, contigs);
}

interface GenomeInsert {
  id: string;
  person_no: number;
  batch_no: number;
  local_no: number;
  sample_name: string;
  sex: string;
  affected: boolean | null;
  family: string | null;
  unrelated: boolean;
  callability: Callability;
  qc: GenomeQc;
  key: string;
}

/** Genomes written in one statement. */
const CHUNK = 1000;

async function writeGenomes(
  trx: Db,
  given: SubmissionToCommit,
  state: 'current' | 'quarantined',
): Promise<Map<string, number>> {
  const { submission, genomes, batches, report } = given;
  const { options } = submission;
  const people = await linkPeople(trx, genomes, { dataset: submission.dataset, given: options.personNamespace });
  const qc = new Map(report.genomes.map((one) => [one.id, one]));
  const numbers = new Map<string, number>();
  const rows = genomes.map((genome, i): GenomeInsert => {
    const batch = batches[genome.batch]!;
    return {
      id: genome.id,
      person_no: people[i]!.personNo,
      batch_no: batch.batchNo,
      local_no: genome.localNo,
      sample_name: genome.sample,
      sex: genome.sex,
      affected: genome.affected,
      family: genome.family,
      unrelated: !given.related.has(genome.id),
      callability: batch.result.callability,
      qc: qc.get(genome.id)!,
      key: given.keys.wrap(batch.genomeKeys[genome.localNo]!, genome.id).toString('hex'),
    };
  });
  for (let from = 0; from < rows.length; from += CHUNK) {
    const json = JSON.stringify(rows.slice(from, from + CHUNK));
    const inserted = await sql<{ no: number; id: string }>`insert into genomes.genomes
        (id, person_no, reference_no, dataset_no, submission_no, batch_no, local_no, sample_name, type, assay, technology,
         source, state, sex, affected, family, unrelated, patient_group, callability, qc, added_at)
      select r.id, r.person_no, ${given.chosen.reference.referenceNo}, ${submission.datasetNo}, ${submission.submissionNo},
        r.batch_no, r.local_no, r.sample_name, ${options.type}, ${options.assay}, ${options.technology ?? null},
        ${options.source}, ${state}, r.sex, r.affected, r.family, r.unrelated, ${options.patientGroup ?? null},
        r.callability, r.qc, coalesce(${options.receivedOn ?? null}::date + interval '12 hours', now())
      from json_to_recordset(${json}::json) as r (id text, person_no int, batch_no int, local_no int, sample_name text,
        sex text, affected boolean, family text, unrelated boolean, callability text, qc jsonb)
      order by r.batch_no, r.local_no
      returning genome_no as no, id`.execute(trx);
    for (const { no, id } of inserted.rows) numbers.set(id, no);
    await sql`insert into genomes.genome_keys (genome_no, wrapped_key)
      select g.genome_no, decode(r.key, 'hex') from json_to_recordset(${json}::json) as r (id text, key text)
      join genomes.genomes g using (id)`.execute(trx);
    await sql`insert into genomes.genome_history (genome_no, act, reason, actor)
      select g.genome_no, 'added', ${`with submission ${submission.id}`}, ${actorText(given.actor)}
      from json_to_recordset(${json}::json) as r (id text) join genomes.genomes g using (id)`.execute(trx);
  }
  return numbers;
}

async function writePhenopackets(
  trx: Db,
  { submission, genomes, phenopackets }: SubmissionToCommit,
  numbers: ReadonlyMap<string, number>,
): Promise<void> {
  const rows = phenopackets.map(({ individual, document }) => {
    const genome = genomes.find((one) => one.individual === individual);
    return { genome_no: genome ? numbers.get(genome.id) : null, document };
  });
  if (rows.length === 0) return;
  await sql`insert into genomes.phenopackets (submission_no, genome_no, person_no, document)
    select ${submission.submissionNo}, r.genome_no, g.person_no, r.document
    from json_to_recordset(${JSON.stringify(rows)}::json) as r (genome_no int, document jsonb)
    left join genomes.genomes g using (genome_no)`.execute(trx);
}

/** Names the files of a batch. `version` null: named, so that they are kept, but not in the manifest (quarantine). */
async function nameSegments(trx: Db, batch: WrittenBatch, referenceNo: number, version: number | null): Promise<void> {
  const rows = batch.result.segments.map((segment) => ({
    segment_id: segment.name,
    contig_no: segment.contigNo,
    kind: segment.kind,
    path: `segments/${segment.name.slice(0, 2)}/${segment.name}.seg`,
    bytes: segment.bytes,
    alleles: segment.alleles,
  }));
  await sql`insert into genomes.segments (segment_id, reference_no, contig_no, kind, batch_nos, path, bytes, alleles, genomes, live, from_version)
    select r.segment_id, ${referenceNo}, r.contig_no, r.kind, array[${batch.batchNo}::int], r.path, r.bytes, r.alleles,
      ${batch.result.samples.length}, ${version !== null}, ${version}::bigint
    from json_to_recordset(${JSON.stringify(rows)}::json)
      as r (segment_id text, contig_no int, kind text, path text, bytes bigint, alleles int)`.execute(trx);
}
