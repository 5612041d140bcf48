export { type CsvCell, csvLine } from './csv.ts';
