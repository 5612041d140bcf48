import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { sql } from 'kysely';

import { type Gene, readGenes } from '../../formats/gff3/index.ts';
import { canonicalContig } from '../../genetics/contigs/index.ts';
import type { Db } from '../../platform/database/index.ts';
import { Problem } from '../../platform/problem/index.ts';
import type { Progress } from '../../platform/progress/index.ts';
import { errors } from './errors.ts';

export interface AddedTranscripts {
  reference: string;
  sha256: string;
  genes: number;
  transcripts: number;
  /** Genes left out because the reference has no such contig (alternate loci, patches). */
  otherContigs: number;
  /** True when this file was loaded for this reference before; nothing was changed. */
  already: boolean;
}

const BATCH = 1000;

/**
 * Loads genes and transcripts of a GFF3 (plain or gzipped; Ensembl, GENCODE or RefSeq) for a reference: all or nothing.
 * The newest load of a reference answers from then on.
 * @param contigs names of the reference's contigs in any of their aliases; empty when unknown, then every gene is taken
 * @throws FormatError with file and line; Problem IDUN_TRANSCRIPTS_NO_GENES, IDUN_TRANSCRIPTS_OTHER_CONTIGS
 */
export async function addTranscripts(
  db: Db,
  path: string,
  options: { reference: string; contigs: readonly string[]; demo?: boolean; progress: Progress },
): Promise<AddedTranscripts> {
  const sha256 = await hashFile(path);
  const { reference } = options;
  const earlier = await sql<{ genes: number; transcripts: number }>`
    select genes, transcripts from knowledge.transcript_sets where reference = ${reference} and sha256 = ${sha256}`.execute(
    db,
  );
  if (earlier.rows[0]) return { reference, sha256, ...earlier.rows[0], otherContigs: 0, already: true };
  const known = new Set(options.contigs.map(canonicalContig));
  return await db.transaction().execute(async (trx) => {
    const { rows } = await sql<{ set_no: number }>`
      insert into knowledge.transcript_sets (reference, file_name, sha256, genes, transcripts, demo)
      values (${reference}, ${basename(path)}, ${sha256}, 0, 0, ${options.demo ?? false}) returning set_no`.execute(
      trx,
    );
    const setNo = rows[0]!.set_no;
    options.progress.step('Loading genes', undefined, 'genes');
    const loaded = await insertGenes(trx, setNo, path, known, options.progress);
    options.progress.done();
    refuseEmpty(loaded, path, reference);
    await sql`update knowledge.transcript_sets set genes = ${loaded.genes}, transcripts = ${loaded.transcripts} where set_no = ${setNo}`.execute(
      trx,
    );
    return { reference, sha256, ...loaded, already: false };
  });
}

type Loaded = Pick<AddedTranscripts, 'genes' | 'transcripts' | 'otherContigs'>;

async function insertGenes(
  trx: Db,
  setNo: number,
  path: string,
  known: ReadonlySet<string>,
  progress: Progress,
): Promise<Loaded> {
  const loaded: Loaded = { genes: 0, transcripts: 0, otherContigs: 0 };
  let batch: Gene[] = [];
  const flush = async (): Promise<void> => {
    if (batch.length === 0) return;
    await sql`insert into knowledge.genes (set_no, gene_id, symbol, contig, start_at, end_at, strand, biotype, hgnc_id, transcripts)
      select ${setNo}, g->>'id', g->>'symbol', g->>'contig', (g->>'start')::int, (g->>'end')::int, g->>'strand', g->>'biotype', g->>'hgncId', g->'transcripts'
      from jsonb_array_elements(${JSON.stringify(batch)}::jsonb) g
      on conflict do nothing`.execute(trx);
    progress.advance(batch.length);
    batch = [];
  };
  for await (const gene of readGenes(path)) {
    const contig = canonicalContig(gene.contig);
    if (known.size > 0 && !known.has(contig)) {
      loaded.otherContigs++;
      continue;
    }
    loaded.genes++;
    loaded.transcripts += gene.transcripts.length;
    batch.push({ ...gene, contig });
    if (batch.length === BATCH) await flush();
  }
  await flush();
  return loaded;
}

function refuseEmpty(loaded: Loaded, path: string, reference: string): void {
  if (loaded.genes > 0) return;
  if (loaded.otherContigs > 0) {
    throw new Problem(
      errors.otherContigs,
      `None of the ${loaded.otherContigs} genes lies on a contig of ${reference}.`,
      {
        file: path,
        expected: `genes on the contigs of ${reference}`,
        action: 'Name the reference the genes belong to with --reference.',
      },
    );
  }
  throw new Problem(errors.noGenes, 'No gene was found.', {
    file: path,
    expected: 'GFF3 with gene features, as Ensembl, GENCODE and RefSeq publish',
  });
}

async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}
