import { existsSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import type { DemoManifest, DemoSubmission, TroubledSubmission } from '../../../demo/index.ts';
import {
  type ArchiveDeps,
  addReference,
  datasetNamespace,
  ensureDataset,
  type GivenFile,
  openArchive,
  processSubmission,
  receiveSubmission,
} from '../../genomes/archive/index.ts';
import { addTranscripts } from '../../knowledge/transcripts/index.ts';
import type { ActorRef, Db } from '../../platform/database/index.ts';
import { Problem, type ProblemSpec } from '../../platform/problem/index.ts';
import { type Progress, silentProgress } from '../../platform/progress/index.ts';
import { startWorker } from '../../platform/workers/index.ts';
import { addIdentifiers, findByIdentifiers } from '../../trust/people/index.ts';
import { mintOperatorScope } from '../../trust/scope/index.ts';
import type { App } from '../compose.ts';
import { loadDemoAccess } from './load-access.ts';
import { loadDemoAccounts } from './load-accounts.ts';
import { loadDemoBiobank } from './load-biobank.ts';
import { loadDemoCare } from './load-care.ts';
import { loadDemoCatalogue } from './load-catalogue.ts';
import { loadConsents } from './load-consents.ts';
import { demoNamespace, loadPeople } from './load-people.ts';
import { loadDemoRegisters } from './load-registers.ts';
import { readPeopleFile } from './people-file.ts';

const errors = {
  refused: { code: 'IDUN_DEMO_REFUSED', status: 500, title: 'The demo nation was not accepted.' },
} as const satisfies Record<string, ProblemSpec>;

export interface LoadDemoOptions {
  /** A smaller nation than the usual 20,000 people and 400 genomes, for tests. */
  size?: { people: number; genomes: number };
  progress: Progress;
  signal: AbortSignal;
  actor: ActorRef;
}

export interface LoadedDemo {
  people: number;
  genomes: number;
  submissions: number;
}

const readManifest = (folder: string) =>
  JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as DemoManifest;

async function generate(folder: string, { progress, signal, size }: LoadDemoOptions): Promise<DemoManifest> {
  // The manifest is written last: with it the files are whole, and a load that was interrupted goes on with them.
  if (existsSync(join(folder, 'manifest.json'))) return readManifest(folder);
  await rm(folder, { recursive: true, force: true });
  const worker = startWorker('demo', { folder, size });
  let done = 0;
  worker.on('message', (part: { done: number; total: number; what: string }) => {
    if (done === 0) progress.step('Making a synthetic nation', part.total, 'parts');
    progress.advance(part.done - done);
    done = part.done;
  });
  const stop = () => void worker.terminate();
  signal.addEventListener('abort', stop, { once: true });
  try {
    const code = await new Promise<number>((resolve, reject) => {
      worker.once('error', reject);
      worker.once('exit', resolve);
    });
    signal.throwIfAborted();
    if (code !== 0) throw new Error(`the demo generator ended with code ${code}`);
  } finally {
    signal.removeEventListener('abort', stop);
  }
  progress.done();
  return readManifest(folder);
}

function filesOf(folder: string, submission: DemoSubmission): GivenFile[] {
  const given = (role: GivenFile['role'], paths: readonly (string | null)[]): GivenFile[] =>
    paths
      .filter((path) => path !== null)
      .map((path) => ({ role, path: join(folder, path), name: path.split('/').at(-1)! }));
  return [
    ...given(
      'calls',
      submission.files.map((file) => file.path),
    ),
    ...given('pedigree', [submission.pedigree]),
    ...given('phenopacket', submission.phenopackets),
    ...given('callable', [submission.callable]),
  ];
}

// The hospitals' sample names, as a national person index would know them.
async function nameSamples(trx: Db, { submissions, troubled }: DemoManifest): Promise<void> {
  const samples = [...submissions, ...troubled].flatMap(({ dataset, samples }) =>
    samples.map((one) => ({ dataset, ...one })),
  );
  const people = await findByIdentifiers(
    trx,
    demoNamespace,
    samples.map((one) => one.person),
  );
  await addIdentifiers(
    trx,
    samples.map(({ dataset, sample, person }) => {
      return { personNo: people.get(person)!.personNo, namespace: datasetNamespace(dataset), value: sample };
    }),
  );
}

async function submit(
  deps: ArchiveDeps,
  folder: string,
  submission: DemoSubmission | TroubledSubmission,
  options: LoadDemoOptions,
) {
  const { dataset, source, type, assay, technology, patientGroup, receivedOn, absent } = submission;
  const { actor, signal } = options;
  const expected = 'state' in submission ? submission.state : 'accepted';
  // What was rejected is not in the archive, so that it would come in again.
  if (expected === 'rejected' && (await wasRejected(deps.db.app, submission))) return;
  const received = await receiveSubmission(deps, {
    files: filesOf(folder, submission),
    actor,
    options: {
      ...{ dataset, source, type, assay, technology, receivedOn },
      ...(patientGroup === null ? {} : { patientGroup }),
      absent: absent ?? 'sites',
      reference: 'demo',
      personNamespace: demoNamespace,
      demo: true,
    },
  });
  const processed = await processSubmission(deps, received.id, {
    actor,
    signal,
    local: received.local,
    progress: silentProgress,
  });
  // One that is held for a person to look at is as it would be in life, and something to look at.
  if (processed.state === expected || processed.state === 'quarantined') return;
  throw new Problem(
    errors.refused,
    `Its submission ${submission.id} was ${processed.state}: ${processed.report?.summary ?? ''}`,
    {
      action: 'Run `idun demo remove` and `idun demo load`; if it stays so, report it with this text.',
    },
  );
}

async function wasRejected(db: Db, { dataset, files }: DemoSubmission): Promise<boolean> {
  const name = files[0]!.path.split('/').at(-1)!;
  const { rows } = await sql`select 1 from genomes.submissions s join genomes.datasets d using (dataset_no)
      join genomes.submission_files f using (submission_no)
    where d.name = ${dataset} and s.state = 'rejected' and f.name = ${name} limit 1`.execute(db);
  return rows.length > 0;
}

async function loadReference(app: App, folder: string, manifest: DemoManifest): Promise<void> {
  const { name, fasta, genes, contigs, pseudoautosomal } = manifest.reference;
  const par: Record<string, [number, number][]> = {};
  for (const region of pseudoautosomal) {
    for (const key of ['X', 'Y'] as const) {
      const contig = contigs.find((one) => one.role === key)!.name;
      par[contig] = [...(par[contig] ?? []), [region[key].start, region[key].end]];
    }
  }
  const roles = Object.fromEntries(contigs.map((contig) => [contig.name, contig.role]));
  const { database, config } = app;
  await addReference(
    { db: database, dataDir: config.dataDir },
    { path: join(folder, fasta), name, par, roles, demo: true },
  );
  await addTranscripts(database.app, join(folder, genes), {
    reference: name,
    contigs: contigs.map((contig) => contig.name),
    demo: true,
    progress: silentProgress,
  });
}

async function countLoaded(db: Db): Promise<LoadedDemo> {
  const { rows } = await sql<LoadedDemo>`select
      (select count(*) from trust.person_identifiers where namespace = ${demoNamespace}) as people,
      (select count(*) from genomes.genomes join genomes.datasets using (dataset_no)
        where demo and state = 'current') as genomes,
      (select count(*) from genomes.submissions join genomes.datasets using (dataset_no) where demo) as submissions`.execute(
    db,
  );
  return rows[0]!;
}

/**
 * Makes the synthetic nation and takes it in through the ordinary front door, under the reference `demo`. Interrupted, it goes
 * on where it was; loaded already, it changes nothing.
 */
export async function loadDemo(app: App, options: LoadDemoOptions): Promise<LoadedDemo> {
  const { database, config, objects, cprKeys } = app;
  const folder = join(config.dataDir, 'demo');
  return await database.advisoryLock('idun.demo', async () => {
    // The folder goes when everything is loaded.
    const before = await countLoaded(database.app);
    if (before.submissions > 0 && !existsSync(folder)) return before;
    const manifest = await generate(folder, options);
    const { progress, actor } = options;
    progress.step('Loading reference, genes and people');
    await loadReference(app, folder, manifest);
    const rows = readPeopleFile(join(folder, manifest.people.file));
    await database.withActor(actor, (trx) => loadPeople(trx, rows, cprKeys));
    await database.withActor(actor, async (trx) => {
      await nameSamples(trx, manifest);
      await loadDemoAccounts(trx, rows, manifest);
      await loadConsents(trx, rows);
      for (const { name, source, controller, legalBasis } of manifest.datasets) {
        await ensureDataset(trx, { name, source, controller, legalBasis, demo: true });
      }
    });
    const scope = await mintOperatorScope(database.app, { actorId: actor.id }, { lifetime: 12 * 3600_000 });
    await loadDemoCare(app, scope, { rows, manifest });
    await loadDemoBiobank(app, scope, rows);
    await loadDemoRegisters(app, scope, { folder, manifest, progress, signal: options.signal });
    // Its collections are opened for applications below, when there is somebody to say yes.
    await loadDemoCatalogue(app, scope);
    const submissions = [...manifest.submissions, ...manifest.troubled];
    const samples = submissions.reduce((sum, submission) => sum + submission.samples.length, 0);
    progress.step('Loading genomes', samples, 'genomes');
    const deps = openArchive({ database, objects, dataDir: config.dataDir });
    for (const submission of submissions) {
      options.signal.throwIfAborted();
      await submit(deps, folder, submission, options);
      progress.advance(submission.samples.length);
    }
    progress.done();
    progress.step('Loading applications');
    await loadDemoAccess(app);
    await loadDemoCatalogue(app, scope);
    await rm(folder, { recursive: true, force: true });
    return await countLoaded(database.app);
  });
}
