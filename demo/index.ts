import { bedText, drawCallableRegions } from './callable-regions.ts';
import { indexCarriedSites } from './carried-sites.ts';
import { demoToday, isoDate } from './civil-days.ts';
import { demoContigs, pseudoautosomal } from './contigs.ts';
import { cohortDataset, facilityDatasets, regionDatasets } from './datasets.ts';
import { gff3Text, placeGenes } from './genes.ts';
import { findRelationships } from './kinship.ts';
import type { DemoManifest, DemoPlanted, DemoSubmission } from './manifest.ts';
import { makeAncestry } from './meiosis.ts';
import { patientGroups } from './nation.ts';
import { openOutputFolder } from './output-files.ts';
import { makePeople, peopleCsv } from './people.ts';
import { type PlantedVariant, plantDiseases } from './planted.ts';
import { makeRandom } from './random.ts';
import { readmeText } from './readme-text.ts';
import { fastaText, makeReference } from './reference.ts';
import { makeRegister } from './register.ts';
import { makeCourses } from './registers/courses.ts';
import { makeSamples } from './registers/samples.ts';
import { writeRegisters } from './registers/write-registers.ts';
import { type SequencedGenome, sampleNation } from './sampling.ts';
import { traceAll } from './spread.ts';
import { planStructural } from './structural.ts';
import { longReadUnit, type PlannedSubmission, planSubmissions } from './submission-plan.ts';
import { writeTroubled } from './troubled.ts';
import { type Callability, chooseSites, makeTruthRecorder } from './truth.ts';
import { type DemoTruth, deNovoRows, truthRules } from './truth-file.ts';
import { makeVariation } from './variation.ts';
import { writeSubmission } from './write-submission.ts';

export type {
  DemoDataset,
  DemoManifest,
  DemoPlanted,
  DemoSample,
  DemoSubmission,
  TroubledSubmission,
} from './manifest.ts';
export type { GroupCounts, TruthAllele } from './truth.ts';
export type { DemoTruth } from './truth-file.ts';

export interface DemoOptions {
  /** Whole number; the same seed gives the same bytes. */
  readonly seed?: number;
  /** People of the nation; 20,000 unless given. */
  readonly people?: number;
  /** Sequenced people; 400 unless given, at least 20. */
  readonly genomes?: number;
  /** Called after each part of the work. */
  readonly progress?: (done: number, total: number, what: string) => void;
}

/** Counts of alleles taken into truth.json. */
const truthSites = 500;

function groupsOf(genome: SequencedGenome, plan: PlannedSubmission): string[] {
  const groups = ['all', `sex:${genome.person.sex}`, `dataset:${plan.dataset.name}`, `source:${plan.dataset.source}`];
  if (plan.group !== null) groups.push(`patientGroup:${plan.group.key}`);
  if (genome.affected !== null) groups.push(`affected:${genome.affected ? 'yes' : 'no'}`);
  return groups;
}

function plantedRow(variant: PlantedVariant): DemoPlanted {
  const { inheritance, gene, disease, effect, contigNo, start, ref, alt, probands, deNovoIn } = variant;
  const chrom = demoContigs[contigNo]!.name;
  const samples = probands.map(({ sample }) => sample);
  return {
    inheritance,
    gene,
    disease,
    effect,
    chrom,
    pos: start + 1,
    ref,
    alt,
    probands: samples,
    deNovo: deNovoIn !== null,
  };
}

/**
 * Makes a synthetic nation and writes it as the ordinary files that hospitals and researchers send: FASTA, GFF3, CSV, VCF, gVCF,
 * PED, Phenopackets and BED, with `manifest.json` and `truth.json`. The same options give the same bytes; no clock is read.
 * @param outDir folder to fill; made when missing
 * @throws Error when the nation is too small for the genomes asked for
 */
