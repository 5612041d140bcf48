import type { Migration } from '../../../platform/database/index.ts';
import { registerCatalogue } from './202611221210_register_catalogue.ts';

export const catalogueMigrations: readonly Migration[] = [registerCatalogue];
