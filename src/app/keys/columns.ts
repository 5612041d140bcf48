import { pseudonymKeyColumns } from '../../access/pseudonyms/index.ts';
import { archiveKeyColumns } from '../../genomes/archive/index.ts';
import type { WrappedColumn } from '../../platform/keys/index.ts';
import { peopleKeyColumns } from '../../trust/people/index.ts';

/** Every column of keys that are wrapped under the master key; a test looks for others. */
export const wrappedColumns: readonly WrappedColumn[] = [
  ...archiveKeyColumns,
  ...peopleKeyColumns,
  ...pseudonymKeyColumns,
];
