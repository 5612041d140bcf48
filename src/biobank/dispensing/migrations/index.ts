import type { Migration } from '../../../platform/database/index.ts';
import { biobankDispensing } from './202611221300_biobank_dispensing.ts';

/** Migrations of dispensing, in order. */
export const dispensingMigrations: readonly Migration[] = [biobankDispensing];
