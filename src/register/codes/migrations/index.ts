import type { Migration } from '../../../platform/database/index.ts';
import { registerCodes } from './202611221110_register_codes.ts';

export const codeMigrations: readonly Migration[] = [registerCodes];
