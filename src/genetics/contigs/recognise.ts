import { buildContigLength, type HumanBuild, humanBuilds } from './builds.ts';
import { buildsOfContigName, canonicalContig } from './names.ts';

export interface ContigClaim {
  readonly name: string;
  /** Length in bases, when the header states one. */
  readonly length?: number | null | undefined;
}

export interface RecognisedBuild {
  readonly build: HumanBuild;
  /** What gave it away, strongest first. */
  readonly by: 'lengths' | 'accessions' | 'assembly';
  /** Nuclear primary contigs whose stated length is the build's. */
  readonly matched: number;
  /** Nuclear primary contigs whose stated length is not the build's. */
  readonly contradicted: readonly string[];
}

/** hg19's mitochondrion is another sequence (NC_001807), 16,571 bases long. */
const hg19MitochondrionLength = 16571;

const assemblyPatterns: readonly (readonly [HumanBuild, RegExp])[] = [
  ['T2T-CHM13v2.0', /chm13|t2t|\bhs1\b|GCF_009914755|GCA_009914755/i],
  ['GRCh38', /grch_?38|hg_?38|hs38|\bb38\b|GCF_000001405\.(2[6-9]|[34]\d)|GCA_000001405\.(1[5-9]|2\d)/i],
  ['GRCh37', /grch_?37|hg_?19|hs37|\bb37\b|human_g1k_v37|GCF_000001405\.(1[3-9]|2[0-5])/i],
];

/**
 * Recognises a human build from a header's contigs. Lengths decide when any nuclear contig's length fits exactly one build
 * best and none contradicts it more than it is supported; accessions and then `assembly` texts are asked only where lengths say nothing.
 * Returns null when nothing fits, as for a slice or a synthetic reference.
 */
export function recogniseBuild(
  contigs: readonly ContigClaim[],
  assemblyTags: readonly string[] = [],
): RecognisedBuild | null {
  const byLength = fitByLengths(contigs);
  if (byLength !== 'silent') return byLength;
  const votes = new Map<HumanBuild, number>();
  for (const { name } of contigs) {
    const builds = buildsOfContigName(name);
    if (builds.length === 1) votes.set(builds[0]!, (votes.get(builds[0]!) ?? 0) + 1);
  }
  if (votes.size === 1) return { build: [...votes.keys()][0]!, by: 'accessions', matched: 0, contradicted: [] };
  const named = new Set(assemblyTags.map(buildOfAssembly).filter((build) => build !== null));
  if (named.size === 1) return { build: [...named][0]!, by: 'assembly', matched: 0, contradicted: [] };
  return null;
}

/** The build an `assembly` or `reference` text names (`hg38`, `GRCh37`, `human_g1k_v37.fasta`), or null. */
export function buildOfAssembly(text: string): HumanBuild | null {
  return assemblyPatterns.find(([, pattern]) => pattern.test(text))?.[0] ?? null;
}

/** Whether the contigs carry hg19's own mitochondrion, whose positions are not those of NC_012920.1. */
export function hasHg19Mitochondrion(contigs: readonly ContigClaim[]): boolean {
  return contigs.some((c) => canonicalContig(c.name) === 'MT' && c.length === hg19MitochondrionLength);
}

function fitByLengths(contigs: readonly ContigClaim[]): RecognisedBuild | null | 'silent' {
  const claims = contigs
    .map(({ name, length }) => ({ name, canonical: canonicalContig(name), length: length ?? 0 }))
    .filter(({ canonical, length }) => length > 0 && canonical !== 'MT' && buildContigLength('GRCh38', canonical));
  if (claims.length === 0) return 'silent';
  const fits = humanBuilds.map((build): RecognisedBuild => {
    const wrong = claims.filter((c) => buildContigLength(build, c.canonical) !== c.length);
    const contradicted = wrong.map((c) => c.name);
    return { build, by: 'lengths', matched: claims.length - wrong.length, contradicted };
  });
  const best = fits.reduce((a, b) => (b.matched > a.matched ? b : a));
  return best.matched > best.contradicted.length ? best : null;
}
