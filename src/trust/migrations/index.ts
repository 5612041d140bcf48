import type { Migration } from '../../platform/database/index.ts';
import { auditMigrations } from '../audit/index.ts';
import { careMigrations } from '../care/index.ts';
import { consentMigrations } from '../consent/index.ts';
import { identityMigrations } from '../identity/index.ts';
import { organisationMigrations } from '../organisations/index.ts';
import { peopleMigrations } from '../people/index.ts';
import { scopeMigrations } from '../scope/index.ts';

/** The schema `trust`, whole: what every area's tables may refer to. */
export const trustMigrations: readonly Migration[] = [
  ...peopleMigrations,
  ...organisationMigrations,
  ...consentMigrations,
  ...auditMigrations,
  ...identityMigrations,
  ...scopeMigrations,
  ...careMigrations,
];
