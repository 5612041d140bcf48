import type { Migration } from '../../../platform/database/index.ts';
import { registerCodes } from './202611220620_register_codes.ts';

export const codeMigrations: readonly Migration[] = [registerCodes];
