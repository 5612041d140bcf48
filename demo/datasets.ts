import type { DemoDataset } from './manifest.ts';
import { regions } from './nation.ts';
import { reportingRegions } from './sampling.ts';

const careBasis =
  'Syntetiske data; i virkeligheden databeskyttelsesforordningen art. 6, stk. 1, litra e, og art. 9, stk. 2, litra h';
const researchBasis =
  'Syntetiske data; i virkeligheden databeskyttelsesforordningen art. 6, stk. 1, litra e, og art. 9, stk. 2, litra j';

export const cohortDataset: DemoDataset = {
  name: 'demo-cohort',
  title: { da: 'Demokohorten', en: 'The demo cohort' },
  description: {
    da: 'Syntetisk forskningskohorte: fasede genotyper uden læsedybder, kaldt samlet. Ingen virkelige personer.',
    en: 'Synthetic research cohort: phased genotypes without depths, called jointly. No real persons.',
  },
  source: 'research',
  controller: 'Demouniversitetet (syntetisk)',
  legalBasis: researchBasis,
};

/** One dataset for each region that reports family sequencing. */
export const regionDatasets: readonly DemoDataset[] = reportingRegions.map((index) => {
  const { name } = regions[index]!;
  return {
    name: `demo-${name.toLowerCase().replace(' ', '-')}`,
    title: { da: `${name}, familier (demo)`, en: `${name}, families (demo)` },
    description: {
      da: `Syntetisk generel indberetning: trioer og familier, som ${name} kunne have sekventeret. Ingen virkelige personer.`,
      en: `Synthetic general-purpose reporting: trios and families such as ${name} might have sequenced. No real persons.`,
    },
    source: 'general-purpose',
    controller: `${name} (syntetisk)`,
    legalBasis: careBasis,
  };
});

/** East and west of the national facility. */
export const facilityDatasets: readonly DemoDataset[] = (
  [
    ['east', 'Øst', 'East'],
    ['west', 'Vest', 'West'],
  ] as const
).map(([key, da, en]) => ({
  name: `demo-wgs-${key}`,
  title: { da: `Helgenomsekventering ${da} (demo)`, en: `Whole genome sequencing ${en} (demo)` },
  description: {
    da: 'Syntetiske patientgenomer fra den nationale facilitet som gVCF med referenceblokke. Ingen virkelige personer.',
    en: 'Synthetic patient genomes from the national facility as gVCF with reference blocks. No real persons.',
  },
  source: 'facility',
  controller: 'Nationalt Genom Center (syntetisk)',
  legalBasis: careBasis,
}));
