import { sql } from 'kysely';

import { canonicalContig } from '../../genetics/contigs/index.ts';
import type { Db } from '../../platform/database/index.ts';

/** A gene as an answer names it; `start` and `end` are 0-based half-open on the canonical contig. */
export interface FoundGene {
  reference: string;
  id: string;
  symbol: string;
  hgncId: string | null;
  contig: string;
  start: number;
  end: number;
  strand: string;
  biotype: string;
}

const columns = sql`s.reference, g.gene_id as id, g.symbol, g.hgnc_id as "hgncId", g.contig, g.start_at as start, g.end_at as "end", g.strand, g.biotype`;

/** The newest set of each reference. */
const newest = sql`(select distinct on (reference) set_no, reference from knowledge.transcript_sets order by reference, set_no desc)`;

/**
 * Genes whose symbol, identifier or HGNC number is the text (any case), then those whose symbol begins with it.
 * @param text what a person typed, for example `PCSK9`, `ENSG00000169174`, `HGNC:20001`
 */
export async function findGenes(
  db: Db,
  text: string,
  options: { reference?: string; limit?: number } = {},
): Promise<FoundGene[]> {
  const wanted = text.trim().toLowerCase();
  if (wanted === '') return [];
  const prefix = `${wanted.replaceAll(/[\\%_]/g, '\\$&')}%`;
  const { rows } = await sql<FoundGene>`
    select ${columns} from knowledge.genes g join ${newest} s using (set_no)
    where (${options.reference ?? null}::text is null or s.reference = ${options.reference ?? null})
      and (lower(g.symbol) like ${prefix} or lower(g.gene_id) = ${wanted} or split_part(lower(g.gene_id), '.', 1) = ${wanted} or lower(g.hgnc_id) = ${wanted})
    order by lower(g.symbol) <> ${wanted}, length(g.symbol), g.symbol, s.reference, g.contig, g.start_at
    limit ${options.limit ?? 20}`.execute(db);
  return rows;
}

/** Genes that overlap a region, in order. @param region 0-based half-open on a contig in any of its names */
export async function genesInRegion(
  db: Db,
  reference: string,
  region: { contig: string; start: number; end: number },
  limit = 500,
): Promise<(FoundGene & { transcripts: unknown })[]> {
  const { rows } = await sql<FoundGene & { transcripts: unknown }>`
    select ${columns}, g.transcripts from knowledge.genes g join ${newest} s using (set_no)
    where s.reference = ${reference} and g.contig = ${canonicalContig(region.contig)} and g.start_at < ${region.end} and g.end_at > ${region.start}
    order by g.start_at, g.gene_id limit ${limit}`.execute(db);
  return rows;
}

/** Takes the genes of a reference away. @returns how many sets went */
export async function removeTranscripts(db: Db, reference: string): Promise<number> {
  const { rows } =
    await sql`delete from knowledge.transcript_sets where reference = ${reference} returning set_no`.execute(db);
  return rows.length;
}
