export * from './zip.ts';
