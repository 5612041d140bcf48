import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { sql } from 'kysely';
import { removeDemoCases } from '../../access/remove-demo-cases.ts';
import { removeDemoBiobanks } from '../../biobank/dispensing/index.ts';
import { removeDemoStorage } from '../../biobank/storage/index.ts';
import type { Db } from '../../platform/database/index.ts';
import { removeDemoCatalogue } from '../../register/catalogue/index.ts';
import { removeDemoCodes } from '../../register/codes/index.ts';
import { columnsFolder } from '../../register/columns/index.ts';
import { removeDemoFeeds } from '../../register/feeds/index.ts';
import { eraseAuditReferences } from '../../trust/audit/index.ts';
import { bumpMaskEpoch, removeDemoForms } from '../../trust/consent/index.ts';
import { removeDemoAccounts } from '../../trust/identity/index.ts';
import { removeDemoOrganisations } from '../../trust/organisations/index.ts';
import { removePeople } from '../../trust/people/index.ts';
import type { App } from '../compose.ts';
import { demoNamespace } from './load-people.ts';

export interface RemovedDemo {
  people: number;
  genomes: number;
}

interface DemoFiles {
  /** Below the data folder. */
  paths: string[];
  objects: string[];
}

async function column<T>(trx: Db, query: string): Promise<T[]> {
  const { rows } = await sql.raw<{ value: T }>(query).execute(trx);
  return rows.map((row) => row.value);
}

const demoDatasets = `(select dataset_no from genomes.datasets where demo)`;
const demoSubmissions = `(select submission_no from genomes.submissions where dataset_no in ${demoDatasets})`;
const demoBatches = `(select batch_no from genomes.batches where submission_no in ${demoSubmissions})`;
const demoGenomes = `(select genome_no from genomes.genomes where dataset_no in ${demoDatasets})`;
const demoReceipts = `(select receipt_no from genomes.receipts where submission_no in ${demoSubmissions})`;

async function listFiles(trx: Db): Promise<DemoFiles> {
  const segments = await column<string>(
    trx,
    `select distinct path as value from genomes.segments s where reference_no in (select reference_no from genomes.refs where demo)
       and not exists (select 1 from genomes.segments o join genomes.refs r using (reference_no) where o.path = s.path and not r.demo)`,
  );
  const calls = await column<string>(
    trx,
    `select calls_folder as value from genomes.batches where calls_folder is not null and batch_no in ${demoBatches}`,
  );
  const references = await column<string>(
    trx,
    'select fasta_path as value from genomes.refs where demo and fasta_path is not null',
  );
  const objects = await column<string>(
    trx,
    `select distinct object_id as value from genomes.submission_files f
      where object_id is not null and submission_no in ${demoSubmissions} and not exists (
        select 1 from genomes.submission_files o where o.object_id = f.object_id and o.submission_no not in ${demoSubmissions})`,
  );
  return { paths: [...segments, ...calls, ...references.map(dirname), 'demo'], objects };
}

