import { Problem } from '../../../platform/problem/index.ts';
import { errors } from '../errors.ts';

/** An allele as a person wrote it. `start` is 0-based. */
export interface WrittenVariant {
  kind: 'allele';
  contig: string;
  start: number;
  ref: string;
  alt: string;
}

/** An identifier that files carried, such as an rsID. */
export interface WrittenId {
  kind: 'id';
  id: string;
}

/** A structural allele as a person wrote it. `start` is 0-based; alleles as in the file. */
export interface WrittenStructural {
  kind: 'structural';
  contig: string;
  start: number;
  ref: string;
  alt: string;
}

/** 1-1000-N-<DEL>, 2-321681-G-G]17:198982], 5-77-A-* */
const structuralPattern =
  /^(?<contig>.+?)[-:_](?<pos>\d+)[-:_](?<ref>[A-Z]+)[-:_>](?<alt><[^<>\s]+>|\*|\S*[[\]]\S*|\.[A-Z]+|[A-Z]+\.)$/i;

const patterns: readonly RegExp[] = [
  // 1-55051215-G-A (gnomAD), 1:55051215:G:A, chr1_55051215_G_A
  /^(?<contig>.+?)[-:_](?<pos>\d[\d,]*)[-:_](?<ref>[A-Z]+)[-:_>/](?<alt>[A-Z]+)$/i,
  // chr1:55051215G>A, chr1:55051215 G>A
  /^(?<contig>.+?):(?<pos>\d[\d,]*)\s*(?<ref>[A-Z]+)[>/](?<alt>[A-Z]+)$/i,
  // NC_000001.11:g.55051215G>A, NC_012920.1:m.3243A>G (HGVS, substitutions)
  /^(?<contig>.+?):[gm]\.(?<pos>\d+)(?<ref>[A-Z])>(?<alt>[A-Z])$/i,
  // tab or space separated columns of a VCF line
  /^(?<contig>\S+)\s+(?<pos>\d+)\s+(?:\S+\s+)?(?<ref>[A-Z]+)\s+(?<alt>[A-Z]+)$/i,
];

const identifier = /^[A-Za-z][A-Za-z0-9_.:-]*$/;

/**
 * Reads what a person or program wrote for a variant: `1-55051215-G-A`, `chr1:55051215G>A`, `1:55051215:G:A`,
 * `NC_000001.11:g.55051215G>A`, a structural allele as its file wrote it (`1-1000-N-<DEL>`), or an identifier such as
 * `rs11591147`.
 * @throws Problem IDUN_VARIANT_BAD_KEY
 */
export function readVariantText(text: string): WrittenVariant | WrittenId | WrittenStructural {
  const trimmed = text.trim();
  const symbolic = structuralPattern.exec(trimmed)?.groups;
  if (symbolic) {
    const { contig, ref, alt } = symbolic as Record<'contig' | 'ref' | 'alt', string>;
    return { kind: 'structural', contig, start: Math.max(0, Number(symbolic['pos']) - 1), ref: ref.toUpperCase(), alt };
  }
  for (const pattern of patterns) {
    const groups = pattern.exec(trimmed)?.groups;
    if (groups) return writtenVariant(groups as Record<'contig' | 'pos' | 'ref' | 'alt', string>, trimmed);
  }
  if (identifier.test(trimmed)) return { kind: 'id', id: trimmed };
  throw badKey(trimmed, 'it is none of the known forms');
}

function writtenVariant(parts: Record<'contig' | 'pos' | 'ref' | 'alt', string>, text: string): WrittenVariant {
  const pos = Number(parts.pos.replaceAll(',', ''));
  if (pos < 1 || pos > 0xffffffff)
    throw badKey(text, `position ${parts.pos} is not on any contig; the first base is 1`);
  const ref = parts.ref.toUpperCase();
  const alt = parts.alt.toUpperCase();
  if (!/^[ACGTN]+$/.test(ref + alt)) throw badKey(text, 'alleles are written with A, C, G, T and N');
  if (ref === alt) throw badKey(text, 'reference and alternate bases are the same');
  return { kind: 'allele', contig: parts.contig, start: pos - 1, ref, alt };
}

function badKey(text: string, why: string): Problem {
  return new Problem(errors.badKey, `“${text.slice(0, 120)}” does not name a variant: ${why}.`, {
    expected: '1-55051215-G-A, chr1:55051215G>A, NC_000001.11:g.55051215G>A or an identifier such as rs11591147',
  });
}

/** A region as a person wrote it, 0-based half-open. `end` is null for the whole contig. */
export interface WrittenRegion {
  contig: string;
  start: number;
  end: number | null;
}

/**
 * Reads `1:55040000-55070000` (1-based, both ends included), `chr1:100` (one base) or `chr1` (the whole contig).
 * @throws Problem IDUN_VARIANT_BAD_REGION
 */
export function readRegionText(text: string): WrittenRegion {
  const trimmed = text.trim();
  const groups = /^(?<contig>.+?):(?<from>\d[\d,]*)(?:(?:-|\.\.)(?<to>\d[\d,]*)?)?$/.exec(trimmed)?.groups;
  if (!groups) {
    if (/^[^\s:]+$/.test(trimmed)) return { contig: trimmed, start: 0, end: null };
    throw badRegion(trimmed, 'it is not of the form contig:from-to');
  }
  const from = Number(groups['from']!.replaceAll(',', ''));
  const open = /(?:-|\.\.)$/.test(trimmed);
  const to = groups['to'] === undefined ? (open ? null : from) : Number(groups['to'].replaceAll(',', ''));
  if (from < 1) throw badRegion(trimmed, 'the first base of a contig is 1');
  if (to !== null && to < from) throw badRegion(trimmed, 'it ends before it begins');
  return { contig: groups['contig']!, start: from - 1, end: to };
}

function badRegion(text: string, why: string): Problem {
  return new Problem(errors.badRegion, `“${text.slice(0, 120)}” does not name a region: ${why}.`, {
    expected: '1:55040000-55070000 (1-based, both ends included) or a contig name',
  });
}
