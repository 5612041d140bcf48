import type { MaterialName } from '../material.ts';

/** What a measure's values are. */
export interface Measure {
  unit: string;
  least?: number;
  most?: number;
  /** A text instead of a number. */
  text?: true;
}

interface RunKind {
  what: string;
  /** The material it makes; none where nothing new is made. */
  makes: MaterialName | null;
  measures: Readonly<Record<string, Measure>>;
}

const yields = {
  concentration_ng_ul: { unit: 'ng/µl', least: 0, most: 20_000 },
  a260_280: { unit: '', least: 0, most: 4 },
  a260_230: { unit: '', least: 0, most: 6 },
} as const;

/** What is done to specimens in the laboratory, and what may be measured. A new assay is a row here. */
export const runKinds = {
  'dna-extraction': {
    what: 'DNA extracted',
    makes: 'dna',
    measures: { ...yields, din: { unit: '', least: 1, most: 10 } },
  },
  'rna-extraction': {
    what: 'RNA extracted',
    makes: 'rna',
    measures: { ...yields, rin: { unit: '', least: 1, most: 10 } },
  },
  'dbs-punch': {
    what: 'Discs punched out of a dried blood spot',
    makes: null,
    measures: { discs: { unit: '', least: 1, most: 40 } },
  },
  qc: {
    what: 'Quality of nucleic acids',
    makes: null,
    measures: {
      ...yields,
      din: { unit: '', least: 1, most: 10 },
      rin: { unit: '', least: 1, most: 10 },
      dv200: { unit: '%', least: 0, most: 100 },
      volume_ul: { unit: 'µl', least: 0 },
    },
  },
  'genotype-array': {
    what: 'Genotyped on an array',
    makes: null,
    measures: {
      call_rate: { unit: '', least: 0, most: 1 },
      chip: { unit: '', text: true },
      chip_position: { unit: '', text: true },
    },
  },
  metabolomics: {
    what: 'Metabolites measured',
    makes: null,
    measures: {
      glucose_mmol_l: { unit: 'mmol/l', least: 0, most: 100 },
      lactate_mmol_l: { unit: 'mmol/l', least: 0, most: 50 },
      creatinine_umol_l: { unit: 'µmol/l', least: 0, most: 5000 },
      triglycerides_mmol_l: { unit: 'mmol/l', least: 0, most: 100 },
      cholesterol_mmol_l: { unit: 'mmol/l', least: 0, most: 50 },
      crp_mg_l: { unit: 'mg/l', least: 0, most: 1000 },
      spectrum: { unit: '', text: true },
    },
  },
  // Projects name what they measure; a name that stands elsewhere in this table keeps its unit and limits.
  returned: { what: 'Measured by a project and given back', makes: null, measures: {} },
} as const satisfies Record<string, RunKind>;

export type RunKindName = keyof typeof runKinds;
export const runKindNames = Object.keys(runKinds) as [RunKindName, ...RunKindName[]];

/** What may be measured in a kind of run, by name. */
export function measureOf(kind: RunKindName, name: string): Measure | undefined {
  const measures: Readonly<Record<string, Measure>> = runKinds[kind].measures;
  return Object.hasOwn(measures, name) ? measures[name] : undefined;
}

/** A measure by its name in whatever kind of run it is found. */
export function knownMeasure(name: string): Measure | undefined {
  for (const kind of runKindNames) {
    const measure = measureOf(kind, name);
    if (measure !== undefined) return measure;
  }
  return undefined;
}
