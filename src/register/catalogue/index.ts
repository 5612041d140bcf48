export { catalogueCsv } from './csv.ts';
export { type CatalogueEntry, type CatalogueVariable, fewestPeople, readCatalogue } from './read-catalogue.ts';
