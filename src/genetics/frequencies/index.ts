export * from './filtering-frequency.ts';
export * from './hardy-weinberg.ts';
export * from './wilson.ts';
