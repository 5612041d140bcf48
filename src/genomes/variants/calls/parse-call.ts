import type { CallRecord } from './model.ts';

/**
 * One row of the details as a record.
 * @param chrom CHROM of its block
 * @param site `POS ID REF ALT QUAL FILTER END FORMAT`, separated by tabs
 * @param sample the genome's sample column
 */
export function parseCall(chrom: string, site: string, sample: string): CallRecord {
  const [pos, id, ref, alt, qual, filter, end, format] = site.split('\t');
  const fields: Record<string, string> = {};
  const values = sample.split(':');
  format!.split(':').forEach((key, i) => {
    if (values[i] !== undefined) fields[key] = values[i]!;
  });
  const gt = fields['GT'] ?? null;
  const alleles = gt === null ? [] : gt.replace(/^[/|]/, '').split(/[/|]/).map(alleleNumber);
  const ad = numbers(fields['AD']);
  return {
    chrom,
    pos: Number(pos),
    id: id === '.' ? null : id!,
    ref: ref!,
    alts: alt === '.' ? [] : alt!.split(','),
    qual: number(qual),
    filter: filter!,
    end: number(end),
    gt,
    alleles,
    phased: gt !== null && /\|/.test(gt) && !gt.includes('/'),
    gq: number(fields['GQ']),
    dp: number(fields['DP']),
    ad,
    pl: numbers(fields['PL']),
    gp: numbers(fields['GP']),
    ps: text(fields['PS']),
    ft: text(fields['FT']),
    fraction: fractionOf(alleles, numbers(fields['AF']), ad),
    fields,
  };
}

function alleleNumber(allele: string): number | null {
  return allele === '.' ? null : Number(allele);
}

function text(value: string | undefined): string | null {
  return value === undefined || value === '.' || value === '' ? null : value;
}

function number(value: string | undefined): number | null {
  const known = text(value);
  if (known === null) return null;
  const parsed = Number(known);
  return Number.isNaN(parsed) ? null : parsed;
}

function numbers(value: string | undefined): (number | null)[] | null {
  const known = text(value);
  return known === null ? null : known.split(',').map(number);
}

/** Share of the alternate alleles of the call. */
function fractionOf(
  alleles: readonly (number | null)[],
  af: (number | null)[] | null,
  ad: (number | null)[] | null,
): number | null {
  const carried = [...new Set(alleles.filter((a): a is number => a !== null && a > 0))];
  if (af !== null && carried.length > 0 && carried.every((a) => typeof af[a - 1] === 'number')) {
    return carried.reduce((sum, a) => sum + af[a - 1]!, 0);
  }
  if (ad === null || carried.length === 0 || carried.some((a) => typeof ad[a] !== 'number')) return null;
  const total = ad.reduce((sum: number, depth) => sum + (depth ?? 0), 0);
  return total === 0 ? null : carried.reduce((sum, a) => sum + ad[a]!, 0) / total;
}
