export {
  countsFolder,
  digestOf,
  openStoredCounts,
  type StoredCounts,
  writeStoredCounts,
} from './counts-file.ts';
