/** A small variant as VCF writes it: 1-based position. */
export interface VariantName {
  chrom: string;
  pos: number;
  ref: string;
  alt: string;
}

const dashed = /^([^\s:-][^\s:]*?)-(\d[\d.,\s]*)-([ACGTN]+)-([ACGTN]+)$/i;
const written = /^([^\s:]+):(?:g\.)?(\d[\d.,\s]*)[ :-]?([ACGTN]+)\s*[>/:-]\s*([ACGTN]+)$/i;

/** The key used in addresses: `1-55051215-G-A`. */
export function variantKey(variant: VariantName): string {
  return `${variant.chrom}-${variant.pos}-${variant.ref}-${variant.alt}`;
}

/**
 * Read a variant as people write it: `1-55051215-G-A`, `chr1:55051215G>A`, `1:55,051,215:G:A`. Null when it is not
 * one; an rsID is not read here, the server resolves it.
 */
export function parseVariantKey(text: string): VariantName | null {
  const match = dashed.exec(text.trim()) ?? written.exec(text.trim());
  if (!match) return null;
  const pos = Number(match[2]!.replace(/[.,\s]/g, ''));
  if (!Number.isSafeInteger(pos) || pos < 1) return null;
  return { chrom: match[1]!, pos, ref: match[3]!.toUpperCase(), alt: match[4]!.toUpperCase() };
}

/** True for a dbSNP identifier such as rs28362286. */
export function isRsId(text: string): boolean {
  return /^rs\d+$/i.test(text.trim());
}

/** An allele short enough for a table: the first bases and the length when longer than `most`. */
export function shortAllele(allele: string, most = 20): string {
  if (allele.length <= most) return allele;
  return `${allele.slice(0, Math.max(4, most - 8))}…(${allele.length})`;
}

/** What kind of change the alleles make: lengths decide; symbolic alleles and breakends are structural. */
export function variantKind(
  variant: Pick<VariantName, 'ref' | 'alt'>,
): 'snv' | 'mnv' | 'insertion' | 'deletion' | 'structural' {
  if (!/^[ACGTN]+$/i.test(variant.alt)) return 'structural';
  if (variant.ref.length === variant.alt.length) return variant.ref.length === 1 ? 'snv' : 'mnv';
  return variant.ref.length < variant.alt.length ? 'insertion' : 'deletion';
}
