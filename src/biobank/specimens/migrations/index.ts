import type { Migration } from '../../../platform/database/index.ts';
import { biobankSpecimens } from './202611221200_biobank_specimens.ts';
import { biobankReception } from './202611221210_biobank_reception.ts';

/** Migrations of schema `biobank` that hold specimens, in order. */
export const specimenMigrations: readonly Migration[] = [biobankSpecimens, biobankReception];
