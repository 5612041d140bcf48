import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import type { Command } from 'commander';
import { type FhirResource, readResources } from '../../formats/fhir/index.ts';
import { systemClock } from '../../platform/clock/index.ts';
import { Problem, type ProblemSpec } from '../../platform/problem/index.ts';
import {
  addEntry,
  catalogueCsv,
  countEntries,
  exportFhir,
  exportTables,
  type ImportFormat,
  type ImportReport,
  importEntries,
  importFormats,
  listEntries,
  type NewEntry,
  type PageKind,
  pageKinds,
  readCatalogue,
  showEntry,
} from '../../register/catalogue/index.ts';
import { describeOwnBiobanks } from '../catalogue/describe-own-biobanks.ts';
import { areaCommand } from './area-command.ts';
import type { CliContext } from './context.ts';
import { formatTable } from './table.ts';

const errors = {
  input: { code: 'IDUN_CLI_CATALOGUE', status: 400, title: 'The command cannot be carried out like this.' },
} as const satisfies Record<string, ProblemSpec>;

const kindNames = Object.keys(pageKinds).join(', ');

function kindOf(name: string): PageKind {
  const found = Object.entries(pageKinds).find(([path, kind]) => path === name || kind === name);
  if (found !== undefined) return found[1];
  throw new Problem(errors.input, `There is no list ${JSON.stringify(name)}.`, { expected: kindNames });
}

async function depsOf(context: CliContext) {
  return { database: (await context.app()).database, clock: systemClock };
}

interface ListChoice {
  q?: string;
  material?: string[];
  disease?: string;
  condition?: string[];
  limit?: string;
}

function registerReading(catalogue: Command, context: CliContext): void {
  catalogue
    .command('variables')
    .description('registers and biobanks with their variables: list, years, completeness, owner, permit')
    .option('--csv', 'a line for each variable')
    .action(async ({ csv }: { csv?: boolean }) => {
      const items = await readCatalogue((await context.app()).database.app);
      context.print({ items }, () => (csv ? catalogueCsv(items) : items.map(describeVariables).join('\n')));
    });
  catalogue
    .command('list')
    .description(`entries of a kind: ${kindNames}`)
    .argument('<kind>')
    .option('--q <words>', 'words of the name or description')
    .option('--material <type...>', 'MIABIS sample types, for example serum')
    .option('--disease <code>', 'a code of ICD-10, SKS or ORPHA, and what lies below it')
    .option('--condition <term...>', 'terms of DUO, or access:commercial and its like')
    .option('--limit <rows>', 'most entries shown', '100')
    .action(async (kind: string, { limit, ...filter }: ListChoice) => {
      const page = await listEntries((await context.app()).database.app, kindOf(kind), filter, {
        limit: Number(limit),
      });
      context.print(page, () =>
        [
          formatTable(
            ['id', 'name', 'biobank', 'materials', 'people', 'specimens'],
            page.items.map((one) => [
              ...[one.id, one.name, one.biobank?.name ?? '', one.sampleTypes.join(' ')],
              ...[`${one.persons ?? ''}`, `${one.specimens ?? ''}`],
            ]),
          ),
          `${page.items.length} of ${page.total}`,
        ].join('\n'),
      );
    });
  catalogue
    .command('show')
    .description('one entry with what belongs to it')
    .argument('<kind>')
    .argument('<id>')
    .action(async (kind: string, id: string) => {
      const shown = await showEntry((await context.app()).database.app, kindOf(kind), id);
      context.print(shown, () => JSON.stringify(shown, null, 2));
    });
}

function describeVariables(one: Awaited<ReturnType<typeof readCatalogue>>[number]): string {
  const size = one.people === null ? 'fewer than ten people' : `${one.rows} rows, ${one.people} people`;
  return [
    `${one.title.da} / ${one.title.en}  ${one.feed}  ${one.owner}`,
    `  ${size}, ${one.from ?? '–'} to ${one.to ?? '–'}${one.permit === null ? '' : `; permit: ${one.permit.en}`}`,
    ...one.variables.map(
      ({ name, title, list, filled }) =>
        `  ${name}: ${title.en}${list === null ? '' : `, list ${list.system} ${list.version ?? ''}`}${filled === null ? '' : `, ${(100 * filled).toFixed(1)} % filled`}`,
    ),
  ].join('\n');
}

function describeImport(report: ImportReport): string {
  const { source, added, changed, same, withdrawn, kept, faults, leftOut, dryRun } = report;
  return [
    `${source}: ${added} ${dryRun ? 'would be ' : ''}added, ${changed} changed, ${same} as before, ${withdrawn} withdrawn, ${report.facts} facts`,
    ...kept.map(({ kind, id }) => `  ${kind} ${id} is kept here and was left alone`),
    ...faults
      .slice(0, 20)
      .map(
        ({ table, line, column, expected }) =>
          `  ${table}${line === null ? '' : `, line ${line}`}, ${column}: expected ${expected}`,
      ),
    ...(leftOut.length === 0 ? [] : [`  says nothing of biobanks: ${leftOut.slice(0, 12).join(', ')}`]),
  ].join('\n');
}

