import { type CallStyle, countCalls, drawCall, fileAlleles, genotypeText } from './calls.ts';
import { demoContigs } from './contigs.ts';
import type { Random } from './random.ts';
import type { SequencedGenome } from './sampling.ts';
import type { Site } from './site.ts';
import type { TruthRecorder } from './truth.ts';
import { headerText, siteDraw, structuralInfo, structuralKeys } from './vcf-text.ts';

/** A research cohort called jointly and phased: one allele for men's X and Y, genotypes only. */
export const cohortStyle: CallStyle = {
  sexChromosomes: 'haploid',
  mitochondrion: 'haploid',
  missing: 0.003,
  half: 0,
  wrongHet: 0,
};

const version = 'VCFv4.2';

/** The text of one VCF file with all genomes of the cohort, GT only and phased, in pieces. */
export function* cohortVcf(
  sites: readonly (readonly Site[])[],
  genomes: readonly SequencedGenome[],
  truth: TruthRecorder,
  random: Random,
): Generator<string> {
  const samples = genomes.map(({ sample }) => sample);
  yield headerText(version, 'idun-demo joint caller 1.0', ['AC', 'AN', ...structuralKeys, 'HWE', 'GT'], samples);
  let lines: string[] = [];
  for (const site of sites.flat()) {
    const alleles = fileAlleles(site, genomes);
    if (alleles === null) continue;
    const calls = genomes.map((genome) => drawCall(site, genome, cohortStyle, random));
    truth.record(site, genomes, calls, alleles);
    const { ac, an } = countCalls(calls, alleles);
    const filter = siteDraw(site, 1) < 0.012 ? 'HWE' : 'PASS';
    const info = [`AC=${ac.join(',')}`, `AN=${an}`, ...structuralInfo(site, version)].join(';');
    const { name } = demoContigs[site.contigNo]!;
    const fixed = [name, site.start + 1, site.id ?? '.', site.ref, alleles.alts.join(','), '.', filter, info, 'GT'];
    lines.push(`${fixed.join('\t')}\t${calls.map((call) => genotypeText(call, alleles, true)).join('\t')}\n`);
    if (lines.length < 500) continue;
    yield lines.join('');
    lines = [];
  }
  yield lines.join('');
}
