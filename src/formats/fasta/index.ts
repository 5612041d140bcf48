export * from './fai.ts';
export * from './fasta.ts';
export * from './fetch.ts';
