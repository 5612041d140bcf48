import { createReadStream } from 'node:fs';
import { type CsvRow, readCsv } from '../../formats/csv/index.ts';
import { Problem } from '../../platform/problem/index.ts';
import { type Cpr, parseCpr } from '../people/index.ts';
import { type ChoiceScope, choiceScopes } from './choices.ts';
import { errors } from './errors.ts';

/** One line of the register: a number, what it keeps to own treatment, and since when. */
export interface RegisterLine {
  line: number;
  cpr: Cpr;
  scopes: readonly ChoiceScope[];
  /** An instant; a day means its beginning. */
  since: string;
}

const header = ['cpr', 'scope', 'registered'];
const day = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2})?(\.\d+)?(Z|[+-]\d{2}:\d{2}))?$/;

function bad(file: string, line: number, detail: string, expected: string): Problem {
  // What stands in the line may be a number: it is never repeated.
  return new Problem(errors.file, detail, {
    file,
    line,
    expected,
    action: 'Correct the file; nothing of it was taken.',
  });
}

function readRow({ fields, line }: CsvRow, file: string, asOf: Date): RegisterLine {
  if (fields.length !== 3) throw bad(file, line, 'The line has not three fields.', header.join(','));
  const [number, scope, registered] = fields.map((field) => field.trim()) as [string, string, string];
  let cpr: Cpr;
  try {
    cpr = parseCpr(number);
  } catch {
    throw bad(file, line, 'The first field is no civil registration number.', 'DDMMYY-NNNN or ten characters');
  }
  const scopes = scope === 'both' ? choiceScopes : choiceScopes.filter((one) => one === scope);
  if (scopes.length === 0) throw bad(file, line, 'The scope is unknown.', 'genetic, material or both');
  const since = day.test(registered) ? Date.parse(registered) : Number.NaN;
  if (Number.isNaN(since)) {
    throw bad(file, line, 'The last field is no date.', 'YYYY-MM-DD or an instant with its zone');
  }
  if (since > asOf.getTime())
    throw bad(file, line, 'The choice is later than the file.', `a date before ${asOf.toISOString()}`);
  return { line, cpr, scopes, since: new Date(since).toISOString() };
}

/** A row of a file whose fields are parted by semicolons instead. */
const parted = (row: CsvRow): CsvRow => (row.fields.length === 1 ? { ...row, fields: row.fields[0]!.split(';') } : row);

/**
 * Reads the register's CSV with the header `cpr,scope,registered`, many lines at a time.
 * @throws Problem IDUN_CONSENT_FILE with the line, at the first that is wrong
 */
export async function* readRegister(path: string, name: string, asOf: Date): AsyncGenerator<RegisterLine[]> {
  let first = true;
  for await (const rows of readCsv(createReadStream(path, { encoding: 'utf8', highWaterMark: 1 << 20 }))) {
    const parts = rows.map(parted);
    const head = first ? parts.shift()! : undefined;
    first = false;
    if (head !== undefined && head.fields.map((one) => one.trim().toLowerCase()).join() !== header.join()) {
      throw bad(name, 1, 'The header is another.', header.join(','));
    }
    yield parts.map((row) => readRow(row, name, asOf));
  }
  if (first) throw bad(name, 1, 'The file is empty.', header.join(','));
}
