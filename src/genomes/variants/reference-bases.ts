import { join } from 'node:path';
import { sql } from 'kysely';

import { type Fasta, openFasta } from '../../formats/fasta/index.ts';
import type { Db } from '../../platform/database/index.ts';
import type { ReferenceBases } from './engine.ts';

/** Bases of the references loaded in this data directory, read from their FASTA by range. Files stay open once asked for. */
export function openReferenceBases(db: Db, dataDir: string): { bases: ReferenceBases; close(): Promise<void> } {
  const opened = new Map<number, Promise<Fasta | null>>();
  async function open(referenceNo: number): Promise<Fasta | null> {
    const { rows } = await sql<{ path: string | null }>`
      select fasta_path as path from genomes.refs where reference_no = ${referenceNo}`.execute(db);
    const path = rows[0]?.path;
    return path ? openFasta(join(dataDir, path)) : null;
  }
  return {
    async bases(referenceNo, contig, start, end) {
      let fasta = opened.get(referenceNo);
      if (!fasta) {
        fasta = open(referenceNo);
        opened.set(referenceNo, fasta);
        // A failed opening is tried again by the next question.
        fasta.catch(() => opened.delete(referenceNo));
      }
      const entry = (await fasta)?.contigs.find((known) => known.name === contig);
      if (!entry) return null;
      return (await fasta)!.fetch(contig, Math.max(0, start), Math.min(end, entry.length));
    },
    async close() {
      const all = [...opened.values()];
      opened.clear();
      for (const fasta of all) await (await fasta.catch(() => null))?.close();
    },
  };
}
