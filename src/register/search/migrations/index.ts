import type { Migration } from '../../../platform/database/index.ts';
import { registerTold } from './202611221310_register_told.ts';

export const searchMigrations: readonly Migration[] = [registerTold];
