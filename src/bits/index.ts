export * from './bitmap.ts';
export * from './count-kernel.ts';
export * from './genotype-kernel.ts';
export * from './kinship-kernel.ts';
