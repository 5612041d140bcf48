import { accessMigrations } from '../access/migrations.ts';
import { dispensingMigrations } from '../biobank/dispensing/index.ts';
import { specimenMigrations } from '../biobank/specimens/index.ts';
import { storageMigrations } from '../biobank/storage/index.ts';
import { robotMigrations } from '../biobank/storage/robots/index.ts';
import { archiveMigrations } from '../genomes/archive/index.ts';
import { privacyMigrations } from '../governance/privacy/index.ts';
import { transcriptMigrations } from '../knowledge/transcripts/index.ts';
import type { Migration } from '../platform/database/index.ts';
import { jobMigrations } from '../platform/jobs/index.ts';
import { catalogueMigrations } from '../register/catalogue/index.ts';
import { codeMigrations } from '../register/codes/index.ts';
import { cohortMigrations } from '../register/cohorts/index.ts';
import { columnMigrations } from '../register/columns/index.ts';
import { feedMigrations } from '../register/feeds/index.ts';
import { questionMigrations } from '../register/questions/index.ts';
import { searchMigrations } from '../register/search/index.ts';
import { trustMigrations } from '../trust/migrations/index.ts';
import { homeMigrations } from './home/index.ts';
import { installationMigrations } from './installation.ts';

/** Every module's migrations; their names, not this list, are their order. */
export const migrations: readonly Migration[] = [
  ...installationMigrations,
  ...jobMigrations,
  ...trustMigrations,
  ...archiveMigrations,
  ...transcriptMigrations,
  ...codeMigrations,
  ...columnMigrations,
  ...searchMigrations,
  ...cohortMigrations,
  ...questionMigrations,
  ...feedMigrations,
  ...catalogueMigrations,
  ...privacyMigrations,
  ...specimenMigrations,
  ...dispensingMigrations,
  ...storageMigrations,
  ...robotMigrations,
  ...accessMigrations,
  ...homeMigrations,
];
