export * from './catalogue.ts';
export * from './population.ts';
export * from './projection.ts';
export { openCatalogue, type UnwrapKey } from './sql-catalogue.ts';
