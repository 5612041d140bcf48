export { ByteRows, type RowFault } from './byte-rows.ts';
export { type CsvCell, csvLine } from './csv.ts';
export { type CsvRow, readCsv } from './read-csv.ts';
export { type RowChunk, rowChunks } from './row-chunks.ts';
