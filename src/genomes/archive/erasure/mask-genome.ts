import { sql } from 'kysely';
import { type ActorRef, appendEvent, type Db } from '../../../platform/database/index.ts';
import { eraseAuditReferences } from '../../../trust/audit/index.ts';
import { bumpMaskEpoch } from '../../../trust/consent/index.ts';
import { isHeldElsewhere, removePeople } from '../../../trust/people/index.ts';
import { actorText } from '../deps.ts';
import type { Report, SubmissionOptions } from '../model.ts';
import { datasetNamespace } from '../samples/find-people.ts';
import { bumpManifest } from '../submissions/store.ts';
import type { PendingErasure } from './pending.ts';
import { makeScrubber, scrubJson, scrubReport } from './scrub-text.ts';

interface GenomeRow {
  genomeNo: number;
  id: string;
  sample: string;
  dataset: string;
  personNo: number | null;
  person: string | null;
  provisional: boolean | null;
  batchNo: number;
  batchId: string;
  localNo: number;
  submissionNo: number;
  referenceNo: number;
  options: SubmissionOptions;
}

/**
 * The first step of an erasure, in one transaction of the owner: from its commit on the genome is in no answer, its key is gone,
 * and no row names its sample or its person. What remains to be done is kept until it is done.
 */
export async function maskGenome(
  ownerTrx: Db,
  given: { genomeNo: number; reason: string; actor: ActorRef },
): Promise<PendingErasure> {
  const genome = await readGenome(ownerTrx, given.genomeNo);
  const pending: PendingErasure = {
    names: await namesOf(ownerTrx, genome),
    fileSample: fileSampleOf(genome),
    batchNo: genome.batchNo,
    batchId: genome.batchId,
    localNo: genome.localNo,
    submissionNo: genome.submissionNo,
    referenceNo: genome.referenceNo,
  };
  await sql`delete from genomes.genome_keys where genome_no = ${genome.genomeNo}`.execute(ownerTrx);
  await sql`delete from genomes.relatedness_calls where genome_no = ${genome.genomeNo}`.execute(ownerTrx);
  await sql`delete from genomes.phenopackets where genome_no = ${genome.genomeNo}`.execute(ownerTrx);
  await sql`delete from genomes.genome_history where genome_no = ${genome.genomeNo}`.execute(ownerTrx);
  await sql`update genomes.genomes set state = 'erased', person_no = null, sample_name = null, family = null, qc = null,
      sex = 'unknown', affected = null, technology = null, patient_group = null, unrelated = false
    where genome_no = ${genome.genomeNo}`.execute(ownerTrx);
  const subjects = [genome.id, ...(await removePerson(ownerTrx, genome))];
  await scrubRows(ownerTrx, genome.id, pending.names);
  await eraseAuditReferences(ownerTrx, subjects);
  await sql`insert into genomes.genome_history (genome_no, act, reason, actor)
    values (${genome.genomeNo}, 'erased', ${given.reason}, ${actorText(given.actor)})`.execute(ownerTrx);
  await sql`insert into genomes.erasures (genome_no, genome_id, state, reason, actor, pending)
    values (${genome.genomeNo}, ${genome.id}, 'masked', ${given.reason}, ${actorText(given.actor)},
      ${JSON.stringify(pending)}::jsonb)`.execute(ownerTrx);
  await bumpManifest(ownerTrx);
  await bumpMaskEpoch(ownerTrx);
  await appendEvent(ownerTrx, {
    topic: 'genomes.genome.erased',
    aggregate: `genome:${genome.id}`,
    payload: { id: genome.id },
  });
  return pending;
}

async function readGenome(trx: Db, genomeNo: number): Promise<GenomeRow> {
  const { rows } =
    await sql<GenomeRow>`select g.genome_no as "genomeNo", g.id, g.sample_name as sample, d.name as dataset,
      g.person_no as "personNo", p.id as person, p.provisional, g.batch_no as "batchNo", b.id as "batchId",
      g.local_no as "localNo", g.submission_no as "submissionNo", g.reference_no as "referenceNo", s.options
    from genomes.genomes g join genomes.datasets d using (dataset_no) join genomes.batches b using (batch_no)
    join genomes.submissions s on s.submission_no = g.submission_no left join trust.people p using (person_no)
    where g.genome_no = ${genomeNo} for update of g`.execute(trx);
  return rows[0]!;
}

