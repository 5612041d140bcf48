import { sql } from 'kysely';
import {
  askReferences,
  candidateReferences,
  readVariantText,
  type VariantStore,
} from '../../genomes/variants/index.ts';
import { findGenes } from '../../knowledge/transcripts/index.ts';
import type { Db } from '../../platform/database/index.ts';
import { Problem } from '../../platform/problem/index.ts';
import type { Scope } from '../../trust/scope/index.ts';
import type { Found } from './found.ts';

/** Variants by their key or rsID, in every reference they can be of. */
export async function findVariants(
  { db, variants }: { db: Db; variants: VariantStore },
  scope: Scope,
  text: string,
): Promise<Found[]> {
  try {
    readVariantText(text);
    const references = await candidateReferences(db, {});
    const answers = await askReferences(
      references,
      (reference) => variants.show(scope, { reference, variant: text }),
      (list) => list.some((one) => one.seen),
    );
    return answers.map(({ variant: { reference, chrom, pos, ref, alt }, ids }): Found => {
      const key = `${chrom}-${pos}-${ref}-${alt}`;
      const label = key.length > 60 ? `${key.slice(0, 60)}…` : key;
      return {
        kind: 'variant',
        label,
        detail: [reference, ...ids].join(' '),
        href: `/variants/${encodeURIComponent(reference)}/${encodeURIComponent(key)}`,
      };
    });
  } catch (error) {
    if (error instanceof Problem && error.status < 500) return [];
    throw error;
  }
}

/** A region in the references that have its contig. */
export async function findRegions(db: Db, text: string): Promise<Found[]> {
  const contig = /^(?<contig>[^\s:]+):[\d,]+(?:-[\d,]+)?$/.exec(text)?.groups?.['contig'];
  if (contig === undefined) return [];
  const { rows } = await sql<{ name: string }>`
    select r.name from genomes.refs r join genomes.contigs c using (reference_no)
    where lower(c.name) = lower(${contig}) or ${contig} = any (c.aliases)
    order by r.demo, r.reference_no limit 5`.execute(db);
  return rows.map(({ name }) => ({
    kind: 'region',
    label: text,
    detail: name,
    href: `/regions/${encodeURIComponent(name)}/${encodeURIComponent(text)}`,
  }));
}

/** Genes by symbol or id, as the regions they are in. */
export async function findGeneRegions(db: Db, text: string): Promise<Found[]> {
  const genes = await findGenes(db, text, { limit: 10 });
  return genes.map((gene) => {
    const region = `${gene.contig}:${gene.start + 1}-${gene.end}`;
    return {
      kind: 'gene',
      label: gene.symbol,
      detail: `${gene.reference} ${region}`,
      href: `/regions/${encodeURIComponent(gene.reference)}/${encodeURIComponent(region)}`,
    };
  });
}
