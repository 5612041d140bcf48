/**
 * The letters of the Standard PREanalytical Code, version 3.0 (Betsou et al. 2018, doi 10.1089/bio.2017.0109), which adds to those
 * of 2.0 (Lehmann et al. 2012, doi 10.1089/bio.2012.0012) and changes none that both have. Types and containers were compared with
 * table 1 of 2.0 and with MIABIS' map of sample types to SPREC 3.0 and 4.0; the times, spins and stores with a public data model of
 * 3.0. What 4.0 (2024, doi 10.1089/bio.2024.0010) adds is read but not named: its tables are not public.
 */

type Words = Readonly<Record<string, string>>;

const unsure = { X: 'unknown', Z: 'other' } as const;

/** First part of a fluid. */
export const fluidTypes: Words = {
  ASC: 'ascites fluid',
  AMN: 'amniotic fluid',
  BAL: 'bronchoalveolar lavage',
  BLD: 'whole blood',
  BMA: 'bone marrow aspirate',
  BMK: 'breast milk',
  BUC: 'buccal cells',
  BUF: 'buffy coat, viable',
  BFF: 'buffy coat, not viable',
  CEL: 'mononuclear cells by density gradient, viable',
  CEN: 'fresh cells of something else than blood',
  CLN: 'cells of something else than blood, viable',
  CRD: 'cord blood',
  CSF: 'cerebrospinal fluid',
  CTC: 'enriched circulating tumour cells',
  DWB: 'dried whole blood',
  NAS: 'nasal washing',
  PEL: 'mononuclear cells by density gradient, not viable',
  PEN: 'cells of something else than blood, not viable',
  PFL: 'pleural fluid',
  PLP: 'dental pulp',
  PL1: 'plasma, spun once',
  PL2: 'plasma, spun twice',
  RBC: 'red blood cells',
  SAL: 'saliva',
  SEM: 'semen',
  SER: 'serum',
  SPT: 'sputum',
  STL: 'stool',
  SYN: 'synovial fluid',
  TER: 'tears',
  U24: 'urine of 24 hours',
  URN: 'urine, spot',
  URM: 'urine, first of the morning',
  URT: 'urine, timed',
  ZZZ: 'other',
};

/** First part of a solid. */
export const solidTypes: Words = {
  BON: 'bone',
  CEN: 'fresh cells of a biopsy',
  CLN: 'cells of dissociated tissue, viable',
  FNA: 'cells of a fine needle aspirate',
  HAR: 'hair',
  LCM: 'cells by laser capture microdissection',
  NAL: 'nails',
  PEN: 'cells of dissociated tissue, not viable',
  PLC: 'placenta',
  TIS: 'solid tissue',
  TCM: 'disrupted tissue, not viable',
  TTH: 'teeth',
  ZZZ: 'other',
};

/** Second part of a fluid. */
export const primaryContainers: Words = {
  ACD: 'acid citrate dextrose',
  ADD: 'chemical additives or stabilisers',
  CAT: 'serum tube without clot activator',
  CPD: 'citrate phosphate dextrose',
  CPT: 'cell preparation tube, citrate',
  CPH: 'cell preparation tube, heparin',
  CSV: 'aldehyde-based stabiliser for circulating tumour cells',
  EDG: 'EDTA and gel',
  FIL: 'filtration system',
  GLS: 'glass',
  HEP: 'lithium heparin',
  HIR: 'hirudin',
  LHB: 'lithium heparin and rubber plug',
  LHG: 'lithium heparin and gel',
  OMN: 'stool container with DNA stabiliser',
  ORG: 'saliva kit for DNA',
  PAX: 'blood RNA tube',
  PED: 'potassium EDTA',
  PET: 'sterile polyethylene tube',
  PI1: 'protease inhibitor tablets',
  PIX: 'protease inhibitors',
  PPS: 'sterile polypropylene tube',
  PXD: 'blood DNA tube',
  PXR: 'bone marrow RNA tube',
  RNL: 'RNA stabilising solution',
  SCI: 'sodium citrate',
  SCK: 'stabiliser for cell-free nucleic acids, without aldehyde',
  SED: 'sodium EDTA',
  SHP: 'sodium heparin',
  SPO: 'sodium fluoride and potassium oxalate',
  SST: 'serum separator tube with clot activator',
  TEM: 'blood RNA tube of another make',
  TRC: 'trace elements tube',
  XXX: 'unknown',
  ZZZ: 'other',
};

/** Second part of a solid: how it was taken. */
export const collections: Words = {
  A06: 'autopsy within 6 h',
  A12: 'autopsy after 6–12 h',
  A24: 'autopsy after 12–24 h',
  A48: 'autopsy after 24–48 h',
  A72: 'autopsy after 48–72 h',
  BPS: 'biopsy',
  BCM: 'biopsy in culture medium',
  BSL: 'biopsy in saline',
  BTM: 'biopsy in cold transport medium',
  FNA: 'fine needle aspirate',
  PUN: 'puncture',
  SRG: 'surgical excision',
  SCM: 'surgical excision in culture medium',
  SSL: 'surgical excision in saline',
  STM: 'surgical excision in cold transport medium',
  SWB: 'swab',
  VAC: 'surgical excision in a vacuum container',
  XXX: 'unknown',
  ZZZ: 'other',
};

