import { basename } from 'node:path';
import type { Command } from 'commander';
import type { GivenFile, SubmissionOptionsInput } from '../../genomes/archive/index.ts';

/** Options of `genomes add`, as Commander gives them. */
export interface AddOptions {
  dataset?: string;
  source?: SubmissionOptionsInput['source'];
  type?: SubmissionOptionsInput['type'];
  assay?: SubmissionOptionsInput['assay'];
  technology?: string;
  patientGroup?: string;
  target?: string;
  callable?: string;
  absent?: 'sites' | 'reference';
  pedigree?: string[];
  phenopackets?: string[];
  reference?: string;
  rename?: string[];
  sex?: string[];
  blockGq?: string;
  blockDp?: string;
}

// One value each time: an option of many values would swallow the files that follow it.
const collect = (value: string, before: string[] = []): string[] => [...before, value];

/** Adds the options of a submission to a command; the same for `genomes add` and `submissions replace`. */
export function withSubmissionOptions(command: Command): Command {
  return command
    .option('--dataset <name>', 'dataset the genomes belong to (default: default)')
    .option('--source <kind>', 'facility, general-purpose or research')
    .option('--type <type>', 'germline, somatic, foetal or rna')
    .option('--assay <assay>', 'wgs, wes or panel')
    .option('--technology <name>', 'sequencing technology, for example short-read')
    .option('--patient-group <name>', 'patient group of the genomes')
    .option('--target <bed>', 'target regions of the assay')
    .option('--callable <bed>', 'regions where every genome is called, with or without a record')
    .option('--absent <meaning>', '`reference`: a genome without a record has the reference there')
    .option('--pedigree <ped>', 'families, sex and affected status (PED); may be given again', collect)
    .option('--phenopackets <json...>', 'individuals and biosamples (Phenopackets v2)')
    .option('--reference <name>', 'reference; without it the header of the files decides')
    .option('--rename <old=new>', 'another name for a sample; may be given again', collect)
    .option('--sex <sample=sex>', 'declared sex of a sample: male, female or unknown; may be given again', collect)
    .option('--block-gq <number>', 'lowest GQ of a gVCF block that counts as called (default 20)')
    .option('--block-dp <number>', 'lowest depth of a gVCF block that counts as called (default 0)');
}

/** The files and options of a submission from a command line. */
export function readAddOptions(
  files: readonly string[],
  options: AddOptions,
): { files: GivenFile[]; options: SubmissionOptionsInput } {
  const given = (paths: readonly (string | undefined)[], role: GivenFile['role']): GivenFile[] =>
    paths.flatMap((path) => (path === undefined ? [] : [{ path, name: basename(path), role }]));
  const { dataset, source, type, assay, technology, patientGroup, absent, reference } = options;
  const input: SubmissionOptionsInput = {
    ...Object.fromEntries(
      Object.entries({ dataset, source, type, assay, technology, patientGroup, absent, reference }).filter(
        ([, value]) => value !== undefined,
      ),
    ),
    rename: pairs(options.rename),
    sex: pairs(options.sex) as NonNullable<SubmissionOptionsInput['sex']>,
    ...(options.blockGq === undefined ? {} : { blockGq: Number(options.blockGq) }),
    ...(options.blockDp === undefined ? {} : { blockDp: Number(options.blockDp) }),
  };
  return {
    files: [
      ...given(files, 'calls'),
      ...given(options.pedigree ?? [], 'pedigree'),
      ...given(options.phenopackets ?? [], 'phenopacket'),
      ...given([options.target], 'target'),
      ...given([options.callable], 'callable'),
    ],
    options: input,
  };
}

function pairs(texts: readonly string[] = []): Record<string, string> {
  return Object.fromEntries(
    texts.map((text) => {
      const at = text.lastIndexOf('=');
      return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
    }),
  );
}
