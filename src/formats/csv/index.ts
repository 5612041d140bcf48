export { type CsvCell, csvLine } from './csv.ts';
export { type CsvRow, readCsv } from './read-csv.ts';
