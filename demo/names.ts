import type { Random } from './random.ts';

// Invented parts, put together at random: the demo nation's names are nobody's list of names.
const femaleStarts = [
  'Al',
  'Bri',
  'Da',
  'El',
  'Fri',
  'Gre',
  'Il',
  'Jo',
  'Ka',
  'Li',
  'Ma',
  'Ni',
  'Ol',
  'Ro',
  'Sa',
  'Ti',
  'Va',
  'Yl',
];
const femaleEnds = [
  'rune',
  'vise',
  'line',
  'dova',
  'nilde',
  'rike',
  'sanne',
  'tine',
  'mette',
  'wie',
  'ja',
  'the',
  'della',
  'gerd',
];
const maleStarts = [
  'As',
  'Bal',
  'Dan',
  'Ei',
  'Fre',
  'Gor',
  'Hal',
  'Jor',
  'Kar',
  'Lau',
  'Mor',
  'Nor',
  'Ras',
  'Sig',
  'Tor',
  'Ul',
  'Vil',
];
const maleEnds = [
  'mund',
  'vald',
  'rik',
  'ger',
  'lan',
  'nulf',
  'win',
  'stein',
  'bo',
  'dor',
  'lef',
  'mar',
  'tan',
  'vin',
  'frid',
];
const surnameStarts = [
  'Tarn',
  'Skev',
  'Brim',
  'Folv',
  'Grøn',
  'Hvids',
  'Klit',
  'Lærke',
  'Mejl',
  'Nord',
  'Ravn',
  'Sylt',
  'Tjør',
  'Vibe',
  'Ærte',
  'Øster',
  'Ås',
  'Dybs',
  'Elle',
  'Fjeld',
  'Glim',
  'Hede',
  'Isb',
  'Jern',
  'Kvist',
  'Lyng',
  'Mos',
  'Pilt',
  'Rør',
  'Snog',
];
const surnameEnds = [
  'holt',
  'vang',
  'dam',
  'eng',
  'skær',
  'toft',
  'brink',
  'mark',
  'næs',
  'vig',
  'bro',
  'sund',
  'høj',
  'led',
  'ager',
];

/** An invented given name. */
export function inventGivenName(sex: 'male' | 'female', random: Random): string {
  return sex === 'female'
    ? random.pick(femaleStarts) + random.pick(femaleEnds)
    : random.pick(maleStarts) + random.pick(maleEnds);
}

/** An invented family name. */
export function inventFamilyName(random: Random): string {
  return random.pick(surnameStarts) + random.pick(surnameEnds);
}
