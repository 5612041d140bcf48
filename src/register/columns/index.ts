export * from './consents.ts';
export * from './day.ts';
export {
  erasedPeople,
  eraseFromTables,
  holdsPeople,
  keepErased,
  removeUnnamed,
  type TablesErased,
  tableWithout,
} from './erase-people.ts';
export { columnsFormat } from './manifest.ts';
export { columnMigrations } from './migrations/index.ts';
export {
  type Published,
  type PublishedTable,
  publishTables,
  readPublished,
  sweepTables,
  type World,
} from './published.ts';
export { storageWord, typeWord } from './specimen-words.ts';
export { TableReader } from './table-reader.ts';
export { columnsFolder, type StoredTable, TableWriter } from './table-writer.ts';
export { type Batch, type ColumnArray, type ColumnName, type TableName, tables } from './tables.ts';
export { type TemperatureWord, temperatures, temperatureWord } from './temperatures.ts';
