import { sql } from 'kysely';
import { bindDb, type Db, everyone } from '../../../platform/database/index.ts';
import type { StoredContig, StoredReference } from './reference.ts';
import { readReferences } from './store.ts';

/** A reference as answers show it. */
export interface ReferenceAnswer {
  id: string;
  name: string;
  /** False: known by headers of files only, so alleles were not checked or left-aligned. */
  checked: boolean;
  demo: boolean;
  build: string | null;
  digest: string | null;
  fasta: boolean;
  /** Bases over all contigs whose length is known. */
  length: number;
  genomes: number;
  contigs: Pick<StoredContig, 'name' | 'length' | 'role' | 'refget' | 'md5' | 'aliases' | 'par'>[];
  addedAt: string;
}

/** All references with the number of current genomes on each. Counts only, so no scope is needed. */
export async function listReferences(db: Db): Promise<ReferenceAnswer[]> {
  const { rows } = await sql<{ referenceNo: number; genomes: number }>`
    select reference_no as "referenceNo", count(*)::int as genomes from genomes.genomes
    where state = 'current' group by 1`.execute(bindDb(db, everyone));
  const genomes = new Map(rows.map((row) => [row.referenceNo, row.genomes]));
  return (await readReferences(db)).map((reference) =>
    describeReference(reference, genomes.get(reference.referenceNo) ?? 0),
  );
}

/** The answer about one reference. */
export function describeReference(reference: StoredReference, genomes: number): ReferenceAnswer {
  return {
    id: reference.id,
    name: reference.name,
    checked: reference.checked,
    demo: reference.demo,
    build: reference.build,
    digest: reference.digest,
    fasta: reference.fastaPath !== null,
    length: reference.contigs.reduce((sum, contig) => sum + (contig.length ?? 0), 0),
    genomes,
    contigs: reference.contigs.map(({ name, length, role, refget, md5, aliases, par }) => ({
      name,
      length,
      role,
      refget,
      md5,
      aliases,
      par,
    })),
    addedAt: new Date(reference.addedAt).toISOString(),
  };
}
