/** A stretch of a contig, 1-based and closed, as people and VCF tools write it. */
export interface Region1 {
  chrom: string;
  from: number;
  to: number;
}

const pattern = /^([^\s:]+)(?::([\d.,\s\u00A0\u202F]+)(?:\s*[-–]\s*([\d.,\s\u00A0\u202F]+))?)?$/;

function digits(text: string): number {
  return Number(text.replace(/[.,\s\u00A0\u202F]/g, ''));
}

/**
 * Read `1:55040000-55070000`, `chr1:55,040,000-55,070,000`, `X:2781480` (one base) or a contig's name alone (then
 * `length`, when known, ends it). Null when it is not a region or its ends are the wrong way round.
 */
export function parseRegion(text: string, length?: number): Region1 | null {
  const match = pattern.exec(text.trim());
  if (!match) return null;
  const chrom = match[1]!;
  if (match[2] === undefined) return length ? { chrom, from: 1, to: length } : null;
  const from = digits(match[2]);
  const to = match[3] === undefined ? from : digits(match[3]);
  if (!Number.isSafeInteger(from) || !Number.isSafeInteger(to) || from < 1 || to < from) return null;
  return { chrom, from, to };
}

/** The region as it stands in addresses and on the command line. */
export function regionText(region: Region1): string {
  return `${region.chrom}:${region.from}-${region.to}`;
}

/** Number of bases in a region. */
export function regionLength(region: Region1): number {
  return region.to - region.from + 1;
}

/** A region of `width` bases around a position, cut at the contig's ends. */
export function regionAround(chrom: string, pos: number, width: number, length?: number): Region1 {
  const from = Math.max(1, pos - Math.floor(width / 2));
  const to = from + width - 1;
  return { chrom, from, to: length ? Math.min(to, length) : to };
}

/** The region zoomed by a factor (2 shows twice as much) or moved by a share of its width. */
export function moveRegion(region: Region1, change: { zoom?: number; shift?: number }, length?: number): Region1 {
  const width = Math.max(20, Math.round(regionLength(region) * (change.zoom ?? 1)));
  const centre = (region.from + region.to) / 2 + regionLength(region) * (change.shift ?? 0);
  let from = Math.max(1, Math.round(centre - width / 2));
  if (length) from = Math.max(1, Math.min(from, length - width + 1));
  const to = from + width - 1;
  return { chrom: region.chrom, from, to: length ? Math.min(to, length) : to };
}
