export * from './persisted.ts';
export * from './progress.ts';
