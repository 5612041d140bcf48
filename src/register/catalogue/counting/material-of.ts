/** The register's words for specimens' types by MIABIS's sample types; custodians' own words that are none of these are "other". */
const words: Readonly<Record<string, readonly string[]>> = {
  blood: ['whole-blood', 'blood', 'dried-blood-spot', 'bld', 'WholeBlood', 'WholeBloodDried', 'Blood'],
  'buffy-coat': ['buffy-coat', 'BuffyCoat'],
  plasma: ['plasma', 'Plasma'],
  serum: ['serum', 'Serum'],
  dna: ['dna', 'DNA'],
  rna: ['rna', 'RNA'],
  urine: ['urine', 'Urine'],
  saliva: ['saliva', 'Saliva'],
  faeces: ['faeces', 'stool', 'Faeces'],
  swab: ['swab', 'Swab'],
  'tissue-frozen': ['frozen-tissue', 'tissue', 'TissueFreshFrozen', 'TissueFrozen'],
  'tissue-ffpe': ['ffpe-block', 'ffpe-slide', 'slide', 'TissueFixed', 'TissueFFPE'],
  'other-fluid': ['cerebrospinal-fluid', 'csf', 'bone-marrow', 'clot', 'CerebrospinalFluid'],
};
const byWord = new Map(
  Object.entries(words).flatMap(([key, all]) => all.map((word) => [word.toLowerCase(), key] as const)),
);

/** MIABIS's sample type for a word of the register. */
export function materialOf(word: string): string {
  return byWord.get(word.toLowerCase()) ?? 'other';
}

const temperatures: Readonly<Record<string, string>> = {
  ...{
    'room temperature': 'rt',
    rt: 'rt',
    '20': 'rt',
    '2 to 10': '2-10',
    '4': '2-10',
    '-18 to -35': '-18-35',
    '-20': '-18-35',
  },
  ...{
    '-60 to -85': '-60-85',
    '-80': '-60-85',
    'liquid nitrogen': 'below-135',
    '-150': 'below-135',
    '-196': 'ln-liquid',
  },
};

/** MIABIS's storage temperature for a word of the register. */
export function temperatureOf(word: string): string {
  return temperatures[word.toLowerCase()] ?? 'other';
}
