import type { Migration } from '../../../platform/database/index.ts';
import { registerTables } from './202611221105_register_tables.ts';

export const columnMigrations: readonly Migration[] = [registerTables];
