import type { CarriedSites } from './carried-sites.ts';
import { isoDate } from './civil-days.ts';
import { cohortVcf } from './cohort-file.ts';
import { facilityGvcf } from './facility-file.ts';
import { familyVcf } from './family-file.ts';
import { laboratoryStyles } from './laboratory-styles.ts';
import type { DemoSubmission } from './manifest.ts';
import type { OutputFolder } from './output-files.ts';
import { pedText } from './pedigree-file.ts';
import { familyPhenopacket, individualPhenopacket } from './phenopacket-file.ts';
import type { PlantedVariant } from './planted.ts';
import type { Random } from './random.ts';
import type { ContigSequence } from './reference.ts';
import type { SequencedFamily, SequencedGenome } from './sampling.ts';
import { longReadUnit, type PlannedSubmission } from './submission-plan.ts';
import type { TruthRecorder } from './truth.ts';
import type { Variation } from './variation.ts';

/** Everything a submission's files are written from. */
export interface Writing {
  readonly output: OutputFolder;
  readonly sequences: readonly ContigSequence[];
  readonly variation: Variation;
  readonly carried: CarriedSites;
  readonly planted: readonly PlantedVariant[];
  readonly truth: TruthRecorder;
  readonly random: Random;
}

interface GenomeFile {
  readonly path: string;
  readonly format: 'vcf' | 'gvcf';
  readonly genomes: readonly SequencedGenome[];
}

function folderOf({ kind, dataset }: PlannedSubmission): string {
  return `${kind === 'family' ? 'general-purpose' : kind}/${dataset.name}`;
}

/** A submission's genome files: one for a cohort, one for each family, or one for each genome. */
function filesOf(plan: PlannedSubmission): GenomeFile[] {
  const folder = folderOf(plan);
  if (plan.kind === 'research') return [{ path: `${folder}/cohort.vcf.gz`, format: 'vcf', genomes: plan.genomes }];
  if (plan.kind === 'family') {
    return plan.families.map(({ id, genomes }) => ({ path: `${folder}/${id}.vcf.gz`, format: 'vcf', genomes }));
  }
  return plan.genomes.map((genome) => ({
    path: `${folder}/${genome.sample}.g.vcf.gz`,
    format: 'gvcf',
    genomes: [genome],
  }));
}

function textOf(
  plan: PlannedSubmission,
  file: GenomeFile,
  { variation, carried, sequences, planted, truth, random }: Writing,
): Iterable<string> {
  const draw = random.fork(file.path);
  if (plan.kind === 'research') return cohortVcf(variation.sites, file.genomes, truth, draw);
  if (plan.kind === 'family') {
    return familyVcf(carried, sequences, file.genomes, laboratoryStyles[plan.unit]!, truth, draw);
  }
  return facilityGvcf(carried, sequences, file.genomes[0]!, planted, truth, draw);
}

async function writePhenopackets(
  plan: PlannedSubmission,
  files: readonly GenomeFile[],
  writing: Writing,
): Promise<string[]> {
  const { group } = plan;
  if (group === null) return [];
  const nameOf = (genome: SequencedGenome): string =>
    files
      .find((f) => f.genomes.includes(genome))!
      .path.split('/')
      .at(-1)!;
  const paths: string[] = [];
  for (const family of plan.families) {
    const facts = { family, group, planted: writing.planted, fileOf: nameOf, createdOn: plan.receivedOn };
    const alone = family.genomes.length === 1;
    const path = `${folderOf(plan)}/${family.id}.${alone ? 'phenopacket' : 'family'}.json`;
    await writing.output.write(path, alone ? individualPhenopacket(facts) : familyPhenopacket(facts));
    paths.push(path);
  }
  return paths;
}

function sampleRows(families: readonly SequencedFamily[]): DemoSubmission['samples'] {
  return families.flatMap(({ genomes }) =>
    genomes.map(({ sample, person, family, affected }) => ({
      sample,
      person: person.id,
      sex: person.sex,
      family,
      affected,
    })),
  );
}

/**
 * Writes the files of one submission.
 * @param callable path of the BED file that goes with it, if any
 */
export async function writeSubmission(
  plan: PlannedSubmission,
  callable: string | null,
  writing: Writing,
): Promise<DemoSubmission> {
  const files = filesOf(plan);
  const written = [];
  for (const file of files) {
    const bytes = await writing.output.writeBgzf(file.path, textOf(plan, file, writing));
    written.push({ path: file.path, format: file.format, samples: file.genomes.map((g) => g.sample), bytes });
  }
  const pedigree = `${folderOf(plan)}/${plan.id}.ped`;
  await writing.output.write(pedigree, pedText(plan.genomes));
  return {
    id: plan.id,
    dataset: plan.dataset.name,
    source: plan.dataset.source,
    type: 'germline',
    assay: 'wgs',
    technology: plan.kind === 'family' && plan.unit === longReadUnit ? 'long-read' : 'short-read',
    patientGroup: plan.group?.key ?? null,
    receivedOn: isoDate(plan.receivedOn),
    files: written,
    pedigree,
    phenopackets: await writePhenopackets(plan, files, writing),
    callable,
    absent: plan.kind === 'research' ? 'reference' : null,
    samples: sampleRows(plan.families),
  };
}
