import { buildAccessions, buildContigLength, type HumanBuild, humanBuilds, primaryContigs } from './builds.ts';

export type ContigRole = 'autosome' | 'X' | 'Y' | 'MT' | 'other';

interface KnownName {
  readonly canonical: string;
  /** Builds the name belongs to; empty when the name says nothing about the build. */
  readonly builds: readonly HumanBuild[];
}

const known = new Map<string, KnownName>();
for (const canonical of primaryContigs) {
  const plain = canonical === 'MT' ? ['MT', 'M', 'CHRM', 'CHRMT'] : [canonical, `CHR${canonical}`];
  for (const name of plain) known.set(name, { canonical, builds: [] });
  for (const build of humanBuilds) {
    for (const accession of buildAccessions(build, canonical)) {
      known.set(accession, { canonical, builds: [...(known.get(accession)?.builds ?? []), build] });
    }
  }
}

/**
 * The one name Idun uses for a contig: `1` … `22`, `X`, `Y`, `MT` for `chr1`, `NC_000001.11`, `CM000663.2`, `chrM` and
 * the like; any other name as it is.
 */
export function canonicalContig(name: string): string {
  return known.get(name.toUpperCase())?.canonical ?? name;
}

/** Builds that an accession like `NC_000001.11` belongs to; none for names such as `chr1`, which every build has. */
export function buildsOfContigName(name: string): readonly HumanBuild[] {
  return known.get(name.toUpperCase())?.builds ?? [];
}

/**
 * Every name the same contig goes by, the canonical one first.
 * @param length when known: an accession names one sequence, so a contig of another length (a slice, another species) has it not
 */
export function contigAliases(name: string, length?: number | null): string[] {
  const canonical = canonicalContig(name);
  if (!known.has(canonical.toUpperCase())) return [name];
  const aliases = canonical === 'MT' ? ['MT', 'M', 'chrM', 'chrMT'] : [canonical, `chr${canonical}`];
  const builds = humanBuilds.filter((build) => length == null || buildContigLength(build, canonical) === length);
  return [...new Set([...aliases, ...builds.flatMap((build) => buildAccessions(build, canonical))])];
}

/** What a contig is for ploidy: autosome, X, Y, mitochondrion, or something else (unplaced, decoy, HLA). */
export function contigRole(name: string): ContigRole {
  const canonical = canonicalContig(name);
  if (canonical === 'X' || canonical === 'Y' || canonical === 'MT') return canonical;
  return known.has(canonical.toUpperCase()) ? 'autosome' : 'other';
}

const rank = new Map(primaryContigs.map((name, i) => [name, i]));
const natural = new Intl.Collator('en', { numeric: true });

/** Order of contigs in answers: 1 … 22, X, Y, MT, then all others by name with numbers as numbers. */
export function compareContigs(a: string, b: string): number {
  const [left, right] = [canonicalContig(a), canonicalContig(b)];
  const byRank = (rank.get(left) ?? primaryContigs.length) - (rank.get(right) ?? primaryContigs.length);
  if (byRank !== 0) return byRank;
  return natural.compare(left, right) || (a < b ? -1 : a > b ? 1 : 0);
}