/** A delay of so many hours at most: one letter at room temperature, one in the cold. */
export interface Delay {
  below: number;
  room: string;
  cold: string;
}

/** Third part of a fluid: hours from taking to spinning. */
export const beforeSpin: readonly Delay[] = [
  { below: 2, room: 'A', cold: 'B' },
  { below: 4, room: 'C', cold: 'D' },
  { below: 8, room: 'E', cold: 'F' },
  { below: 12, room: 'G', cold: 'H' },
  { below: 24, room: 'I', cold: 'J' },
  { below: 48, room: 'K', cold: 'L' },
  { below: Infinity, room: 'M', cold: 'N' },
];
/** The same, kept at 35–38 °C for less than two hours. */
export const warmBeforeSpin = 'O';

/** Sixth part of a fluid: hours from spinning to storing. Here the cold comes first. */
export const afterSpin: readonly Delay[] = [
  { below: 1, cold: 'A', room: 'B' },
  { below: 2, cold: 'C', room: 'D' },
  { below: 8, cold: 'E', room: 'F' },
  { below: 24, cold: 'G', room: 'H' },
  { below: Infinity, cold: 'I', room: 'J' },
];

/** Fourth and fifth part of a fluid. */
export const spins: Words = {
  A: 'room temperature, 10–15 min, < 3000 g, no brake',
  B: 'room temperature, 10–15 min, < 3000 g, brake',
  C: '2–10 °C, 10–15 min, < 3000 g, no brake',
  D: '2–10 °C, 10–15 min, < 3000 g, brake',
  E: 'room temperature, 10–15 min, 3000–6000 g, brake',
  F: '2–10 °C, 10–15 min, 3000–6000 g, brake',
  G: 'room temperature, 10–15 min, 6000–10,000 g, brake',
  H: '2–10 °C, 10–15 min, 6000–10,000 g, brake',
  I: 'room temperature, 10–15 min, > 10,000 g, brake',
  J: '2–10 °C, 10–15 min, > 10,000 g, brake',
  M: 'room temperature, 30 min, < 1000 g, no brake',
  N: 'not spun',
  ...unsure,
};

/** Third and fourth part of a solid: minutes of ischaemia, warm and cold. */
export const ischaemia: readonly { below: number; letter: string }[] = [
  { below: 2, letter: 'A' },
  { below: 10, letter: 'B' },
  { below: 20, letter: 'C' },
  { below: 30, letter: 'D' },
  { below: 60, letter: 'E' },
  { below: Infinity, letter: 'F' },
];

/** Fifth part of a solid. */
export const fixations: Words = {
  ACA: 'without aldehyde, with acetic acid',
  ALD: 'aldehyde-based',
  ALL: 'tissue reagent for DNA, RNA and protein',
  ETH: 'alcohol-based',
  FOR: 'formalin, not buffered',
  HST: 'heat',
  NAA: 'without aldehyde and acetic acid',
  NBF: 'neutral buffered formalin',
  OCT: 'optimum cutting temperature medium',
  PXT: 'tissue RNA and DNA fixative',
  RNL: 'RNA stabilising solution',
  SNP: 'snap freezing',
  XXX: 'unknown',
  ZZZ: 'other',
};

/** Sixth part of a solid: hours of fixation; longer than three days is `Z`. */
export const fixationHours: readonly { below: number; letter: string }[] = [
  { below: 0.25, letter: 'A' },
  { below: 1, letter: 'B' },
  { below: 4, letter: 'C' },
  { below: 8, letter: 'D' },
  { below: 24, letter: 'E' },
  { below: 48, letter: 'F' },
  { below: 72, letter: 'G' },
];

/** Last part of both. */
export const storages: Words = {
  A: 'tube 0.5–2 ml at −85 to −60 °C',
  B: 'tube 0.5–2 ml at −35 to −18 °C',
  C: 'cryotube 1–2 ml in liquid nitrogen',
  D: 'cryotube 1–2 ml at −85 to −60 °C',
  E: 'cryotube 1–2 ml, programmed freezing to below −135 °C',
  F: 'straw in liquid nitrogen',
  G: 'straw at −85 to −60 °C',
  H: 'straw at −35 to −18 °C',
  I: 'straw, programmed freezing to below −135 °C',
  J: 'tube of 5 ml or more at −85 to −60 °C',
  K: 'tube of 5 ml or more at −35 to −18 °C',
  L: 'microplate at −85 to −60 °C',
  M: 'microplate at −35 to −18 °C',
  N: 'cryotube 1–2 ml in liquid nitrogen, first at −85 to −60 °C',
  O: 'straw in liquid nitrogen, first at −85 to −60 °C',
  P: 'paraffin block at room temperature or 2–10 °C',
  Q: 'bag in liquid nitrogen',
  R: 'dry medium at room temperature',
  S: 'tube 40–500 µl at −85 to −60 °C',
  T: 'tube 40–500 µl at −35 to −18 °C',
  U: 'paraffin block at −35 to −18 °C',
  V: 'tube 0.5–2 ml below −135 °C',
  W: 'tube 40–500 µl below −135 °C',
  Y: 'primary container, frozen',
  ...unsure,
};
