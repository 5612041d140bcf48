import type { ContigSums } from './batch-writer.ts';
import type { DeclaredSex, GenomeCounters } from './model.ts';
import { change, row } from './quality-counters.ts';

/** Counters per genome from the sums per contig. A declared male's homozygous calls on X and Y outside the PARs are hemizygous. */
export function summariseGenomes(
  sums: readonly ContigSums[],
  depth: Float64Array,
  genomes: number,
  sexes: readonly DeclaredSex[] | undefined,
): GenomeCounters[] {
  return Array.from({ length: genomes }, (_, g) => {
    const total = emptyCounters();
    for (const contig of sums) addContig(total, contig, genomes, g, sexes?.[g] === 'male');
    const depths = depth[genomes + g]!;
    total.depthMean = depths === 0 ? null : depth[g]! / depths;
    return total;
  });
}

function emptyCounters(): GenomeCounters {
  return {
    het: 0,
    homAlt: 0,
    hemi: 0,
    missing: 0,
    calls: 0,
    ti: 0,
    tv: 0,
    snvs: 0,
    indels: 0,
    structural: 0,
    xHet: 0,
    xHomAlt: 0,
    xCalls: 0,
    yCalls: 0,
    ySites: 0,
    depthMean: null,
    perContig: [],
  };
}

function addContig(total: GenomeCounters, sums: ContigSums, genomes: number, g: number, male: boolean): void {
  const { role } = sums.contig;
  const own = countsOf(sums.counters, sums.sites, genomes, g);
  const par = sums.parCounters === null ? null : countsOf(sums.parCounters, sums.parSites, genomes, g);
  if (male && (role === 'X' || role === 'Y')) {
    own.hemi += own.homAlt;
    own.homAlt = 0;
  }
  if (role === 'X') {
    total.xHet += own.het;
    total.xHomAlt += own.homAlt + own.hemi;
    total.xCalls += own.calls;
  } else if (role === 'Y') {
    total.yCalls += own.calls;
    total.ySites += sums.sites;
  }
  const all = par === null ? own : addCounts(own, par);
  for (const key of [
    'het',
    'homAlt',
    'hemi',
    'missing',
    'calls',
    'ti',
    'tv',
    'snvs',
    'indels',
    'structural',
  ] as const) {
    total[key] += all[key];
  }
  const { het, homAlt, hemi, missing, calls } = all;
  total.perContig.push({ contigNo: sums.contig.contigNo, het, homAlt, hemi, missing, calls });
}

interface Counts {
  het: number;
  homAlt: number;
  hemi: number;
  missing: number;
  calls: number;
  ti: number;
  tv: number;
  snvs: number;
  indels: number;
  structural: number;
}

function countsOf(counters: Uint32Array, sites: number, genomes: number, g: number): Counts {
  const at = (r: number): number => counters[r * genomes + g]!;
  const four = (r: number): number => at(r) + at(r + 1) + at(r + 2) + at(r + 3);
  const three = (kind: number): number => at(row.het + kind) + at(row.hom + kind) + at(row.hemi + kind);
  const ti = three(change.transition);
  const tv = three(change.transversion);
  const missing = at(row.missing);
  return {
    het: four(row.het),
    homAlt: four(row.hom),
    hemi: four(row.hemi),
    missing,
    calls: sites - missing,
    ti,
    tv,
    snvs: ti + tv,
    indels: three(change.indel),
    structural: at(row.structural),
  };
}

function addCounts(a: Counts, b: Counts): Counts {
  const sum = { ...a };
  for (const key of Object.keys(sum) as (keyof Counts)[]) sum[key] += b[key];
  return sum;
}