function fileSampleOf({ sample, options }: GenomeRow): string {
  return Object.entries(options.rename).find(([, to]) => to === sample)?.[0] ?? sample;
}

async function namesOf(trx: Db, genome: GenomeRow): Promise<string[]> {
  const names = new Set([genome.sample, fileSampleOf(genome)]);
  if (genome.personNo !== null && (await isOnlyGenome(trx, genome))) {
    const { rows } = await sql<{ value: string }>`select value from trust.person_identifiers
      where person_no = ${genome.personNo} and (namespace = ${datasetNamespace(genome.dataset)} or ${genome.provisional})`.execute(
      trx,
    );
    for (const { value } of rows) names.add(value);
    if (genome.person !== null) names.add(genome.person);
  }
  return [...names];
}

async function isOnlyGenome(trx: Db, { personNo, genomeNo }: GenomeRow): Promise<boolean> {
  const { rows } = await sql`select 1 from genomes.genomes
    where person_no = ${personNo} and genome_no <> ${genomeNo} limit 1`.execute(trx);
  return rows.length === 0;
}

/**
 * A person who was known by this genome alone goes; one whom a register knows, or of whom a biobank has a tube, stays, without the
 * dataset's identifiers.
 * @returns ids that nothing may lead back to
 */
async function removePerson(trx: Db, genome: GenomeRow): Promise<string[]> {
  const { personNo, person, dataset } = genome;
  if (personNo === null || person === null) return [];
  if (!(await isOnlyGenome(trx, { ...genome, genomeNo: -1 }))) return [];
  await sql`delete from genomes.phenopackets where person_no = ${personNo}`.execute(trx);
  if (genome.provisional) {
    await sql`delete from genomes.dataset_departures where person_no = ${personNo}`.execute(trx);
    if (!(await isHeldElsewhere(trx, personNo))) {
      await removePeople(trx, [personNo]);
      return [person];
    }
  }
  await sql`delete from trust.person_identifiers
    where person_no = ${personNo} and namespace = ${datasetNamespace(dataset)}`.execute(trx);
  return [];
}

/** Takes the names out of every row of the archive that is text of people or of rules. */
async function scrubRows(trx: Db, genomeId: string, names: readonly string[]): Promise<void> {
  const scrub = makeScrubber(names);
  const likes = names.map((name) => `%${name.replace(/[\\%_]/g, '\\$&')}%`);
  const submissions = await sql<{ no: number; report: Report | null; options: object; progress: object | null }>`
    select submission_no as no, report, options, progress from genomes.submissions
    where report::text like any(${[...likes, `%${genomeId}%`]}::text[]) or options::text like any(${likes}::text[])
      or progress::text like any(${likes}::text[])`.execute(trx);
  for (const { no, report, options, progress } of submissions.rows) {
    const clean = report && scrubReport(report, genomeId, scrub);
    await sql`update genomes.submissions set report = ${clean && JSON.stringify(clean)}::jsonb,
        options = ${JSON.stringify(scrubJson(options, scrub))}::jsonb,
        progress = ${progress && JSON.stringify(scrubJson(progress, scrub))}::jsonb
      where submission_no = ${no}`.execute(trx);
  }
  await scrubColumn(trx, 'genomes.submission_files', 'name', ['submission_no', 'file_no'], likes, scrub);
  await scrubColumn(trx, 'genomes.submission_events', 'reason', ['submission_no', 'event_no'], likes, scrub);
  await scrubColumn(trx, 'genomes.genome_history', 'reason', ['genome_no', 'event_no'], likes, scrub);
  await scrubColumn(trx, 'genomes.attestations', 'name', ['receipt_no', 'file_no'], likes, scrub);
}

async function scrubColumn(
  trx: Db,
  table: string,
  column: string,
  key: readonly [string, string],
  likes: readonly string[],
  scrub: (text: string) => string,
): Promise<void> {
  const [first, second] = key;
  const { rows } = await sql<{
    a: number;
    b: number;
    text: string;
  }>`select ${sql.ref(first)} as a, ${sql.ref(second)} as b,
      ${sql.ref(column)} as text from ${sql.table(table)} where ${sql.ref(column)} like any(${[...likes]}::text[])`.execute(
    trx,
  );
  for (const { a, b, text } of rows) {
    await sql`update ${sql.table(table)} set ${sql.ref(column)} = ${scrub(text)}
      where ${sql.ref(first)} = ${a} and ${sql.ref(second)} = ${b}`.execute(trx);
  }
}
