export * from './ploidy.ts';
export * from './set-counts.ts';
export * from './tally.ts';
