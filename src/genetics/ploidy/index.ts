export * from './ploidy.ts';
