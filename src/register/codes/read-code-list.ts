import { basename } from 'node:path';
import { readCsv } from '../../formats/csv/index.ts';
import { readTextFile } from '../../formats/gzip/index.ts';
import { Problem, type ProblemExtra } from '../../platform/problem/index.ts';
import { errors } from './errors.ts';
import { type CodeEntry, plainCode } from './model.ts';

/** Which columns of a list mean what; without them the names that lists commonly use. */
export interface ListColumns {
  code?: string | undefined;
  text?: string | undefined;
  parent?: string | undefined;
}

const usual = {
  code: ['code', 'kode', 'icd10', 'icd-10', 'icd8', 'sks', 'atc', 'id', 'name'],
  text: ['text', 'tekst', 'description', 'display', 'label', 'title'],
  parent: ['parent', 'overkode', 'parent_code', 'parentcode'],
} as const;
const longestCode = 40;
const longestText = 1000;

/** A refusal of a list, with its line. */
export function listProblem(file: string, detail: string, extra: ProblemExtra = {}): Problem {
  return new Problem(errors.list, detail, {
    file: basename(file),
    action: 'Correct the file and add it again; nothing of it was taken.',
    ...extra,
  });
}

/**
 * Reads a list of codes: comma, semicolon or tab between columns, a header, plain or gzip.
 * @throws Problem IDUN_CODES_LIST with the line
 */
export async function readCodeList(path: string, columns: ListColumns = {}): Promise<CodeEntry[]> {
  const entries: CodeEntry[] = [];
  // Publishers repeat a heading of the same codes; the first of them stays.
  const blocks = new Set<string>();
  let header: { names: string[]; places: ReturnType<typeof placesOf> } | undefined;
  const { separator, text } = await sniffSeparator(path);
  for await (const rows of readCsv(text, separator)) {
    for (const { fields, line } of rows) {
      if (header === undefined) header = { names: fields, places: placesOf(path, fields, columns) };
      else {
        const entry = readEntry(path, header.places, header.names.length, fields, line);
        if (entry !== null && !blocks.has(entry.code)) entries.push(entry);
        if (entry?.block) blocks.add(entry.code);
      }
    }
  }
  if (entries.length > 0) return entries;
  throw listProblem(path, 'The list has no codes.', { line: 1, expected: 'a header and a line for each code' });
}

function readEntry(
  path: string,
  { code, text, parent }: ReturnType<typeof placesOf>,
  width: number,
  fields: string[],
  line: number,
): CodeEntry | null {
  if (fields.length !== width) {
    throw listProblem(path, `Line ${line} has ${fields.length} columns.`, {
      line,
      expected: `${width} columns, as the header`,
    });
  }
  const written = fields[code]!.trim();
  const said = (text < 0 ? '' : fields[text]!).trim();
  if (written === '' && said !== '') return readHeading(said, line);
  if (written === '' || written.length > longestCode || said.length > longestText) {
    const expected = `a code of at most ${longestCode} characters and a text of at most ${longestText}`;
    throw listProblem(path, `Line ${line} has no usable code.`, { line, expected });
  }
  const above = parent < 0 ? '' : fields[parent]!.trim();
  const [, from = '', to] = /^([A-Z][A-Z0-9.]*)-([A-Z][A-Z0-9.]*)$/i.exec(written) ?? [];
  const block = to === undefined ? {} : { block: { from: plainCode(from), to: plainCode(to) } };
  return { code: written, parent: above === '' ? null : above, text: said, line, ...block };
}

/** A line without a code is a heading: of a block of codes, `Diabetes [DE10-DE14]`, or of nothing that codes could lie under. */
function readHeading(said: string, line: number): CodeEntry | null {
  const [, text, from, to] = /^(.*?)\s*\[([A-Z0-9]{2,8})\s*-\s*([A-Z0-9]{2,8})\]?$/i.exec(said) ?? [];
  if (from === undefined || from.length !== to!.length || from > to!) return null;
  return {
    code: `${from}-${to}`,
    parent: null,
    text: text!,
    line,
    block: { from: plainCode(from), to: plainCode(to!) },
  };
}

function placesOf(path: string, header: string[], asked: ListColumns) {
  const names = header.map((name) => name.trim().toLowerCase());
  const place = (what: keyof typeof usual): number => {
    const wanted = asked[what];
    if (wanted === undefined) return names.findIndex((name) => (usual[what] as readonly string[]).includes(name));
    const found = names.indexOf(wanted.toLowerCase());
    if (found >= 0) return found;
    throw listProblem(path, `The header has no column ${wanted}.`, {
      line: 1,
      expected: `one of ${header.join(', ')}`,
    });
  };
  const [code, text, parent] = [place('code'), place('text'), place('parent')];
  if (code >= 0) return { code, text, parent };
  const expected = `a column called ${usual.code.join(', ')}, or its name with --code-column`;
  throw listProblem(path, 'The header does not say which column has the code.', { line: 1, expected });
}

async function sniffSeparator(path: string): Promise<{ separator: string; text: AsyncIterable<string> }> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const chunks = readTextFile(path)[Symbol.asyncIterator]();
  const first = await chunks.next();
  const decode = (bytes: Uint8Array | undefined): string => {
    try {
      return bytes === undefined ? decoder.decode() : decoder.decode(bytes, { stream: true });
    } catch {
      throw listProblem(path, 'The list is not UTF-8.', { expected: 'UTF-8' });
    }
  };
  const start = first.done ? '' : decode(first.value);
  const header = start.slice(0, start.indexOf('\n') >>> 0);
  const separator = [';', '\t'].find((one) => header.includes(one)) ?? ',';
  async function* rest(): AsyncGenerator<string> {
    yield start;
    for (let next = await chunks.next(); !next.done; next = await chunks.next()) yield decode(next.value);
    yield decode(undefined);
  }
  return { separator, text: rest() };
}
