import type { MaterialName } from '../../biobank/specimens/index.ts';
import type { TemperatureWord } from '../columns/index.ts';

/** What the nation is made of at full size; `--scale` multiplies the people, and with them everything else. */
export const nationShape = {
  seed: 19_000_101,
  /** Numbers that can be given out, and the shares of them that belong to the living and to the dead. */
  numbers: 10_000_000,
  living: 0.59,
  dead: 0.22,
  today: '2026-11-01',
  diagnoses: 150_000_000,
  specimens: 22_000_000,
  /** People with a genome; opted out of research use of material, of genetic data. */
  genomes: 0.01,
  optedOut: { material: 0.0011, genetic: 0.0009 },
  /** Newborns' dried blood spots are kept since this year. */
  bloodSpotsSince: 1982,
} as const;

/** Health registers beside the diagnoses: events at full size, and how many codes they use. */
export const otherRegisters = [
  { register: 'procedures', letters: 'K', events: 20_000_000, codes: 6_000 },
  { register: 'pathology', letters: 'T', events: 10_000_000, codes: 4_000 },
  { register: 'medication', letters: 'L', events: 20_000_000, codes: 5_000 },
  { register: 'cancer', letters: 'C', events: 1_200_000, codes: 600 },
] as const;

export const regions = [
  ['Hovedstaden', 0.32],
  ['Sjælland', 0.145],
  ['Syddanmark', 0.21],
  ['Midtjylland', 0.225],
  ['Nordjylland', 0.1],
] as const;

/** Types of specimens, in the biobank's words, with their share of what is not a newborn's card, after the stock of the national biobank. */
export const specimenTypes = [
  { type: 'serum', share: 0.53, temperature: '-18 to -35', sprec: 'SER' },
  { type: 'plasma', share: 0.165, temperature: '-60 to -85', sprec: 'PL1' },
  { type: 'whole-blood', share: 0.072, temperature: '-60 to -85', sprec: 'BLD' },
  { type: 'dna', share: 0.066, temperature: '-18 to -35', sprec: 'ZZZ' },
  { type: 'urine', share: 0.04, temperature: '-18 to -35', sprec: 'URN' },
  { type: 'blood-clot', share: 0.025, temperature: '-60 to -85', sprec: 'ZZZ' },
  { type: 'buffy-coat', share: 0.025, temperature: '-60 to -85', sprec: 'BUF' },
  { type: 'ffpe-block', share: 0.03, temperature: 'room temperature', sprec: 'TIS' },
  { type: 'frozen-tissue', share: 0.012, temperature: '-60 to -85', sprec: 'TIS' },
  { type: 'rna', share: 0.01, temperature: '-60 to -85', sprec: 'ZZZ' },
  { type: 'saliva', share: 0.008, temperature: '-18 to -35', sprec: 'SAL' },
  { type: 'csf', share: 0.004, temperature: '-60 to -85', sprec: 'CSF' },
  { type: 'stool', share: 0.006, temperature: '-60 to -85', sprec: 'STL' },
  { type: 'pbmc', share: 0.007, temperature: 'liquid nitrogen', sprec: 'CEL' },
] as const satisfies readonly { type: MaterialName; share: number; temperature: TemperatureWord; sprec: string }[];

export const biobankCount = 40;
export const bloodSpotBiobank = 'Neonatal screening biobank';
export const bloodSpotType: MaterialName = 'dried-blood-spot';

/** What donors of biobanks agreed to; those of every fifth biobank are not asked: theirs rests on the law. */
export const agreed = [
  'research biobank',
  'research',
  'research biobank recontact',
  'research genome-research biobank recontact companies abroad',
] as const;

/** What handling codes end in: container, delays, spins, storage. */
export const handling = [
  'SST-A-B-N-A-A',
  'SST-B-B-N-B-A',
  'PED-A-B-N-A-C',
  'PED-C-D-N-C-C',
  'HEP-A-B-E-A-C',
  'ZZZ-X-X-X-X-X',
] as const;