async function readFhirFiles(files: readonly string[]): Promise<FhirResource[]> {
  const resources: FhirResource[] = [];
  for (const file of files) for await (const { resource } of readResources(resolve(file))) resources.push(resource);
  return resources;
}

/** Tables of a folder or of named files, by their names without endings. */
async function readTables(paths: readonly string[]): Promise<Record<string, string>> {
  const { readdirSync } = await import('node:fs');
  const files = paths.flatMap((path) =>
    statSync(path).isDirectory()
      ? readdirSync(path)
          .filter((name) => /\.(csv|txt|tsv|xml)$/i.test(name))
          .map((name) => join(path, name))
      : [path],
  );
  return Object.fromEntries(files.map((file) => [basename(file).replace(/\.\w+$/, ''), readFileSync(file, 'utf8')]));
}

function registerExchange(catalogue: Command, context: CliContext): void {
  catalogue
    .command('import')
    .description('takes in another catalogue, all of it or nothing; the same source again brings it up to date')
    .argument('<format>', importFormats.join(', '))
    .argument('<paths...>', 'tables, a folder of them, or FHIR bundles')
    .requiredOption('--source <name>', 'the name of that catalogue')
    .option('--dry-run', 'tells what would change')
    .action(
      async (format: string, paths: string[], { source, dryRun = false }: { source: string; dryRun?: boolean }) => {
        if (!(importFormats as readonly string[]).includes(format)) {
          throw new Problem(errors.input, `There is no format ${JSON.stringify(format)}.`, {
            expected: importFormats.join(', '),
          });
        }
        const given =
          format === 'fhir'
            ? { resources: await readFhirFiles(paths) }
            : { tables: await readTables(paths.map((one) => resolve(one))) };
        const request = { format: format as ImportFormat, source, dryRun, ...given };
        const report = await importEntries(await depsOf(context), await context.scope(), request);
        context.print(report, () => describeImport(report));
      },
    );
  catalogue
    .command('export')
    .description('writes the catalogue as tables (core, directory) or as a FHIR bundle')
    .argument('<format>', 'core, directory, fhir')
    .argument('<folder>', 'where the files are written')
    .action(async (format: string, folder: string) => {
      const db = (await context.app()).database.app;
      const path = resolve(folder);
      if (format !== 'fhir' && format !== 'core' && format !== 'directory') {
        throw new Problem(errors.input, `There is no format ${JSON.stringify(format)}.`, {
          expected: 'core, directory, fhir',
        });
      }
      mkdirSync(path, { recursive: true });
      if (format === 'fhir') {
        writeFileSync(join(path, 'catalogue.json'), `${JSON.stringify(await exportFhir(db), null, 1)}\n`);
        context.print({ files: ['catalogue.json'], losses: [] }, () => join(path, 'catalogue.json'));
        return;
      }
      const { tables, losses } = await exportTables(db, format);
      const files = Object.keys(tables).map((name) => `${name}.csv`);
      for (const [name, text] of Object.entries(tables)) writeFileSync(join(path, `${name}.csv`), text);
      context.print({ files, losses }, () =>
        [
          ...files.map((name) => join(path, name)),
          ...losses.map(
            ({ kind, id, field, value, written }) =>
              `${kind} ${id}, ${field}: ${value} is written as ${written ?? 'nothing'}`,
          ),
        ].join('\n'),
      );
    });
}

function registerKeeping(catalogue: Command, context: CliContext): void {
  catalogue
    .command('add')
    .description('makes entries that are kept here, from a JSON file: { kind, record, link } or a list of them')
    .argument('<file>')
    .action(async (file: string) => {
      const given = JSON.parse(readFileSync(resolve(file), 'utf8')) as NewEntry | NewEntry[];
      const scope = await context.scope();
      const made: { kind: string; id: string; version: number }[] = [];
      for (const one of Array.isArray(given) ? given : [given]) {
        const { kind, id, version } = await addEntry(await depsOf(context), scope, one);
        made.push({ kind, id, version });
      }
      context.print({ made }, () => made.map(({ kind, id }) => `${kind} ${id}`).join('\n'));
    });
  catalogue
    .command('count')
    .description('describes own biobanks anew and counts every entry that has a place in the register')
    .action(async () => {
      const { database, register, config } = await context.app();
      const described = await describeOwnBiobanks(database);
      const began = performance.now();
      const { minimumCount } = config;
      const entries = await countEntries(
        { database, register, clock: systemClock, minimumCount },
        await context.scope(),
        {
          signal: context.signal,
        },
      );
      const seconds = (performance.now() - began) / 1000;
      context.print(
        { described, entries, seconds },
        () => `${entries} entries counted in ${seconds.toFixed(1)} s; ${described} of own biobanks changed`,
      );
    });
}

/** `idun register catalogue variables|list|show|add|import|export|count`. */
export function registerCatalogueCommands(program: Command, context: CliContext): void {
  const register = areaCommand(program, 'register', 'the national biobank register');
  const catalogue = register
    .command('catalogue')
    .description('biobanks, collections, studies, networks and variables, public');
  registerReading(catalogue, context);
  registerExchange(catalogue, context);
  registerKeeping(catalogue, context);
}
