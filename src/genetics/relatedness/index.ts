export * from './fitting.ts';
export * from './kinship.ts';
export * from './related-pairs.ts';
export * from './relation.ts';
export * from './sex.ts';
