import { FormatError } from '../../formats/error.ts';
import type { Db } from '../../platform/database/index.ts';
import type { Progress } from '../../platform/progress/index.ts';
import type { CprKeys } from '../../trust/people/index.ts';
import type { CodeTree } from '../codes/index.ts';
import { dateOf, noDay } from '../columns/index.ts';
import { FaultList } from './faults.ts';
import type { Description, FeedReport } from './model.ts';
import type { Layout } from './parse/layout.ts';
import { type ParsedStretch, parseHere, parseInThreads } from './parse/pool.ts';
import { PeopleResolver, type PersonNaming } from './people/resolver.ts';
import { openBundles } from './sources/bundles.ts';
import { type OpenedSource, openCsv } from './sources/csv.ts';
import type { GivenFile } from './sources/files.ts';
import { describeMiabis } from './sources/miabis.ts';
import { openParquet } from './sources/parquet.ts';
import { TableLoad, type TableLoading } from './table-load.ts';

/** What loading works with. */
export interface LoadTools {
  db: Db;
  keys: CprKeys;
  /** Folder of all tables. */
  columns: string;
  trees: ReadonlyMap<string, CodeTree>;
  /** Today, in days since 1900-01-01. */
  today: number;
  progress: Progress;
  signal: AbortSignal;
}

/** Files smaller than this are parsed before a thread would have begun. */
const threadsFrom = 24 * 2 ** 20;
const threads = 2;

/** The tables of a feed's files, written and not yet named, with what was found on the way. */
export class LoadedTables {
  readonly tables: TableLoad[] = [];
  readonly faults = new FaultList();
  readonly people: PeopleResolver;
  readonly #files: FeedReport['files'] = [];
  readonly #filled = new Map<string, number>();
  #rows = 0;

  constructor(tools: LoadTools, naming: PersonNaming) {
    this.people = new PeopleResolver(tools.db, tools.keys, naming);
  }

  /** Counts what a stretch held. */
  count(file: GivenFile, layout: Layout, { chunk }: ParsedStretch): void {
    this.#rows += chunk.read;
    const known = this.#files.find(({ name }) => name === file.name);
    if (known) known.rows += chunk.read;
    else this.#files.push({ name: file.name, bytes: file.bytes, sha256: file.sha256, rows: chunk.read });
    layout.counted.forEach((at, i) => {
      const column = layout.fields.find((field) => field.at === at)?.column ?? layout.names[at]!;
      this.#filled.set(column, (this.#filled.get(column) ?? 0) + chunk.filled[i]!);
    });
  }

  abandon(): void {
    for (const { writer } of this.tables) writer.abandon();
  }

