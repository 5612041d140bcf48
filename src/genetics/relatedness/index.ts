export * from './fitting.ts';
export * from './kinship.ts';
export * from './relation.ts';
export * from './sex.ts';
