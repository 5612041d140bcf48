export * from './features.ts';
export * from './genes.ts';
export { readGenes } from './read-genes.ts';