  /** What was loaded, in words for its custodian. */
  report(description: Description, lists: Record<string, number>): FeedReport {
    if (this.#rows === 0 && description.rows === undefined) {
      const place = { file: description.files[0]!, row: 0, column: null, found: '0 rows' };
      this.faults.add('cut-off', place, 'rows; "rows": 0 in the description when there are none');
    }
    if (description.rows !== undefined && description.rows !== this.#rows) {
      const expected = `${description.rows} rows, as the description says`;
      this.faults.add(
        'cut-off',
        { file: description.files[0]!, row: this.#rows, column: null, found: `${this.#rows} rows` },
        expected,
      );
    }
    const marks = new Uint8Array(this.people.size);
    for (const table of this.tables) table.markPeople(marks);
    const waiting = new Set(this.tables.flatMap((table) => table.waitingSlots()));
    const days = this.tables.filter(({ from }) => from !== noDay);
    const kept = this.tables.reduce((sum, { writer }) => sum + writer.rows, 0);
    const faults = this.faults.list(description.accept, this.#rows);
    const unknownRows = this.tables.reduce((sum, table) => sum + table.unknownRows, 0);
    const left = faults.reduce((sum, { kind, rows }) => sum + (kind === 'date-after-death' ? 0 : rows), unknownRows);
    return {
      rows: this.#rows,
      kept: waiting.size > 0 ? Math.max(kept, this.#rows - left) : kept,
      files: this.#files,
      people: marks.filter((mark) => mark & 1).length,
      unknown: {
        people: marks.filter((mark) => mark === 2).length,
        rows: unknownRows,
        provisional: waiting.size,
      },
      faults,
      from: days.length === 0 ? null : dateOf(Math.min(...days.map(({ from }) => from))),
      to: days.length === 0 ? null : dateOf(Math.max(...days.map(({ to }) => to))),
      filled: Object.fromEntries([...this.#filled].map(([name, n]) => [name, this.#rows === 0 ? 0 : n / this.#rows])),
      lists,
    };
  }
}

/** Reads a feed's files into tables. A damaged file is a fault of the feed; what else is thrown leaves nothing behind. */
export async function loadTables(
  tools: LoadTools,
  description: Description,
  files: readonly GivenFile[],
): Promise<LoadedTables> {
  const loaded = new LoadedTables(tools, namingOf(description));
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
  tools.progress.step(`Reading ${description.feed}`, total, 'bytes');
  try {
    if (description.format === 'miabis') await loadMiabis(tools, description, files, loaded);
    else if (description.format === 'fhir') {
      await loadBundles(tools, description, files, loaded);
    } else {
      const load = new TableLoad({ ...loadingOf(tools, description, loaded), ...tableOf(description) });
      loaded.tables.push(load);
      for (const [index, file] of files.entries()) await loadFile(tools, description, { file, index }, load, loaded);
    }
  } catch (error) {
    if (!(error instanceof FormatError)) {
      loaded.abandon();
      throw error;
    }
    const { file, line = 0, expected } = error.place;
    const name = files.find(({ path }) => path === file)?.name ?? description.files[0]!;
    if (error.code === 'IDUN_FILE_KIND') {
      loaded.abandon();
      // Named as its custodian knows it, and not where it lies on this machine.
      throw new FormatError(error.code, error.message, { ...error.place, file: name });
    }
    loaded.faults.add('cut-off', { file: name, row: line, column: null, found: error.message }, expected);
  }
  tools.progress.done();
  return loaded;
}

type Tabular = Extract<Description, { format: 'csv' | 'parquet' }>;

function tableOf({ table, register, columns }: Tabular): Pick<TableLoading, 'table' | 'register' | 'columns'> {
  return { table, register: register ?? null, columns };
}

function loadingOf(
  { columns: folder, trees, today }: LoadTools,
  { unknownPeople }: Description,
  { people, faults }: LoadedTables,
) {
  return { folder, trees, today, unknownPeople, people, faults };
}

function namingOf(description: Description): PersonNaming {
  if (description.format === 'fhir' || description.format === 'miabis') {
    return { as: 'id', namespace: description.namespace };
  }
  const { as, namespace } = description.columns['person']!;
  return as === 'cpr' ? { as } : { as: 'id', namespace: namespace! };
}

async function loadFile(
  tools: LoadTools,
  description: Tabular,
  { file, index }: { file: GivenFile; index: number },
  load: TableLoad,
  loaded: LoadedTables,
): Promise<void> {
  const opened =
    description.format === 'csv'
      ? await openCsv(description, file, index)
      : await openParquet(description, file, index);
  await takeFile(tools, file, opened, load, loaded);
}

async function takeFile(
  tools: LoadTools,
  file: GivenFile,
  { layout, stretches }: OpenedSource,
  load: TableLoad,
  loaded: LoadedTables,
): Promise<void> {
  const parsed = file.bytes < threadsFrom ? parseHere(layout, stretches) : parseInThreads(layout, stretches, threads);
  load.beginFile();
  let size = 0;
  for await (const stretch of parsed) {
    tools.signal.throwIfAborted();
    loaded.count(file, layout, stretch);
    await load.take(file.name, layout, stretch);
    // Compressed files swell: their progress is in bytes that were read.
    const step = Math.min(stretch.bytes, file.bytes - size);
    size += step;
    tools.progress.advance(step);
  }
}

async function loadMiabis(
  tools: LoadTools,
  description: Extract<Description, { format: 'miabis' }>,
  files: readonly GivenFile[],
  loaded: LoadedTables,
): Promise<void> {
  for (const [index, file] of files.entries()) {
    const opened = await openCsv((header) => describeMiabis(description, header, file.name), file, index);
    const { table, columns } = opened.description;
    const load = new TableLoad({ ...loadingOf(tools, description, loaded), table, register: null, columns });
    loaded.tables.push(load);
    await takeFile(tools, file, opened, load, loaded);
  }
}

async function loadBundles(
  tools: LoadTools,
  description: Extract<Description, { format: 'fhir' }>,
  files: readonly GivenFile[],
  loaded: LoadedTables,
): Promise<void> {
  // Codes of a list and codes of none are tables of one register.
  const loads = new Map<object, TableLoad>();
  for await (const { file, source, layout, parsed } of openBundles(description, files, tools.signal)) {
    let load = loads.get(source);
    if (load === undefined) {
      load = new TableLoad({ ...loadingOf(tools, description, loaded), ...source });
      loads.set(source, load);
      loaded.tables.push(load);
    }
    loaded.count(file, layout, parsed);
    await load.take(file.name, layout, parsed);
    tools.progress.advance(parsed.bytes);
  }
}
