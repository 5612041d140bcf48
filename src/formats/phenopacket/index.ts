export * from './build.ts';
export * from './parse.ts';
export * from './read.ts';
export type * from './types.ts';
export * from './variants.ts';
