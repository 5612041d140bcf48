export { type CohortOptions, writeCohort } from './cohort.ts';
export { type GenomeOptions, writeGenome } from './genome.ts';
