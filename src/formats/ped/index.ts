export * from './ped.ts';
