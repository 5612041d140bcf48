import { csvLine } from '../../formats/csv/index.ts';
import type { CatalogueEntry } from './read-catalogue.ts';

/** The catalogue of variables as a table: a line for each variable, with what its register is. */
export function catalogueCsv(entries: readonly CatalogueEntry[]): string {
  const header = ['feed', 'register', 'owner', 'from', 'to', 'rows', 'people', 'variable', 'title_da', 'title_en'];
  const lines = entries.flatMap(({ feed, registers, owner, from, to, rows, people, variables }) =>
    variables.map(({ name, title, list, unit, filled }) => [
      ...[feed, registers.join(' '), owner, from, to, rows, people, name, title.da, title.en],
      ...[list?.system, list?.version, unit, filled === null ? null : Number(filled.toFixed(4))],
    ]),
  );
  return [[...header, 'list', 'list_version', 'unit', 'completeness'], ...lines].map(csvLine).join('');
}
