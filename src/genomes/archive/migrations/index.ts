import type { Migration } from '../../../platform/database/index.ts';
import { reportingMigrations } from '../reporting/migrations/index.ts';
import { genomesArchive } from './202611220900_genomes_archive.ts';
import { genomesRowSecurity } from './202611221010_genomes_row_security.ts';
import { datasetTerms } from './202611221020_genomes_dataset_terms.ts';
import { handedIn } from './202611221025_genomes_handed_in.ts';

/** Migrations of schema `genomes`, in order. */
export const archiveMigrations: readonly Migration[] = [
  genomesArchive,
  ...reportingMigrations,
  genomesRowSecurity,
  datasetTerms,
  handedIn,
];