// Children before parents. A batch and its submission name each other; the first of the two constraints waits for the commit.
const deletions = [
  // Their versions, members and releases go with them.
  'delete from register.cohorts where demo',
  'delete from register.questions where demo',
  `delete from genomes.relatedness_calls where genome_no in ${demoGenomes}`,
  `delete from genomes.relatedness_sites where batch_no in ${demoBatches}`,
  `delete from genomes.genome_keys where genome_no in ${demoGenomes}`,
  `delete from genomes.genome_history where genome_no in ${demoGenomes}`,
  `delete from genomes.phenopackets where submission_no in ${demoSubmissions}`,
  `delete from genomes.erasures where genome_no in ${demoGenomes}`,
  `delete from genomes.attestations where receipt_no in ${demoReceipts}`,
  `delete from genomes.receipts where submission_no in ${demoSubmissions}`,
  `delete from genomes.dataset_departures where dataset_no in ${demoDatasets}`,
  `delete from genomes.segments where reference_no in (select reference_no from genomes.refs where demo)`,
  `delete from genomes.genomes where dataset_no in ${demoDatasets}`,
  `delete from genomes.submission_files where submission_no in ${demoSubmissions}`,
  `delete from genomes.submission_events where submission_no in ${demoSubmissions}`,
  `delete from idun.events where aggregate in (select 'submission:' || id from genomes.submissions where submission_no in ${demoSubmissions})`,
  `create temporary table demo_batches on commit drop as select batch_no from genomes.batches where batch_no in ${demoBatches}`,
  `delete from genomes.submissions where dataset_no in ${demoDatasets}`,
  `delete from genomes.batches where batch_no in (select batch_no from demo_batches)`,
  `delete from genomes.datasets where demo`,
  `delete from genomes.refs where demo`,
  `delete from knowledge.transcript_sets where demo`,
  `delete from idun.jobs where task = 'demo.load'`,
] as const;

/** The large ones; a vacuum gives the space of the rows back at once. */
const emptied = [
  'trust.people',
  'trust.person_identifiers',
  'trust.people_cpr',
  'trust.person_relations',
  'genomes.genomes',
  'biobank.specimens',
  'biobank.custody_events',
];

async function removeRows(trx: Db, dataDir: string): Promise<RemovedDemo & { files: DemoFiles }> {
  const files = await listFiles(trx);
  const genomes = await column<string>(
    trx,
    `select id as value from genomes.genomes where genome_no in ${demoGenomes}`,
  );
  const namespaces = await column<string>(trx, `select 'dataset:' || name as value from genomes.datasets where demo`);
  await removeDemoCases(trx);
  for (const statement of deletions) await sql.raw(statement).execute(trx);
  await removeDemoStorage(trx);
  await removeDemoBiobanks(trx);
  // Somebody whom real data name as well stays.
  const people = await sql<{ no: number; id: string }>`select p.person_no as no, p.id from trust.people p
    where exists (select 1 from trust.person_identifiers i
        where i.person_no = p.person_no and i.namespace = any(${[demoNamespace, ...namespaces]}::text[]))
      and not exists (select 1 from genomes.genomes g where g.person_no = p.person_no)`.execute(trx);
  const numbers = people.rows.map((row) => row.no);
  await sql`delete from idun.events where aggregate = any(${numbers.map((no) => `person:${no}`)}::text[])`.execute(trx);
  await eraseAuditReferences(trx, [...genomes, ...people.rows.map((row) => row.id)]);
  const removed = await removePeople(trx, numbers);
  await removeDemoCatalogue(trx);
  const tables = await removeDemoFeeds(trx);
  files.paths.push(...tables.map((hash) => relative(dataDir, join(columnsFolder(dataDir), hash))));
  await removeDemoCodes(trx);
  await removeDemoForms(trx);
  await removeDemoAccounts(trx, dataDir);
  await removeDemoOrganisations(trx);
  await sql`update genomes.manifest set version = version + 1, changed_at = now()`.execute(trx);
  await bumpMaskEpoch(trx);
  return { people: removed, genomes: genomes.length, files };
}

/** Takes the demo nation away: rows, segments, calls, originals, its reference and people. Their numbers are not used again. */
export async function removeDemo(app: App): Promise<RemovedDemo> {
  const { database, objects, config } = app;
  return await database.advisoryLock('idun.demo', async () => {
    const { files, people, genomes } = await database.owner
      .transaction()
      .execute((trx) => removeRows(trx, config.dataDir));
    for (const path of files.paths) {
      const full = join(config.dataDir, path);
      if (existsSync(full)) await rm(full, { recursive: true, force: true });
    }
    for (const table of emptied) await sql.raw(`vacuum analyze ${table}`).execute(database.owner);
    for (const objectId of files.objects) await objects.remove(objectId);
    await app.register.sweep();
    return { people, genomes };
  });
}
