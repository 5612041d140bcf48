import type { Migration } from '../../../../platform/database/index.ts';
import { genomesReporting } from './202611221000_genomes_reporting.ts';

/** Migrations of general-purpose reporting, in order; they follow the archive's. */
export const reportingMigrations: readonly Migration[] = [genomesReporting];
