/** How much there is of a material. Volumes in microlitres, masses in milligrams. */
export const units = ['ul', 'mg', 'piece', 'cells'] as const;
export type Unit = (typeof units)[number];

export interface Material {
  /** SPREC's code of the type, the default of a specimen's first part; `ZZZ` (other) where it has none, as for DNA and RNA. */
  sprec: string;
  kind: 'fluid' | 'solid';
  unit: Unit;
  /** Taken from a person, or made in the laboratory. */
  primary: boolean;
}

/** Materials the biobank keeps, by the name that lists, files and the register use. */
export const materials = {
  'whole-blood': { sprec: 'BLD', kind: 'fluid', unit: 'ul', primary: true },
  serum: { sprec: 'SER', kind: 'fluid', unit: 'ul', primary: true },
  plasma: { sprec: 'PL1', kind: 'fluid', unit: 'ul', primary: true },
  'buffy-coat': { sprec: 'BUF', kind: 'fluid', unit: 'ul', primary: true },
  'blood-clot': { sprec: 'ZZZ', kind: 'fluid', unit: 'ul', primary: true },
  pbmc: { sprec: 'CEL', kind: 'fluid', unit: 'cells', primary: false },
  'dried-blood-spot': { sprec: 'DWB', kind: 'fluid', unit: 'piece', primary: true },
  urine: { sprec: 'URN', kind: 'fluid', unit: 'ul', primary: true },
  saliva: { sprec: 'SAL', kind: 'fluid', unit: 'ul', primary: true },
  csf: { sprec: 'CSF', kind: 'fluid', unit: 'ul', primary: true },
  'amniotic-fluid': { sprec: 'AMN', kind: 'fluid', unit: 'ul', primary: true },
  stool: { sprec: 'STL', kind: 'fluid', unit: 'mg', primary: true },
  'frozen-tissue': { sprec: 'TIS', kind: 'solid', unit: 'mg', primary: true },
  'ffpe-block': { sprec: 'TIS', kind: 'solid', unit: 'piece', primary: true },
  'tissue-slide': { sprec: 'TIS', kind: 'solid', unit: 'piece', primary: false },
  dna: { sprec: 'ZZZ', kind: 'fluid', unit: 'ul', primary: false },
  rna: { sprec: 'ZZZ', kind: 'fluid', unit: 'ul', primary: false },
  cfdna: { sprec: 'ZZZ', kind: 'fluid', unit: 'ul', primary: false },
  protein: { sprec: 'ZZZ', kind: 'fluid', unit: 'ul', primary: false },
  other: { sprec: 'ZZZ', kind: 'fluid', unit: 'ul', primary: true },
} as const satisfies Record<string, Material>;

export type MaterialName = keyof typeof materials;
export const materialNames = Object.keys(materials) as [MaterialName, ...MaterialName[]];

/** Whether a text names a material. */
export function isMaterial(text: string): text is MaterialName {
  return Object.hasOwn(materials, text);
}

/** What specimens are kept in. */
export const containers = [
  'cryotube',
  'micronic-tube',
  'edta-tube',
  'serum-tube',
  'heparin-tube',
  'citrate-tube',
  'paxgene-tube',
  'urine-tube',
  'straw',
  'plate-well',
  'paraffin-block',
  'slide',
  'card',
  'bag',
  'other',
] as const;
export type Container = (typeof containers)[number];

/** How a specimen looked when it came. What is `spoilt` waits for a decision. */
export const conditions = {
  good: { spoilt: false },
  thawed: { spoilt: true },
  haemolysed: { spoilt: false },
  clotted: { spoilt: true },
  leaking: { spoilt: true },
  broken: { spoilt: true },
  'too-little': { spoilt: false },
  'label-damaged': { spoilt: false },
  'too-old': { spoilt: true },
} as const satisfies Record<string, { spoilt: boolean }>;
export type Condition = keyof typeof conditions;
export const conditionNames = Object.keys(conditions) as [Condition, ...Condition[]];
