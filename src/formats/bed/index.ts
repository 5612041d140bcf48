export * from './bed.ts';
