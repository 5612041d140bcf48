import type { Migration } from '../platform/database/index.ts';
import { applicationMigrations } from './applications/index.ts';
import { approvalMigrations } from './approvals/index.ts';
import { caseMigrations } from './cases/index.ts';
import { enquiryMigrations } from './enquiries/index.ts';
import { permitMigrations } from './permits/index.ts';
import { pseudonymMigrations } from './pseudonyms/index.ts';

/** The coordinating centre's tables (schema `access`). */
export const accessMigrations: readonly Migration[] = [
  ...caseMigrations,
  ...approvalMigrations,
  ...applicationMigrations,
  ...permitMigrations,
  ...pseudonymMigrations,
  ...enquiryMigrations,
];
