import { type TemperatureWord, temperatureWord } from './temperatures.ts';

/**
 * How others write what the register has a word for: MIABIS Sample 1.1's sample types, and codes of MIABIS on FHIR. Only what means the
 * same: MIABIS's «Blood» may also be a dried spot, and stays as it is.
 */
const types: Readonly<Record<string, readonly string[]>> = {
  'whole-blood': ['Whole blood'],
  'dried-blood-spot': ['Whole blood, dried (e.g. Guthrie cards)', 'WholeBloodDried', 'DriedWholeBlood'],
  serum: ['Serum'],
  plasma: ['Plasma'],
  'buffy-coat': ['Buffy coat'],
  'blood-clot': ['Blood clot'],
  pbmc: ['PBMC', 'Peripheral blood mononuclear cells (PBMC)', 'Peripheral blood mononuclear cells'],
  urine: ['Urine'],
  saliva: ['Saliva'],
  csf: ['CSF', 'Cerebrospinal fluid'],
  'amniotic-fluid': ['Amniotic fluid'],
  stool: ['Stool', 'Faeces', 'Feces'],
  'frozen-tissue': ['Frozen tissue', 'Tissue (fresh frozen)', 'Tissue (frozen)'],
  'ffpe-block': ['FFPE block', 'Tissue (FFPE)', 'Tissue (fixed)'],
  dna: ['DNA'],
  rna: ['RNA'],
  cfdna: ['cfDNA'],
  protein: ['Protein', 'Proteins'],
  other: ['Other'],
};
/** «Buffy Coat», `BuffyCoat` and `buffy-coat` are one. */
const lettersOf = (text: string): string => text.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
const byLetters = new Map(Object.entries(types).flatMap(([word, all]) => all.map((one) => [lettersOf(one), word])));

/** The register's word for a type of specimen, so that custodians who write it otherwise are found together; others as they are. */
export function typeWord(text: string): string {
  return byLetters.get(lettersOf(text)) ?? text;
}

/** MIABIS's list «Storage temperature», without spaces, degrees and brackets. */
const stored: Readonly<Record<string, TemperatureWord>> = {
  ...{ rt: 'room temperature', roomtemperature: 'room temperature', rtroomtemperature: 'room temperature' },
  ...{ '2to10': '2 to 10', '-18to-35': '-18 to -35', '-60to-85': '-60 to -85' },
  ...{ ln: 'liquid nitrogen', liquidnitrogen: 'liquid nitrogen', '<-135': 'liquid nitrogen' },
  ...{ 'liquidnitrogenvapor-phase': 'liquid nitrogen', 'liquidnitrogenliquid-phase': 'liquid nitrogen' },
};

/** The register's word for a storage temperature: MIABIS's, or of degrees; others as they are. */
export function storageWord(text: string): string {
  const bare = text
    .toLowerCase()
    .replaceAll(/[\s°()]/g, '')
    .replaceAll(/c(?=to|$)/g, '');
  const known = stored[bare] ?? temperatureWord(text);
  return known === 'other' ? text : known;
}
