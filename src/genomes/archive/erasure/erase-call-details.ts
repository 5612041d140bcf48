import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import { selectSites } from '../../../genetics/relatedness/index.ts';
import type { Db } from '../../../platform/database/index.ts';
import type { ArchiveDeps } from '../deps.ts';
import { eraseFromCalls } from '../ingestion.ts';
import { decodeCalls, decodeSites } from '../quality/site-panel.ts';
import { writePanel } from '../quality/stored-quality.ts';
import type { PendingErasure } from './pending.ts';
import { alleleKey } from './redact-vcf.ts';

/**
 * Takes a genome out of its batch's call details. Without other genomes the folder and the batch's key go.
 * @param unique alleles, as written, that only this genome carried
 * @returns what was done, for the certificate
 */
export async function eraseCallDetails(
  deps: ArchiveDeps,
  pending: PendingErasure,
  unique: ReadonlyMap<string, boolean>,
): Promise<'gone' | 'rewritten' | 'nothing there'> {
  const { batchNo, batchId, localNo } = pending;
  const { rows } = await sql<{
    folder: string | null;
    key: Buffer | null;
    others: number;
  }>`select calls_folder as folder,
      wrapped_key as key, (select count(*)::int from genomes.genomes g
        where g.batch_no = b.batch_no and g.state <> 'erased') as others
    from genomes.batches b where batch_no = ${batchNo}`.execute(deps.db.owner);
  const { folder, key, others } = rows[0]!;
  if (others === 0) {
    await sql`update genomes.batches set calls_folder = null, wrapped_key = null, details = '{}'
      where batch_no = ${batchNo}`.execute(deps.db.owner);
    if (folder !== null) await rm(join(deps.dataDir, folder), { recursive: true, force: true });
    return folder === null ? 'nothing there' : 'gone';
  }
  if (folder === null || key === null) return 'nothing there';
  const { callsFolder } = eraseFromCalls({
    dataDir: deps.dataDir,
    callsFolder: folder,
    batchId,
    batchKey: deps.keys.unwrap(key, batchId),
    localNo,
    newFolder: `${batchId}-${randomBytes(6).toString('hex')}`,
    isUnique: ({ chrom, start, ref, alt }) => unique.get(alleleKey(chrom, start + 1, ref, alt)) ?? false,
  });
  await sql`update genomes.batches set calls_folder = ${callsFolder} where batch_no = ${batchNo}`.execute(
    deps.db.owner,
  );
  await rm(join(deps.dataDir, folder), { recursive: true, force: true });
  return 'rewritten';
}

/** Takes sites that nobody else of the batch carries out of its relatedness panel; without others the panel goes. */
export async function erasePanelSites(ownerTrx: Db, batchNo: number): Promise<void> {
  const { rows: sites } = await sql<{ siteKeys: Buffer }>`select site_keys as "siteKeys" from genomes.relatedness_sites
    where batch_no = ${batchNo}`.execute(ownerTrx);
  if (!sites[0]) return;
  const panel = decodeSites(sites[0].siteKeys);
  const { rows } = await sql<{ genomeNo: number; calls: Buffer }>`select genome_no as "genomeNo", calls
    from genomes.relatedness_calls where batch_no = ${batchNo} order by genome_no`.execute(ownerTrx);
  const genomes = rows.map((row) => decodeCalls(row.calls, panel.keys.length));
  const kept: number[] = [];
  for (let i = 0; i < panel.keys.length; i++) {
    const bit = 1 << (i & 31);
    if (genomes.some(({ het, homAlt }) => ((het[i >>> 5]! | homAlt[i >>> 5]!) & bit) !== 0)) kept.push(i);
  }
  await sql`delete from genomes.relatedness_calls where batch_no = ${batchNo}`.execute(ownerTrx);
  await sql`delete from genomes.relatedness_sites where batch_no = ${batchNo}`.execute(ownerTrx);
  if (rows.length === 0) return;
  const order = Int32Array.from(kept);
  await writePanel(
    ownerTrx,
    batchNo,
    {
      keys: Float64Array.from(kept, (i) => panel.keys[i]!),
      hash: Uint32Array.from(kept, (i) => panel.hash[i]!),
      hashBound: panel.hashBound,
      genomes: genomes.map((genome) => selectSites(genome, order)),
    },
    rows.map((row) => row.genomeNo),
  );
}