export async function generateDemo(outDir: string, options: DemoOptions = {}): Promise<DemoManifest> {
  const { seed = 2, people: peopleCount = 20_000, genomes: genomeCount = 400, progress = () => {} } = options;
  const random = makeRandom(seed);
  const output = openOutputFolder(outDir);

  const people = makePeople(peopleCount, random.fork('people'));
  const sampling = sampleNation(people, genomeCount, random.fork('sampling'));
  const plans = planSubmissions(sampling);
  let done = 0;
  const total = 3 + demoContigs.length + plans.length;
  const step = (what: string): void => progress(++done, total, what);
  step('people');

  const sequences = makeReference(random.fork('reference'));
  const genes = placeGenes(sequences, random.fork('genes'));
  const register = makeRegister(people, sampling.genomes, random.fork('register'));
  await output.write('people.csv', peopleCsv(people, register, isoDate));
  const referrals = new Map(
    plans.flatMap(({ group, receivedOn, genomes }) =>
      group === null ? [] : genomes.map((genome) => [genome, { group: group.key, receivedOn }] as const),
    ),
  );
  const courses = makeCourses(people, referrals, random.fork('courses'));
  const samples = makeSamples(people, sampling.genomes, courses, random.fork('samples'));
  const registers = await writeRegisters(output, people, courses, samples, random.fork('municipalities'));
  step('registers');
  await output.write('reference/demo.fa', fastaText(sequences));
  await output.write('reference/genes.gff3', gff3Text(genes, sequences));

  const { genomes } = sampling;
  const ancestry = makeAncestry(
    people,
    genomes.map((g) => g.person),
    random.fork('meiosis'),
  );
  const traces = traceAll(ancestry);
  const { founders } = ancestry;
  const planted = plantDiseases(sampling.families, genes, sequences, traces, founders, random.fork('planted'));
  const structural = planStructural(sequences, founders, planted, random.fork('structural'));
  const variation = makeVariation(
    sequences,
    genomes,
    founders,
    traces,
    planted,
    structural,
    random.fork('variation'),
    (name) => step(`contig ${name}`),
  );

  const callable = regionDatasets.map((_, unit) =>
    drawCallableRegions(sequences, planted, random.fork(`callable/${unit}`)),
  );
  const bedPath = (unit: number): string => `general-purpose/${regionDatasets[unit]!.name}/callable.bed`;
  for (let unit = 0; unit < regionDatasets.length; unit++) {
    if (unit !== longReadUnit) await output.write(bedPath(unit), bedText(callable[unit]!, sequences));
  }
  const planOf = new Map(plans.flatMap((plan) => plan.genomes.map((genome) => [genome, plan] as const)));
  const callabilityOf = (genome: SequencedGenome): Callability => {
    const { kind, unit } = planOf.get(genome)!;
    if (kind === 'research') return { kind: 'reference' };
    if (kind === 'facility') return { kind: 'blocks' };
    return unit === longReadUnit ? { kind: 'unknown' } : { kind: 'bed', intervals: callable[unit]! };
  };
  const plantedSites = planted.flatMap(
    ({ contigNo, start }) => variation.sites[contigNo]!.find((s) => s.start === start) ?? [],
  );
  const chosen = chooseSites(variation.sites, truthSites, plantedSites, random.fork('truth'));
  const truth = makeTruthRecorder(chosen, genomes, callabilityOf, (g) => groupsOf(g, planOf.get(g)!), sequences);

  const carried = indexCarriedSites(variation.sites, genomes.length);
  const writing = { output, sequences, variation, carried, planted, truth, random: random.fork('files') };
  const submissions = Array<DemoSubmission>(plans.length);
  const waiting = plans.entries();
  // Two at a time: one is composed while zlib's threads compress the other.
  const lane = async (): Promise<void> => {
    for (const [i, plan] of waiting) {
      const bed = plan.kind === 'family' && plan.unit !== longReadUnit ? bedPath(plan.unit) : null;
      submissions[i] = await writeSubmission(plan, bed, writing);
      step(`submission ${plan.id}`);
    }
  };
  await Promise.all([lane(), lane()]);

  const troubled = await writeTroubled(sampling.families, {
    output,
    sequences,
    carried,
    random: random.fork('troubled'),
  });
  const alleles = truth.finish();
  const plantedRows = planted.map(plantedRow);
  const isPlanted = (a: { chrom: string; pos: number; alt: string }): boolean =>
    plantedRows.some((p) => p.chrom === a.chrom && p.pos === a.pos && p.alt === a.alt);
  const truthFile: DemoTruth = {
    synthetic: true,
    rules: truthRules,
    planted: alleles.filter(isPlanted),
    alleles,
    sexes: Object.fromEntries(genomes.map((g) => [g.sample, g.person.sex])),
    relationships: findRelationships(people, ancestry.members, new Map(genomes.map((g) => [g.person.no, g.sample]))),
    deNovos: deNovoRows(variation.deNovos),
  };
  await output.write('truth.json', `${JSON.stringify(truthFile)}\n`);
  await output.write('README.md', readmeText(people.length, genomes.length));
  const manifest: DemoManifest = {
    synthetic: true,
    note: {
      da: 'Syntetiske data fra Iduns demogenerator. Ingen virkelige personer.',
      en: 'Synthetic data from the Idun demo generator. No real persons.',
    },
    formatVersion: 1,
    seed,
    today: isoDate(demoToday),
    reference: {
      name: 'demo',
      fasta: 'reference/demo.fa',
      genes: 'reference/genes.gff3',
      contigs: demoContigs.map(({ name, length, role }) => ({ name, length, role })),
      pseudoautosomal,
    },
    people: { file: 'people.csv', count: people.length },
    registers,
    genomes: genomes.length,
    sites: variation.sites.reduce((sum, list) => sum + list.length, 0),
    datasets: [cohortDataset, ...regionDatasets, ...facilityDatasets],
    patientGroups: patientGroups.map(({ key, name }) => ({ key, name })),
    submissions,
    troubled,
    planted: plantedRows,
    truth: 'truth.json',
    totalBytes: output.totalBytes(),
  };
  await output.write('manifest.json', `${JSON.stringify(manifest, null, 1)}\n`);
  step('manifest');
  return manifest;
}
