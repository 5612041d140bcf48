/** Allele codes above the site's own allele numbers (0 = REF). */
export const absentCopy = 255;
/** The chromosome lacks this base: a deletion that starts before it spans it (VCF's `*`). */
export const deletedCopy = 254;
/** Not called (`.`); only in calls, never in the truth. */
export const missingCopy = 253;

export interface StructuralDetail {
  readonly type: 'DEL' | 'DUP' | 'INV' | 'INS' | 'BND';
  /** 0-based half-open end of the affected reference. */
  readonly end: number;
  /** As SVLEN: negative for deletions; absent for breakends. */
  readonly length?: number;
  /** ID of the other breakend. */
  readonly mate?: string;
}

/** One place where genomes differ, left-aligned; `start` 0-based. */
export interface Site {
  readonly contigNo: number;
  readonly start: number;
  readonly ref: string;
  readonly alts: readonly string[];
  /** Two per genome: maternal and paternal. */
  readonly alleles: Uint8Array;
  readonly structural?: StructuralDetail;
  /** Mitochondrial share of the alternate allele, by genome, where it is neither none nor all. */
  readonly fractions?: ReadonlyMap<number, number>;
  id: string | null;
}

/** A site with one alternate allele. */
export function siteOf(
  contigNo: number,
  start: number,
  ref: string,
  alt: string,
  alleles: Uint8Array,
  more: Partial<Site> = {},
): Site {
  return { contigNo, start, ref, alts: [alt], alleles, id: null, ...more };
}

/** Whether any genome carries an alternate allele. */
export function isSeen(alleles: Uint8Array): boolean {
  return alleles.some((allele) => allele > 0 && allele < missingCopy);
}

/** Leaves out alternate alleles that no genome carries. */
export function withSeenAllelesOnly(site: Site): Site {
  const seen = site.alts.map((_, i) => site.alleles.includes(i + 1));
  if (seen.every(Boolean)) return site;
  const renumbered = new Map<number, number>([[0, 0]]);
  for (let i = 0; i < seen.length; i++) if (seen[i]) renumbered.set(i + 1, renumbered.size);
  return {
    ...site,
    alts: site.alts.filter((_, i) => seen[i]),
    alleles: site.alleles.map((allele) => renumbered.get(allele) ?? allele),
  };
}
