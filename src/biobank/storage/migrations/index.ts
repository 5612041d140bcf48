import type { Migration } from '../../../platform/database/index.ts';
import { biobankStorage } from './202611221400_biobank_storage.ts';

/** Migrations of storage, in order. */
export const storageMigrations: readonly Migration[] = [biobankStorage];
