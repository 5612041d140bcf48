import { sql } from 'kysely';
import type { ActorRef, Db } from '../../../platform/database/index.ts';
import { holdMasterKey } from '../../../platform/keys/index.ts';
import { ensureDataset } from '../datasets/dataset.ts';
import { actorText } from '../deps.ts';
import type { Callability, IngestContig, IngestResult } from '../ingestion.ts';
import type { ArchiveKeys } from '../keys.ts';
import type { GenomeQc, Report } from '../model.ts';
import type { AssessedGenome, Assessment, BegunAssessment } from '../quality/assess-submission.ts';
import type { SitePanel } from '../quality/site-panel.ts';
import { writePanel } from '../quality/stored-quality.ts';
import type { ChosenReference } from '../references/choose-reference.ts';
import { makeContig } from '../references/header-only.ts';
import { fillContigLengths, insertContigs, insertReference } from '../references/store.ts';
import { linkPeople } from '../samples/find-people.ts';
import type { DeclaredPhenopacket } from '../samples/read-declarations.ts';
import { equalSlices } from '../slices.ts';
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
  assessment: BegunAssessment;
  formats: readonly { fileNo: number; format: string; samples: number }[];
  actor: ActorRef;
  keys: ArchiveKeys;
}

/** Thrown when the judgement is a rejection, so that the transaction is undone. */
export class RejectedSubmission extends Error {
  readonly assessment: Assessment;

  constructor(assessment: Assessment) {
    super('the submission is rejected');
    this.assessment = assessment;
  }
}

/**
 * The one point at which a submission begins to exist: names its segments, writes its genomes, people, keys, report and
 * history, changes its state and, when it is accepted, the manifest's version. Runs in the caller's transaction. While the database
 * writes the genomes, their likeness is judged.
 * @returns the report
 * @throws RejectedSubmission
 */
