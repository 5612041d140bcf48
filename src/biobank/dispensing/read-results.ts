import { readCsv } from '../../formats/csv/index.ts';
import { Problem } from '../../platform/problem/index.ts';
import { errors } from './errors.ts';
import type { ReturnedRow } from './returned.ts';

const needed = ['tube', 'variable', 'value', 'unit'] as const;
type Column = (typeof needed)[number] | 'method';

/** Rows of one file; more come in several. */
const mostRows = 200_000;

function refuse(text: string, line: number): Problem {
  return new Problem(errors.returnedData, text, {
    line,
    expected:
      'a first line tube,variable,value,unit (or with semicolons; a further column method if wanted), then one value a line',
  });
}

/**
 * Reads a table of results, one value a line: `tube,variable,value,unit` and, if wanted, `method`, in any order, parted by commas or
 * semicolons. Whether tubes, variables and values are right is for whoever keeps them.
 * @throws Problem IDUN_RETURNED_DATA with the line
 */
export async function readResults(text: string): Promise<ReturnedRow[]> {
  const separator = (text.split('\n', 1)[0] ?? '').includes(';') ? ';' : ',';
  const found: ReturnedRow[] = [];
  let columns: string[] | undefined;
  for await (const rows of readCsv(pieces(text), separator)) {
    for (const { fields, line } of rows) {
      if (columns === undefined) {
        columns = fields.map((field) => field.trim().toLowerCase());
        const missing = needed.filter((name) => !columns!.includes(name));
        if (missing.length > 0) throw refuse(`The first line does not name: ${missing.join(', ')}.`, line);
        continue;
      }
      if (fields.length !== columns.length) {
        throw refuse(`The line has ${fields.length} fields, and the first line names ${columns.length}.`, line);
      }
      const at = (column: Column): string => fields[columns!.indexOf(column)]?.trim() ?? '';
      const [tube, variable, value, unit] = needed.map(at) as [string, string, string, string];
      const method = at('method');
      found.push({ line, tube, variable, value, unit, ...(method !== '' && { method }) });
      if (found.length > mostRows) throw refuse(`A file has at most ${mostRows} values.`, line);
    }
  }
  if (found.length === 0) throw refuse('The file has no values.', 1);
  return found;
}

async function* pieces(text: string): AsyncGenerator<string> {
  yield text;
}
