import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { readCsv } from '../../../formats/csv/index.ts';
import { Problem } from '../../../platform/problem/index.ts';
import { type CivilDate, latestDay, readCivilDate } from '../civil-date.ts';
import { birthOfCpr, type Cpr, parseCpr } from '../cpr.ts';
import { errors } from '../errors.ts';
import type { Sex } from '../model.ts';

/** The columns a population file may have, in any order. Of `cpr` and `identifier` one at least. */
export const populationColumns = [
  'cpr',
  'previous_cpr',
  'identifier',
  'given_name',
  'family_name',
  'sex',
  'born',
  'died',
  'protected',
  'protected_until',
  'address',
  'municipality',
  'kind',
  'mother',
  'father',
  'guardians',
  'twin',
  'zygosity',
] as const;
export type PopulationColumn = (typeof populationColumns)[number];

/** Whom a field means: a number, or `namespace:value`. */
export type Reference = { cpr: Cpr } | { identifier: string };

/** One person of the file. What the file has no column for is undefined and stays as it is. */
export interface PopulationRow {
  line: number;
  cpr: Cpr | null;
  previousCpr: Cpr | null;
  identifier: string | null;
  given: string | null;
  family: string | null;
  sex: Sex;
  born: CivilDate | null;
  died: CivilDate | null;
  protected: boolean;
  protectedUntil: string | null;
  address: string | null;
  municipality: string | null;
  kind: 'person' | 'foetus';
  mother: Reference | null;
  father: Reference | null;
  guardians: readonly Reference[];
  /** The first of those born together with this person. */
  twin: Reference | null;
  /** Whether they are of one egg; null where nobody knows. */
  identical: boolean | null;
}

/** What stands in a column of the row at hand; nothing where the file has not the column. */
type Fields = (column: PopulationColumn) => string;

interface Place {
  file: string;
  line: number;
}

// What stands in a field may be a number or a name: no refusal repeats it.
function bad({ file, line }: Place, detail: string, expected: string): Problem {
  return new Problem(errors.file, detail, {
    file,
    line,
    expected,
    action: 'Correct the file; nothing of it was taken.',
  });
}

function readCpr(text: string, column: string, place: Place): Cpr | null {
  if (text === '') return null;
  try {
    return parseCpr(text);
  } catch {
    throw bad(place, `In ${column} is no civil registration number.`, 'DDMMYY-NNNN or ten characters');
  }
}

function readDate(text: string, column: string, place: Place): CivilDate | null {
  if (text === '') return null;
  const date = readCivilDate(text);
  if (date === undefined) throw bad(place, `In ${column} is no date.`, 'YYYY-MM-DD, YYYY-MM or YYYY');
  return date;
}

function readReference(text: string, column: string, place: Place): Reference | null {
  if (text === '') return null;
  if (text.includes(':')) return { identifier: text };
  return { cpr: readCpr(text, column, place)! };
}

function oneOf<T extends string>(text: string, allowed: readonly T[], column: string, place: Place, empty: T): T {
  if (text === '') return empty;
  const found = allowed.find((one) => one === text.toLowerCase());
  if (found === undefined) throw bad(place, `The ${column} is unknown.`, allowed.join(', '));
  return found;
}

function readGuardians(text: string, place: Place): readonly Reference[] {
  if (text === '') return nobody;
  return text
    .split(';')
    .filter((one) => one.trim() !== '')
    .map((one) => readReference(one.trim(), 'guardians', place)!);
}

const nobody: readonly Reference[] = [];

function readRow(fields: Fields, place: Place): PopulationRow {
  const cpr = readCpr(fields('cpr'), 'cpr', place);
  const identifier = fields('identifier') || null;
  if (cpr === null && identifier === null)
    throw bad(place, 'The person has neither number nor identifier.', 'cpr or identifier');
  if (identifier !== null && !/^[^:]+:.+$/.test(identifier))
    throw bad(place, 'The identifier has no namespace.', 'namespace:value');
  const born = readDate(fields('born'), 'born', place) ?? (cpr === null ? null : birthOfCpr(cpr));
  const died = readDate(fields('died'), 'died', place);
  if (born !== null && died !== null && latestDay(died) < born.date) {
    throw bad(place, 'The day of death is before the day of birth.', 'died on or after born');
  }
  return {
    line: place.line,
    cpr,
    previousCpr: readCpr(fields('previous_cpr'), 'previous_cpr', place),
    identifier,
    given: fields('given_name') || null,
    family: fields('family_name') || null,
    sex: oneOf(fields('sex'), ['male', 'female', 'unknown'], 'sex', place, 'unknown'),
    born,
    died,
    protected: oneOf(fields('protected'), ['yes', 'no'], 'protected', place, 'no') === 'yes',
    protectedUntil: readDate(fields('protected_until'), 'protected_until', place)?.date ?? null,
    address: fields('address') || null,
    municipality: fields('municipality') || null,
    kind: oneOf(fields('kind'), ['person', 'foetus'], 'kind', place, 'person'),
    mother: readReference(fields('mother'), 'mother', place),
    father: readReference(fields('father'), 'father', place),
    guardians: readGuardians(fields('guardians'), place),
    twin: readReference(fields('twin'), 'twin', place),
    identical: { mono: true, di: false, unknown: null }[
      oneOf(fields('zygosity'), ['mono', 'di', 'unknown'], 'zygosity', place, 'unknown')
    ],
  };
}

function readHeader(names: readonly string[], file: string): PopulationColumn[] {
  const columns = names.map((name) => name.trim().toLowerCase());
  const unknown = columns.findIndex((name) => !populationColumns.includes(name as PopulationColumn));
  const twice = columns.some((name, i) => columns.indexOf(name) !== i);
  if (unknown >= 0 || twice || !(columns.includes('cpr') || columns.includes('identifier'))) {
    throw bad({ file, line: 1 }, 'The header is another.', populationColumns.join(','));
  }
  return columns as PopulationColumn[];
}

/** A file of people: its columns, and its rows in parts. */
export interface PopulationFile {
  columns: ReadonlySet<PopulationColumn>;
  rows: AsyncGenerator<PopulationRow[]>;
}

/**
 * Reads a population file.
 * @throws Problem IDUN_PEOPLE_FILE with the line, at the first that is wrong
 */
export async function openPopulation(path: string): Promise<PopulationFile> {
  const file = basename(path);
  const parts = readCsv(createReadStream(path, { encoding: 'utf8', highWaterMark: 1 << 20 }));
  const first = await parts.next();
  if (first.done) throw bad({ file, line: 1 }, 'The file is empty.', populationColumns.join(','));
  const columns = readHeader(first.value[0]!.fields, file);
  const places = new Map(columns.map((name, at) => [name, at]));
  const read = ({ fields, line }: { fields: string[]; line: number }): PopulationRow => {
    if (fields.length !== columns.length) {
      throw bad({ file, line }, 'The line has another number of fields than the header.', `${columns.length} fields`);
    }
    const field = (column: PopulationColumn): string => {
      const at = places.get(column);
      return at === undefined ? '' : fields[at]!.trim();
    };
    return readRow(field, { file, line });
  };
  async function* rows(): AsyncGenerator<PopulationRow[]> {
    yield first.value!.slice(1).map(read);
    for await (const part of parts) yield part.map(read);
  }
  return { columns: new Set(columns), rows: rows() };
}
