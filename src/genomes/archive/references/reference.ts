import { join } from 'node:path';
import type { ContigRole } from '../../../genetics/contigs/index.ts';

/** A contig of a stored reference. `par` are pseudo-autosomal regions, 0-based half-open. */
export interface StoredContig {
  contigNo: number;
  name: string;
  length: number | null;
  /** refget digest of the sequence (`SQ.…`). */
  refget: string | null;
  md5: string | null;
  role: ContigRole;
  aliases: string[];
  par: [start: number, end: number][];
}

/** A reference genome of the archive. `checked`: its sequence is loaded, so alleles are compared with it and left-aligned. */
export interface StoredReference {
  referenceNo: number;
  id: string;
  name: string;
  checked: boolean;
  demo: boolean;
  /** Path of the FASTA below the data directory. */
  fastaPath: string | null;
  fastaBytes: number | null;
  digest: string | null;
  build: string | null;
  addedAt: string;
  contigs: StoredContig[];
}

/** Absolute path of the FASTA, or null for a reference known by headers only. */
export function fastaFile(dataDir: string, reference: StoredReference): string | null {
  return reference.fastaPath === null ? null : join(dataDir, reference.fastaPath);
}

/** Finds the contig that a name means, by its own name or an alias; upper and lower case are one for aliases. */
export function contigByName(reference: StoredReference, name: string): StoredContig | undefined {
  const exact = reference.contigs.find((contig) => contig.name === name);
  if (exact) return exact;
  const folded = name.toUpperCase();
  return reference.contigs.find((contig) => contig.aliases.some((alias) => alias.toUpperCase() === folded));
}
