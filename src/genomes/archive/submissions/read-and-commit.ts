import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { availableParallelism, totalmem } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import type { ActorRef, Db } from '../../../platform/database/index.ts';
import { newId } from '../../../platform/ids/index.ts';
import { Problem } from '../../../platform/problem/index.ts';
import type { Progress } from '../../../platform/progress/index.ts';
import type { ArchiveDeps } from '../deps.ts';
import { errors } from '../errors.ts';
import { type InspectedFile, ingestFiles, splitIntoBatches } from '../ingestion.ts';
import type { Report } from '../model.ts';
import type { LocalCopy } from '../originals/index.ts';
import { type AssessedGenome, beginAssessment, panelOf } from '../quality/assess-submission.ts';
import { readEarlierBatches, readEarlierQc } from '../quality/stored-quality.ts';
import { type ChosenReference, toIngestReference } from '../references/choose-reference.ts';
import { findPeople } from '../samples/find-people.ts';
import { type MatchedSample, matchSamples } from '../samples/match-samples.ts';
import type { Declarations } from '../samples/read-declarations.ts';
import { commitSubmission, RejectedSubmission, type WrittenBatch } from './commit-submission.ts';
import type { Originals } from './originals.ts';
import { reject } from './reject-submission.ts';
import type { StoredSubmission } from './store.ts';

export interface ProcessOptions {
  actor: ActorRef;
  progress: Progress;
  signal?: AbortSignal;
  /** Where the submitter has the files, so that they need not be decrypted. */
  local?: readonly LocalCopy[];
  /** Parsing threads; the machine's cores unless said otherwise. */
  workers?: number;
}

/** A submission's files, looked at. */
export interface Opened {
  originals: Originals;
  files: InspectedFile[];
  declarations: Declarations;
}

/** Runs work that must see what is committed and commit before anybody else does. */
export type Alone = (work: () => Promise<Report>) => Promise<Report>;

/**
 * Reads a submission's files into segments and call details, judges them and commits everything at once. What was written and not
 * committed is removed.
 * @returns the report, whose verdict is the state it came to
 * @param alone lets nobody else judge and commit on the reference meanwhile; reading is done before, beside other readers
 */
export async function readAndCommit(
  deps: ArchiveDeps,
  submission: StoredSubmission,
  opened: Opened,
  chosen: ChosenReference,
  options: ProcessOptions,
  alone: Alone = (work) => work(),
): Promise<Report> {
  const { files, declarations, originals } = opened;
  const groups = splitIntoBatches(files);
  const match = matchSamples(
    [...new Set(groups.flatMap((group) => samplesOf(group)))],
    declarations.individuals,
    submission.options.rename,
    submission.options.sex,
  );
  const matched = new Map(match.samples.map((sample) => [sample.fileName, sample]));
  await requireFreeNames(deps.db.app, submission, match.samples);
  const written: WrittenBatch[] = [];
  try {
    for (const group of groups) {
      const sexes = samplesOf(group).map((name) => matched.get(name)!.sex);
      written.push(await ingestBatch(deps, submission, { group, chosen, originals, sexes, before: written }, options));
    }
    await originals.requireUnchanged();
    const report = await alone(() =>
      judgeAndCommit(deps, { submission, opened, chosen, written, match, matched }, options),
    );
    options.progress.done();
    return report;
  } catch (error) {
    for (const batch of written) await removeFiles(deps.dataDir, batch);
    if (!(error instanceof RejectedSubmission)) throw error;
    const { report } = error.assessment;
    await reject(deps, submission, { report, actor: options.actor, from: 'validating' });
    return report;
  }
}

interface ToJudge {
  submission: StoredSubmission;
  opened: Opened;
  chosen: ChosenReference;
  written: readonly WrittenBatch[];
  match: ReturnType<typeof matchSamples>;
  matched: ReadonlyMap<string, MatchedSample>;
}

/** Compares with what is committed by now, and commits: relatives, duplicates and sample names of whoever was faster count. */
async function judgeAndCommit(
  deps: ArchiveDeps,
  { submission, opened, chosen, written, match, matched }: ToJudge,
  options: ProcessOptions,
): Promise<Report> {
  const { files, declarations, originals } = opened;
  await requireFreeNames(deps.db.app, submission, match.samples);
  options.progress.step('Checking quality');
  const genomes = await nameGenomes(deps.db.app, submission, written, matched);
  const assessment = beginAssessment({
    reference: chosen.reference,
    matchedBy: chosen.matchedBy,
    options: submission.options,
    datasetNo: submission.datasetNo,
    batches: written,
    genomes,
    withoutSample: match.withoutSample.map((individual) => individual.id),
    earlierQc: await readEarlierQc(deps.db.app, {
      datasetNo: submission.datasetNo,
      assay: submission.options.assay,
      type: submission.options.type,
      exceptSubmission: submission.replacesNo,
    }),
    earlierBatches: readEarlierBatches(deps.db.app, chosen.reference.referenceNo, submission.replacesNo),
  });
  return await deps.db.withActor(options.actor, (trx) =>
    commitSubmission(trx, {
      submission,
      chosen,
      batches: written,
      genomes,
      phenopackets: declarations.phenopackets,
      assessment: {
        genomes: assessment.genomes,
        async finish() {
          const finished = await assessment.finish();
          options.progress.step('Committing');
          return finished;
        },
      },
      formats: originals.of('calls').map(({ fileNo, path }) => {
        const file = files.find((one) => one.path === path)!;
        return { fileNo, format: file.gvcf ? `g${file.format}` : file.format, samples: file.samples.length };
      }),
      actor: options.actor,
      keys: deps.keys,
    }),
  );
}

