export { type CsvColumns, csvOf } from './list-csv.ts';
export * from './paging.ts';
