import { reachedBy } from '../../../trust/scope/index.ts';

/**
 * The condition of row security that a row is of a biobank the connection reaches: grants of trust/ name biobanks as they name
 * data sets. Asked once for a statement.
 * @param column the row's biobank number
 */
export const reachedBank = (column: string): string =>
  `${column} = any (array(select k.biobank_no from biobank.biobanks k where ${reachedBy.dataset('k.id')}))`;
