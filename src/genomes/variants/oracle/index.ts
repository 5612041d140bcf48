export * from './memory-catalogue.ts';
export * from './plain-genotypes.ts';
export * from './random-batches.ts';
export { writeBatch } from './write-batch.ts';
