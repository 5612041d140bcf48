export * from './catalogue.ts';
export * from './population.ts';
export * from './projection.ts';
export { openCatalogue } from './sql-catalogue.ts';
