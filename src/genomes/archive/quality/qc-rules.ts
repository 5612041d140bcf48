/**
 * The rules a submission is judged by, as data. A rule says how severe it is, whether it alone holds the submission back
 * for a person to look at, its thresholds, and its sentences; `{name}` in a sentence is filled with a parameter. Screens
 * translate by `code` and parameters. Thresholds follow common practice for germline short-read data and are meant to be tuned here.
 */
export interface QcRule {
  readonly severity: 'error' | 'warning' | 'info';
  /** True: the submission waits in quarantine until a person releases or rejects it. */
  readonly holds?: true;
  readonly thresholds?: Readonly<Record<string, number>>;
  readonly what: string;
  readonly expected: string;
  readonly found: string;
  readonly action: string;
}

export const qcRules = {
  'reference-unchecked': {
    severity: 'info',
    what: 'No loaded reference fits these files; they were taken under the contigs of their own header ({reference}).',
    expected: 'A reference loaded with `idun reference add`.',
    found: 'Alleles were not checked against a reference and not left-aligned.',
    action: 'Load the reference and submit again if frequencies of insertions and deletions matter.',
  },
  'samples-provisional': {
    severity: 'info',
    what: '{count} samples belong to people the archive does not know.',
    expected: 'Each sample is linked to a person through a PED file, a Phenopacket or a known identifier.',
    found: 'Provisional people were made for: {samples}.',
    action: 'Link them later, or submit again with a pedigree.',
  },
  'pedigree-without-sample': {
    severity: 'info',
    what: 'The pedigree names {count} people who are not in the files.',
    expected: 'Parents without a genome are fine.',
    found: '{individuals}',
    action: 'Nothing, unless one of them was meant to be in the files: then compare the spelling.',
  },
  'sex-undeclared': {
    severity: 'info',
    what: 'No sex was declared for {count} samples.',
    expected: 'A sex in the PED file or Phenopacket, so that X and Y are counted by it.',
    found: 'Counts on X and Y follow the calls as the file has them.',
    action: 'Submit with --pedigree when X and Y matter.',
  },
  'sex-mismatch': {
    severity: 'warning',
    holds: true,
    what: 'The declared sex of sample {sample} does not fit its genome.',
    expected: 'Declared: {declared}.',
    found: 'The calls look {inferred}: {xHetPercent} % of the calls on X are heterozygous, {yCalls} calls on Y.',
    action:
      'Check for an exchanged tube or sample. If the declared sex is right, release the submission with a reason.',
  },
  'sex-conflict': {
    severity: 'warning',
    what: 'X and Y of sample {sample} speak against each other.',
    expected: 'Few heterozygous calls on X with calls on Y, or many without.',
    found: '{xHetPercent} % of the calls on X are heterozygous, {yCalls} calls on Y.',
    action: 'Consider contamination, a mixed-up sample or a sex chromosome variation.',
  },
  'ti-tv': {
    severity: 'warning',
    thresholds: { fewestSnvs: 1000, wgsLow: 1.8, wgsHigh: 2.4, wesLow: 1.8, wesHigh: 3.6 },
    what: 'The ratio of transitions to transversions of sample {sample} is unusual.',
    expected: '{low} to {high} for {assay}.',
    found: '{value}',
    action: 'A low ratio points to false calls, a high one to an exome handed in as a whole genome (--assay).',
  },
  'het-hom': {
    severity: 'warning',
    thresholds: { fewestCalls: 1000, low: 0.8, high: 3 },
    what: 'The ratio of heterozygous to homozygous calls of sample {sample} is unusual.',
    expected: '{low} to {high}.',
    found: '{value}',
    action: 'A high ratio points to contamination, a low one to related parents or lost alleles.',
  },
  'missing-rate': {
    severity: 'warning',
    thresholds: { fewestRecords: 100, share: 0.1 },
    what: 'Sample {sample} has no call at many sites.',
    expected: 'A call at {expectedPercent} % of the sites or more.',
    found: '{percent} % of the sites have no call.',
    action: 'Check the coverage and whether the files were merged without joint calling.',
  },
  'count-outlier': {
    severity: 'warning',
    thresholds: { fewestGenomes: 10, deviations: 6 },
    what: 'The {measure} of sample {sample} lie far from the other genomes of the dataset.',
    expected: 'Near {median} (median of {genomes} genomes).',
    found: '{value}, {deviations} deviations away.',
    action: 'Compare coverage, contamination and the pipeline version with the other genomes.',
  },
  'too-few-to-compare': {
    severity: 'info',
    what: 'The dataset holds too few genomes to compare with.',
    expected: '{fewest} earlier genomes of the same assay or more.',
    found: '{genomes}',
    action: 'Nothing.',
  },
  'duplicate-genome': {
    severity: 'warning',
    holds: true,
    what: 'Sample {sample} has the same genome as {other}, who is registered as another person.',
    expected: 'Different people have different genomes, unless they are identical twins.',
    found: 'Kinship {kinship} over {sites} sites.',
    action: 'Check for an exchanged or repeated sample. For identical twins, release the submission with that reason.',
  },
  'genome-seen-before': {
    severity: 'warning',
    what: 'Sample {sample} has the same genome as {other} of an earlier submission.',
    expected: 'One current germline genome per person is counted.',
    found: 'Kinship {kinship} over {sites} sites; at least one of the two people is provisional.',
    action: 'Link both genomes to one person, so that the genome is counted once.',
  },
  'genome-repeated': {
    severity: 'info',
    what: 'Sample {sample} is another genome of a person who has one.',
    expected: 'One current germline genome per person is counted.',
    found: 'Kinship {kinship} over {sites} sites with {other}.',
    action: 'Nothing.',
  },
  'person-differs': {
    severity: 'warning',
    holds: true,
    what: 'Sample {sample} and {other} are registered as one person, but their genomes differ.',
    expected: 'The same genome: kinship near 0.5.',
    found: 'Kinship {kinship} over {sites} sites.',
    action: 'Check for an exchanged sample.',
  },
  'parent-impossible': {
    severity: 'warning',
    holds: true,
    what: 'The pedigree calls {parent} a parent of {child}; their genomes say otherwise.',
    expected: 'Kinship near 0.25 and no opposite homozygotes.',
    found: 'Kinship {kinship}, {ibs0} opposite homozygotes over {sites} sites.',
    action: 'Check the pedigree and for an exchanged sample.',
  },
  'relation-unexpected': {
    severity: 'warning',
    what: 'Samples {a} and {b} look related ({relation}); no pedigree says so.',
    expected: 'Kinship near 0.',
    found: 'Kinship {kinship} over {sites} sites.',
    action: 'Add a pedigree if they are family. One of them is left out of the unrelated subset.',
  },
  'mendelian-errors': {
    severity: 'warning',
    thresholds: { fewestSites: 200, share: 0.02 },
    what: 'Child {child} has alleles that neither {mother} nor {father} could pass on.',
    expected: 'Under {percentAllowed} % of the compared sites.',
    found: '{errors} of {sites} sites.',
    action: 'Check the trio for an exchanged sample and the calls for quality.',
  },
  'mendelian-impossible': {
    severity: 'warning',
    holds: true,
    thresholds: { fewestSites: 200, share: 0.08 },
    what: 'Child {child} cannot be the child of {mother} and {father}.',
    expected: 'Under {percentAllowed} % of the compared sites disagree.',
    found: '{errors} of {sites} sites.',
    action: 'Check the pedigree and for an exchanged sample.',
  },
  'reading-note': {
    severity: 'info',
    what: '{what}',
    expected: '{expected}',
    found: '{found}',
    action: 'Nothing, unless it surprises you.',
  },
  'reading-warning': {
    severity: 'warning',
    what: '{what}',
    expected: '{expected}',
    found: '{found}',
    action: 'Look at the lines named and ask the laboratory that made the file.',
  },
} as const satisfies Record<string, QcRule>;

export type QcCode = keyof typeof qcRules;
