export * from './bitmap.ts';
