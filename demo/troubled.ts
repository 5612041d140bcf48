import type { CarriedSites } from './carried-sites.ts';
import { demoToday, isoDate } from './civil-days.ts';
import { demoContigs } from './contigs.ts';
import { regionDatasets } from './datasets.ts';
import { familyVcf } from './family-file.ts';
import { laboratoryStyles } from './laboratory-styles.ts';
import type { TroubledSubmission } from './manifest.ts';
import type { OutputFolder } from './output-files.ts';
import { pedText } from './pedigree-file.ts';
import type { Random } from './random.ts';
import type { ContigSequence } from './reference.ts';
import type { SequencedFamily, SequencedGenome } from './sampling.ts';
import type { TruthRecorder } from './truth.ts';

/** What the files of submissions with a fault are written from. */
export interface TroubledWriting {
  readonly output: OutputFolder;
  readonly sequences: readonly ContigSequence[];
  readonly carried: CarriedSites;
  readonly random: Random;
}

/** Faulty files are not part of the truth. */
const noTruth: TruthRecorder = { record: () => {}, block: () => {}, finish: () => [] };

/** How far the older reference's coordinates lie behind: so much sequence was put in at the front of every contig since. */
const SHIFT = 1200;

interface Fault {
  readonly id: string;
  readonly state: TroubledSubmission['state'];
  readonly daysAgo: number;
  readonly note: TroubledSubmission['note'];
}

const exchanged: Fault = {
  id: 'T1',
  state: 'quarantined',
  daysAgo: 6,
  note: {
    da: 'Forældrenes nye prøver er byttet om i laboratoriet: køn og genom passer ikke til dem, de skulle være fra.',
    en: 'The new samples of two parents were exchanged in the laboratory: neither sex nor genome fits who they should be from.',
  },
};

const outdated: Fault = {
  id: 'T2',
  state: 'rejected',
  daysAgo: 4,
  note: {
    da: 'Filen er lavet mod en ældre udgave af referencen: baserne i REF findes ikke på deres pladser.',
    en: 'The file was made on an older release of the reference: the bases of REF are not at their places.',
  },
};

/**
 * Writes two submissions that a quality control is there for: one with exchanged samples, which waits in quarantine, and one on
 * the wrong reference, which is rejected. Nobody in them is new, and the truth does not count them.
 * @param families those of whom a second delivery is made; without a pair of parents there are none
 */
export async function writeTroubled(
  families: readonly SequencedFamily[],
  writing: TroubledWriting,
): Promise<TroubledSubmission[]> {
  const family = families.find(({ unit, genomes }) => unit === 0 && genomes.some((g) => g.role === 'father'));
  const mother = family?.genomes.find((g) => g.role === 'mother');
  const father = family?.genomes.find((g) => g.role === 'father');
  if (family === undefined || mother === undefined || father === undefined) return [];
  const declared = [again(mother, exchanged), again(father, exchanged)] as const;
  const inTheTubes = [
    { ...father, sample: declared[0].sample },
    { ...mother, sample: declared[1].sample },
  ];
  const late = [again(mother, outdated)];
  return [
    await write(exchanged, family, declared, familyText(inTheTubes, writing, exchanged), writing),
    await write(outdated, family, late, shifted(familyText(late, writing, outdated)), writing),
  ];
}

const again = (genome: SequencedGenome, { id }: Fault): SequencedGenome => ({
  ...genome,
  sample: `${genome.sample}-${id}`,
});

function familyText(
  genomes: readonly SequencedGenome[],
  { carried, sequences, random }: TroubledWriting,
  { id }: Fault,
): Iterable<string> {
  return familyVcf(carried, sequences, genomes, laboratoryStyles[0]!, noTruth, random.fork(`troubled/${id}`));
}

/** The same records in the coordinates of an older reference. */
function* shifted(text: Iterable<string>): Generator<string> {
  for (const part of text) {
    if (part.startsWith('##')) {
      yield demoContigs.reduce(
        (header, { name, length }) =>
          header.replace(
            `<ID=${name},length=${length},assembly=demo>`,
            `<ID=${name},length=${length - SHIFT},assembly=demo-0.9>`,
          ),
        part,
      );
      continue;
    }
    const lines = part.split('\n').filter((line) => line !== '');
    yield lines
      .map((line) => line.replace(/^([^\t]*)\t(\d+)/, (_, contig: string, pos: string) => `${contig}\t${+pos - SHIFT}`))
      .filter((line) => Number(line.split('\t', 2)[1]) > 0)
      .map((line) => `${line}\n`)
      .join('');
  }
}

async function write(
  fault: Fault,
  family: SequencedFamily,
  declared: readonly SequencedGenome[],
  text: Iterable<string>,
  { output }: TroubledWriting,
): Promise<TroubledSubmission> {
  const dataset = regionDatasets[family.unit]!;
  const folder = `general-purpose/${dataset.name}`;
  const path = `${folder}/${family.id}-${fault.id}.vcf.gz`;
  const bytes = await output.writeBgzf(path, text);
  const pedigree = `${folder}/${fault.id}.ped`;
  await output.write(pedigree, pedText(declared));
  return {
    id: fault.id,
    state: fault.state,
    note: fault.note,
    dataset: dataset.name,
    source: dataset.source,
    type: 'germline',
    assay: 'wgs',
    technology: 'short-read',
    patientGroup: null,
    receivedOn: isoDate(demoToday - fault.daysAgo),
    files: [{ path, format: 'vcf', samples: declared.map((g) => g.sample), bytes }],
    pedigree,
    phenopackets: [],
    callable: null,
    absent: null,
    samples: declared.map(({ sample, person, affected }) => ({
      sample,
      person: person.id,
      sex: person.sex,
      family: family.id,
      affected,
    })),
  };
}
