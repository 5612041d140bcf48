import type { Migration } from '../../../platform/database/index.ts';
import { biobankSpecimens } from './202611221200_biobank_specimens.ts';
import { biobankReception } from './202611221210_biobank_reception.ts';
import { biobankRuns } from './202611221220_biobank_runs.ts';

/** Migrations of schema `biobank` that hold specimens, in order. */
export const specimenMigrations: readonly Migration[] = [biobankSpecimens, biobankReception, biobankRuns];
