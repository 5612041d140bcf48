import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
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

function readLine(text: string, file: string, line: number, asOf: string): RegisterLine {
  const fields = text.split(/[,;]/);
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
  if (!day.test(registered) || Number.isNaN(Date.parse(registered))) {
    throw bad(file, line, 'The last field is no date.', 'YYYY-MM-DD or an instant with its zone');
  }
  const since = new Date(registered).toISOString();
  if (since > asOf) throw bad(file, line, 'The choice is later than the file.', `a date before ${asOf}`);
  return { line, cpr, scopes, since };
}

/**
 * Reads the register's CSV with the header `cpr,scope,registered`.
 * @throws Problem IDUN_CONSENT_FILE with the line, at the first that is wrong
 */
export async function* readRegister(path: string, name: string, asOf: Date): AsyncGenerator<RegisterLine> {
  const lines = createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY });
  let line = 0;
  for await (const text of lines) {
    line += 1;
    if (line === 1) {
      const names = text.replace(/^\uFEFF/, '').split(/[,;]/);
      if (names.map((one) => one.trim().toLowerCase()).join() !== header.join()) {
        throw bad(name, 1, 'The header is another.', header.join(','));
      }
    } else if (text.trim() !== '') yield readLine(text, name, line, asOf.toISOString());
  }
  if (line === 0) throw bad(name, 1, 'The file is empty.', header.join(','));
}
