export * from './seqcol.ts';
export * from './sequence.ts';