function samplesOf(files: readonly InspectedFile[]): string[] {
  return [...new Set(files.flatMap((file) => file.samples))];
}

async function ingestBatch(
  deps: ArchiveDeps,
  submission: StoredSubmission,
  part: {
    group: readonly InspectedFile[];
    chosen: ChosenReference;
    originals: Originals;
    sexes: MatchedSample['sex'][];
    before: readonly WrittenBatch[];
  },
  options: ProcessOptions,
): Promise<WrittenBatch> {
  const { rows } = await sql<{ no: number }>`
    select nextval(pg_get_serial_sequence('genomes.batches', 'batch_no'))::int as no`.execute(deps.db.app);
  const batchNo = rows[0]!.no;
  const batchId = newId('bat');
  const batchKey = randomBytes(32);
  const genomeKeys = part.sexes.map(() => randomBytes(32));
  const reference = toIngestReference(part.chosen.reference, deps.dataDir);
  // Contigs that an earlier batch of this submission met first.
  for (const batch of part.before) reference.contigs.push(...batch.result.newContigs);
  const [callable] = part.originals.of('callable');
  const [target] = part.originals.of('target');
  const { absent, blockGq, blockDp } = submission.options;
  const result = await ingestFiles({
    files: part.group,
    reference,
    batchNo,
    batchId,
    dataDir: deps.dataDir,
    absent,
    ...(callable ? { callableBed: callable.path } : {}),
    ...(target ? { targetBed: target.path } : {}),
    blockThreshold: { gq: blockGq, dp: blockDp },
    genomeKey: (localNo) => genomeKeys[localNo]!,
    batchKey,
    workers: options.workers ?? availableParallelism(),
    memoryBytes: Math.min(2 ** 30, Math.floor(totalmem() / 4)),
    sexes: part.sexes,
    progress: options.progress,
    ...(options.signal ? { signal: options.signal } : {}),
  });
  return { batchNo, batchId, batchKey, genomeKeys, result, panel: panelOf(result, part.chosen.reference) };
}

async function requireFreeNames(
  db: Db,
  submission: StoredSubmission,
  samples: readonly MatchedSample[],
): Promise<void> {
  const names = samples.map((sample) => sample.sample);
  const { rows } = await sql<{ sample: string; submission: string }>`select g.sample_name as sample, s.id as submission
    from genomes.genomes g join genomes.submissions s using (submission_no)
    where g.dataset_no = ${submission.datasetNo} and g.state in ('current', 'quarantined')
      and g.sample_name = any(${names}::text[]) and g.submission_no is distinct from ${submission.replacesNo}
    order by 1 limit 5`.execute(db);
  if (rows.length === 0) return;
  throw new Problem(
    errors.sampleTaken,
    `The dataset ${submission.dataset} has a genome of the sample ${rows.map((row) => row.sample).join(', ')} already, from submission ${rows[0]!.submission}.`,
    {
      expected: 'sample names that the dataset does not have yet',
      action:
        'Replace that submission with `idun submissions replace`, choose another dataset, or rename with --rename OLD=NEW.',
    },
  );
}

async function nameGenomes(
  db: Db,
  submission: StoredSubmission,
  batches: readonly WrittenBatch[],
  matched: ReadonlyMap<string, MatchedSample>,
): Promise<AssessedGenome[]> {
  const placed = batches.flatMap(({ result }, batch) =>
    result.samples.map((name, localNo) => ({ ...matched.get(name)!, id: newId('gen'), batch, localNo })),
  );
  const namespaces = { dataset: submission.dataset, given: submission.options.personNamespace };
  const people = await findPeople(db, placed, namespaces);
  return placed.map((genome, i) => {
    const person = people[i] ?? null;
    return {
      ...genome,
      sex: genome.sex === 'unknown' ? (person?.sex ?? 'unknown') : genome.sex,
      personNo: person?.personNo ?? null,
      provisional: person?.provisional ?? true,
    };
  });
}

async function removeFiles(dataDir: string, { result, batchId }: WrittenBatch): Promise<void> {
  for (const segment of result.segments) await rm(segment.path, { force: true });
  await rm(join(dataDir, result.callsFolder ?? join('calls', batchId)), { recursive: true, force: true });
}