export async function commitSubmission(trx: Db, given: SubmissionToCommit): Promise<Report> {
  const { submission, chosen, batches } = given;
  const { submissionNo } = submission;
  const { referenceNo } = chosen.reference;
  await holdMasterKey(trx);
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
  const { report, version } = await writeJudged(trx, given);
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
  return report;
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

interface Written {
  report: Assessment['report'];
  /** Of the manifest; null: held back, so in no manifest. */
  version: number | null;
}

async function writeJudged(trx: Db, given: SubmissionToCommit): Promise<Written> {
  const { submission } = given;
  if (submission.replacesNo !== null) {
    // The genomes it replaces must have left before those of the same names can be current.
    const { report, related } = requireBearable(await given.assessment.finish());
    const version = report.verdict === 'accepted' ? await bumpManifest(trx) : null;
    if (version !== null) await supersede(trx, submission, version, given.actor);
    await writeGenomes(trx, given, version === null ? 'quarantined' : 'current');
    await leaveOutRelated(trx, related);
    return { report, version };
  }
  const [assessed, written] = await Promise.allSettled([
    given.assessment.finish().then(requireBearable),
    writeGenomes(trx, given, 'current'),
  ]);
  if (written.status === 'rejected') throw written.reason;
  if (assessed.status === 'rejected') throw assessed.reason;
  const { report, related } = assessed.value;
  await leaveOutRelated(trx, related);
  const version = report.verdict === 'accepted' ? await bumpManifest(trx) : null;
  if (version === null) {
    await sql`update genomes.genomes set state = 'quarantined'
      where submission_no = ${submission.submissionNo} and state = 'current'`.execute(trx);
  }
  return { report, version };
}

function requireBearable(assessment: Assessment): Assessment {
  if (assessment.report.verdict === 'rejected') throw new RejectedSubmission(assessment);
  return assessment;
}

/** Takes genomes out of the unrelated subset. */
async function leaveOutRelated(trx: Db, related: ReadonlySet<string>): Promise<void> {
  if (related.size === 0) return;
  await sql`update genomes.genomes set unrelated = false where id = any(${[...related]}::text[])`.execute(trx);
}

interface GenomeInsert {
  id: string;
  batch_no: number;
  local_no: number;
  sample_name: string;
  sex: string;
  affected: boolean | null;
  family: string | null;
  callability: Callability;
  qc: GenomeQc;
}

/** Genomes written in one statement. */
const CHUNK = 1000;

async function writeGenomes(trx: Db, given: SubmissionToCommit, state: 'current' | 'quarantined'): Promise<void> {
  const { submission, genomes } = given;
  const { options } = submission;
  const [people, { parts, wrapped }] = await Promise.all([
    linkPeople(trx, genomes, { dataset: submission.dataset, given: options.personNamespace }),
    // Begins when the first question is with the database.
    prepareGenomes(given),
  ]);
  const numbers = new Map<string, number>();
  for (const [i, part] of parts.entries()) {
    const personNos = people.slice(i * CHUNK, (i + 1) * CHUNK).map(({ personNo }) => personNo);
    const inserted = await sql<{ no: number; id: string }>`insert into genomes.genomes
        (id, person_no, reference_no, dataset_no, submission_no, batch_no, local_no, sample_name, type, assay, technology,
         source, state, sex, affected, family, patient_group, callability, qc, added_at)
      select r.id, r.person_no, ${given.chosen.reference.referenceNo}, ${submission.datasetNo}, ${submission.submissionNo},
        r.batch_no, r.local_no, r.sample_name, ${options.type}, ${options.assay}, ${options.technology ?? null},
        ${options.source}, ${state}, r.sex, r.affected, r.family, ${options.patientGroup ?? null},
        r.callability, r.qc, coalesce(${options.receivedOn ?? null}::date + interval '12 hours', now())
      from rows from (
        json_to_recordset(${part}::json) as (id text, batch_no int, local_no int, sample_name text, sex text,
          affected boolean, family text, callability text, qc jsonb),
        unnest(${personNos}::int[])
      ) as r (id, batch_no, local_no, sample_name, sex, affected, family, callability, qc, person_no)
      order by r.batch_no, r.local_no
      returning genome_no as no, id`.execute(trx);
    for (const { no, id } of inserted.rows) numbers.set(id, no);
  }
  const nos = genomes.map((genome) => numbers.get(genome.id)!);
  await sql`insert into genomes.genome_keys (genome_no, wrapped_key)
    select genome_no, ${equalSlices(wrapped)} from unnest(${nos}::int[]) with ordinality as r (genome_no, n)`.execute(
    trx,
  );
  await sql`insert into genomes.genome_history (genome_no, act, reason, actor)
    select genome_no, 'added', ${`with submission ${submission.id}`}, ${actorText(given.actor)}
    from unnest(${nos}::int[]) with ordinality as r (genome_no, n) order by n`.execute(trx);
  await writePanels(trx, given, numbers);
  await writePhenopackets(trx, given, numbers);
}

/** What the genomes' rows hold besides their people, as JSON of `CHUNK` rows each, and their keys wrapped. */
async function prepareGenomes({ genomes, batches, assessment, keys }: SubmissionToCommit) {
  const qc = new Map(assessment.genomes.map((one) => [one.id, one]));
  const rows = genomes.map((genome): GenomeInsert => {
    const batch = batches[genome.batch]!;
    return {
      id: genome.id,
      batch_no: batch.batchNo,
      local_no: genome.localNo,
      sample_name: genome.sample,
      sex: genome.sex,
      affected: genome.affected,
      family: genome.family,
      callability: batch.result.callability,
      qc: qc.get(genome.id)!,
    };
  });
  const parts: string[] = [];
  for (let from = 0; from < rows.length; from += CHUNK) parts.push(JSON.stringify(rows.slice(from, from + CHUNK)));
  const wrapped = genomes.map((genome) => keys.wrap(batches[genome.batch]!.genomeKeys[genome.localNo]!, genome.id));
  return { parts, wrapped };
}

async function writePanels(
  trx: Db,
  { batches, genomes }: SubmissionToCommit,
  numbers: ReadonlyMap<string, number>,
): Promise<void> {
  for (const [i, batch] of batches.entries()) {
    const own = genomes.filter((genome) => genome.batch === i).sort((a, b) => a.localNo - b.localNo);
    await writePanel(
      trx,
      batch.batchNo,
      batch.panel,
      own.map((genome) => numbers.get(genome.id)!),
    );
  }
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
