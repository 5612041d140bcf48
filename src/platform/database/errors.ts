import type { ProblemSpec } from '../problem/index.ts';

export const errors = {
  noBinaries: {
    code: 'IDUN_POSTGRES_NO_BINARIES',
    status: 500,
    title: 'The PostgreSQL that comes with Idun was not found.',
  },
  noAccount: {
    code: 'IDUN_POSTGRES_NO_ACCOUNT',
    status: 500,
    title: 'PostgreSQL cannot run as the superuser of this machine, and no other way worked.',
  },
  initFailed: { code: 'IDUN_POSTGRES_INIT', status: 500, title: 'The database folder could not be made.' },
  startFailed: { code: 'IDUN_POSTGRES_START', status: 500, title: 'PostgreSQL did not start.' },
  otherMajor: {
    code: 'IDUN_POSTGRES_OTHER_MAJOR',
    status: 409,
    title: 'The database folder was made by another major version of PostgreSQL.',
  },
  newerData: { code: 'IDUN_DATA_NEWER', status: 409, title: 'The data were written by a newer Idun.' },
  unknownData: {
    code: 'IDUN_DATA_UNKNOWN',
    status: 409,
    title: 'The folder does not look like a data folder of Idun.',
  },
  dataFolder: { code: 'IDUN_DATA_FOLDER', status: 500, title: 'The data folder cannot be used.' },
  newerMigrations: {
    code: 'IDUN_DATABASE_NEWER',
    status: 409,
    title: 'The database has been migrated by a newer Idun.',
  },
  badMigrations: { code: 'IDUN_DATABASE_MIGRATIONS', status: 500, title: 'The list of migrations is not in order.' },
  serverTooOld: { code: 'IDUN_DATABASE_TOO_OLD', status: 500, title: 'The PostgreSQL server is too old.' },
  unreachable: { code: 'IDUN_DATABASE_UNREACHABLE', status: 503, title: 'The PostgreSQL server cannot be reached.' },
  noRoles: { code: 'IDUN_DATABASE_ROLES', status: 500, title: 'The database roles of Idun are missing.' },
  lockTimeout: {
    code: 'IDUN_LOCK_TIMEOUT',
    status: 503,
    title: 'Another process of Idun held the lock of the database folder for too long.',
  },
} as const satisfies Record<string, ProblemSpec>;
