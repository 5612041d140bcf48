import type { CallStyle } from './calls.ts';

/** How one region's laboratory writes its family files. */
export interface LaboratoryStyle extends CallStyle {
  readonly source: string;
  readonly version: string;
  /** Reads per place. */
  readonly depth: number;
  /** Indels in repeats: first possible place, or last. */
  readonly placement: 'left' | 'right';
  /** Some alleles carry a base too many on the right, as merging tools leave behind. */
  readonly padded: boolean;
  readonly identifiers: boolean;
  /** Longest distance, in bases, between heterozygous places that its reads still join to a phase set; 0: it does not phase. */
  readonly phaseReach: number;
  readonly genotypeFilter: boolean;
}

const common = { missing: 0.004, half: 0, wrongHet: 0 };

/** One style for each reporting region, in their order. */
export const laboratoryStyles: readonly LaboratoryStyle[] = [
  {
    ...common,
    source: 'idun-demo family caller H 4.5',
    version: 'VCFv4.2',
    sexChromosomes: 'haploid',
    mitochondrion: 'diploid',
    depth: 36,
    placement: 'left',
    padded: false,
    identifiers: true,
    phaseReach: 350,
    genotypeFilter: false,
  },
  {
    ...common,
    source: 'idun-demo family caller M 2.1',
    version: 'VCFv4.3',
    sexChromosomes: 'diploid',
    mitochondrion: 'haploid',
    wrongHet: 0.01,
    half: 0.0012,
    depth: 32,
    placement: 'left',
    padded: true,
    identifiers: false,
    phaseReach: 0,
    genotypeFilter: true,
  },
  {
    ...common,
    source: 'idun-demo long-read caller S 0.9',
    version: 'VCFv4.4',
    sexChromosomes: 'haploid',
    mitochondrion: 'haploid',
    depth: 27,
    placement: 'right',
    padded: false,
    identifiers: false,
    phaseReach: 3000,
    genotypeFilter: false,
  },
];
