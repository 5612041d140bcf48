import { sql } from 'kysely';
import type { Db } from '../../../platform/database/index.ts';
import type { AnalysisType, Assay } from '../model.ts';
import { equalSlices } from '../slices.ts';
import type { EarlierBatch } from './assess-submission.ts';
import type { EarlierGenome } from './distribution.ts';
import { decodeCalls, decodeSites, encodeCalls, encodeSites, type SitePanel } from './site-panel.ts';

/** Newest genomes that a dataset's distribution is taken from. */
const MOST_COMPARED = 5000;

/** Figures of the dataset's current genomes of the same assay and type. */
export async function readEarlierQc(
  db: Db,
  given: { datasetNo: number; assay: Assay; type: AnalysisType; exceptSubmission: number | null },
): Promise<EarlierGenome[]> {
  const { rows } = await sql<{ qc: EarlierGenome }>`select qc from genomes.genomes
    where dataset_no = ${given.datasetNo} and assay = ${given.assay} and type = ${given.type} and state = 'current'
      and qc is not null and submission_no is distinct from ${given.exceptSubmission}
    order by genome_no desc limit ${MOST_COMPARED}`.execute(db);
  return rows.map((row) => row.qc);
}

interface CallsRow {
  calls: Buffer;
  id: string;
  sample: string;
  personNo: number;
  provisional: boolean;
  family: string | null;
  unrelated: boolean;
  assay: string;
  datasetNo: number;
}

/**
 * Earlier batches of a reference with the calls of their current genomes at the relatedness sites, one batch at a time.
 * @param exceptSubmission the submission being replaced: its genomes are about to go
 */
export async function* readEarlierBatches(
  db: Db,
  referenceNo: number,
  exceptSubmission: number | null,
): AsyncGenerator<EarlierBatch> {
  const { rows: batches } = await sql<{ batchNo: number; genomes: number }>`select r.batch_no as "batchNo", b.genomes
    from genomes.relatedness_sites r join genomes.batches b using (batch_no)
    where b.reference_no = ${referenceNo} and r.sites > 0 and b.submission_no is distinct from ${exceptSubmission}
      and exists (select from genomes.genomes g where g.batch_no = b.batch_no and g.state = 'current')
    order by r.batch_no`.execute(db);
  for (const { batchNo, genomes } of batches) {
    const { rows: sites } = await sql<{ siteKeys: Buffer }>`select site_keys as "siteKeys"
      from genomes.relatedness_sites where batch_no = ${batchNo}`.execute(db);
    if (!sites[0]) continue;
    const decoded = decodeSites(sites[0].siteKeys);
    const { rows } =
      await sql<CallsRow>`select c.calls, g.id, g.sample_name as sample, coalesce(p.merged_into_no, g.person_no) as "personNo",
        p.provisional, g.family, g.unrelated, g.assay, g.dataset_no as "datasetNo"
      from genomes.relatedness_calls c join genomes.genomes g using (genome_no) join trust.people p using (person_no)
      where c.batch_no = ${batchNo} and g.state = 'current' order by g.local_no`.execute(db);
    if (!rows[0]) continue;
    yield {
      panel: { ...decoded, genomes: rows.map((row) => decodeCalls(row.calls, decoded.keys.length)) },
      listsEverything: genomes < 20,
      assay: rows[0].assay,
      datasetNo: rows[0].datasetNo,
      members: rows,
    };
  }
}

/** Genomes written in one statement. */
const CHUNK = 1000;

/** Keeps a batch's panel for comparison with later submissions. @param genomeNos by local number */
export async function writePanel(
  trx: Db,
  batchNo: number,
  panel: SitePanel,
  genomeNos: readonly number[],
): Promise<void> {
  const sites = panel.keys.length;
  await sql`insert into genomes.relatedness_sites (batch_no, sites, site_keys)
    values (${batchNo}, ${sites}, ${encodeSites(panel)})`.execute(trx);
  for (let from = 0; from < genomeNos.length; from += CHUNK) {
    const numbers = genomeNos.slice(from, from + CHUNK);
    const calls = numbers.map((_, i) => encodeCalls(panel.genomes[from + i]!, sites));
    await sql`insert into genomes.relatedness_calls (genome_no, batch_no, calls)
      select genome_no, ${batchNo}, ${equalSlices(calls)}
      from unnest(${numbers}::int[]) with ordinality as r (genome_no, n)`.execute(trx);
  }
}
