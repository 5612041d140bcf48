export * from './bitmap.ts';
export * from './count-kernel.ts';
