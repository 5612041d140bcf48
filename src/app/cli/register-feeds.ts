import { dirname, resolve } from 'node:path';
import type { Command } from 'commander';
import { systemClock } from '../../platform/clock/index.ts';
import {
  addCodes,
  findVersion,
  readBelow,
  readCodeTree,
  readCodeVersions,
  searchCodes,
} from '../../register/codes/index.ts';
import {
  countKnownNow,
  type FeedDeps,
  type FeedReport,
  findFeed,
  type LoadedFeed,
  loadFeed,
  loadFolder,
  readDescription,
  readFeeds,
  readVersions,
  retractFeed,
} from '../../register/feeds/index.ts';
import { recordAccess } from '../../trust/audit/index.ts';
import { areaCommand } from './area-command.ts';
import type { CliContext } from './context.ts';
import { formatTable } from './table.ts';

async function depsOf(context: CliContext): Promise<FeedDeps> {
  const { database, config, cprKeys } = await context.app();
  return { database, dataDir: config.dataDir, cprKeys, clock: systemClock };
}

function describeFaults({ faults }: FeedReport): string[] {
  return faults.flatMap(({ kind, rows, expected, accepted, places }) => [
    `  ${kind}: ${rows} rows${accepted ? '' : ', more than accepted'}; expected ${expected}`,
    ...places
      .slice(0, 5)
      .map(({ file, row, column, found }) =>
        [
          `    ${file}, row ${row}`,
          ...(column === null ? [] : [column]),
          ...(found === null ? [] : [JSON.stringify(found)]),
        ].join(', '),
      ),
  ]);
}

function describeLoaded({ feed, version, state, report, already, took }: LoadedFeed): string {
  if (already) return `${feed}: version ${version} has these files, description and lists already; nothing changed.`;
  const { unknown } = report;
  const rate = Math.round(report.rows / Math.max(0.001, took.milliseconds / 1000));
  return [
    `${feed}: version ${version} ${state === 'refused' ? 'REFUSED; what answered before answers on' : 'answers'}. ${report.rows} rows, ${report.kept} kept, ${report.people} people, ${rate} rows/s`,
    ...(unknown.people + unknown.provisional === 0
      ? []
      : [
          `  nobody knows ${unknown.people} people (${unknown.rows} rows left out); ${unknown.provisional} were made provisional`,
        ]),
    ...describeFaults(report),
    ...(state === 'refused'
      ? ['  Correct the files and load it again, or say in `accept` of the description which share may be left out.']
      : []),
  ].join('\n');
}

/** Prints what became of feeds; a refused one is an exit code of 1. */
function answer(context: CliContext, feeds: readonly LoadedFeed[]): void {
  if (feeds.some(({ state }) => state === 'refused')) context.exitCode = 1;
  context.print({ feeds }, () => feeds.map(describeLoaded).join('\n'));
}

async function showFeed(context: CliContext, idOrKey: string): Promise<void> {
  const { database } = await context.app();
  const db = database.app;
  const { feedNo, id, key } = await findFeed(db, idOrKey);
  await recordAccess(db, await context.scope(), { action: 'register.feeds.read', object: id });
  const versions = await readVersions(db, feedNo);
  const current = versions.find(({ state }) => state === 'current');
  const knownNow = current === undefined ? 0 : await countKnownNow(db, feedNo, current.version);
  context.print({ id, feed: key, versions, knownNow }, () =>
    [
      `${key}  ${id}`,
      formatTable(
        ['version', 'state', 'rows', 'kept', 'people', 'from', 'to', 'loaded', 'by', 'note'],
        versions.map(({ version, state, report, loadedAt, loadedBy, note }) => [
          ...[
            `${version}`,
            state,
            `${report.rows}`,
            `${report.kept}`,
            `${report.people}`,
            report.from ?? '',
            report.to ?? '',
          ],
          ...[loadedAt.toISOString(), loadedBy, note ?? ''],
        ]),
      ),
      ...(knownNow === 0
        ? []
        : [`${knownNow} people whom nobody knew are known now; load it again to take their rows.`]),
      ...(versions[0] === undefined ? [] : describeFaults(versions[0].report)),
    ].join('\n'),
  );
}

function registerLoading(register: Command, context: CliContext): void {
  register
    .command('load')
    .description('loads every feed described in a folder (*.feed.json, docs/guides/feeds.md)')
    .argument('<dir>')
    .action(async (dir: string) => {
      const { progress, signal } = context;
      const loaded: LoadedFeed[] = [];
      const done = (feed: LoadedFeed) => loaded.push(feed);
      try {
        await loadFolder(await depsOf(context), await context.scope(), resolve(dir), { progress, signal, done });
      } finally {
        // A description that stops here does not hide what was loaded before it.
        if (loaded.length > 0) answer(context, loaded);
      }
    });
  const feeds = register.command('feeds').description('what custodians and registers sent');
  feeds
    .command('list')
    .description('feeds with the version that answers')
    .action(async () => {
      const { database } = await context.app();
      const items = await readFeeds(database.app);
      context.print({ items }, () =>
        formatTable(
          ['feed', 'custodian', 'registers', 'version', 'state', 'rows', 'people', 'from', 'to', 'loaded'],
          items.map(({ key, custodian, registers, newest: { version, state, report, loadedAt } }) => [
            ...[key, custodian, registers.join(', '), `${version}`, state, `${report.kept}`, `${report.people}`],
            ...[report.from ?? '', report.to ?? '', loadedAt.toISOString()],
          ]),
        ),
      );
    });
  feeds
    .command('show')
    .description('versions of a feed and the quality report of the newest')
    .argument('<feed>', 'its name or fed_…')
    .action((feed: string) => showFeed(context, feed));
  feeds
    .command('replace')
    .description('loads a new version of one feed')
    .argument('<description>', 'its *.feed.json, beside the files')
    .action(async (path: string) => {
      const { progress, signal } = context;
      const request = { description: readDescription(resolve(path)), folder: dirname(resolve(path)), progress, signal };
      answer(context, [await loadFeed(await depsOf(context), await context.scope(), request)]);
    });
  feeds
    .command('retract')
    .description('takes a feed out of the register; loading it again brings it back')
    .argument('<feed>', 'its name or fed_…')
    .requiredOption('--reason <text>', 'why, for the history')
    .action(async (feed: string, { reason }: { reason: string }) => {
      const done = await retractFeed(await depsOf(context), await context.scope(), feed, reason);
      context.print(done, () => `${done.feed}: version ${done.version} answers nothing any more.`);
    });
}

interface AddChoice {
  system: string;
  title?: string;
  label?: string;
  codeColumn?: string;
  textColumn?: string;
  parentColumn?: string;
}

function registerCodes(register: Command, context: CliContext): void {
  const codes = register.command('codes').description('lists of codes: SKS and ICD-10, ICD-8, procedures, ATC …');
  codes
    .command('add')
    .description('takes a list as a new version of its system (CSV with a header, plain or gzip)')
    .argument('<file>')
    .requiredOption('--system <name>', 'short name, for example sks')
    .option('--title <text>')
    .option('--label <text>', 'what the publisher calls this version')
    .option('--code-column <name>')
    .option('--text-column <name>')
    .option('--parent-column <name>', 'without one a code lies under the longest other code it begins with')
    .action(async (file: string, { system, title, label, ...choice }: AddChoice) => {
      const { database } = await context.app();
      const columns = { code: choice.codeColumn, text: choice.textColumn, parent: choice.parentColumn };
      const request = { path: resolve(file), system, title, label, columns };
      const added = await addCodes(database, await context.scope(), request);
      context.print(added, () =>
        added.already
          ? `${system}: version ${added.version} has these codes already; nothing changed.`
          : `${system}: version ${added.version} with ${added.codes} codes, ${added.tops} at the top, ${added.levels} levels`,
      );
    });
  codes
    .command('list')
    .description('lists and their versions')
    .action(async () => {
      const { database } = await context.app();
      const items = await readCodeVersions(database.app);
      context.print({ items }, () =>
        formatTable(
          ['system', 'title', 'version', 'label', 'codes', 'added', ''],
          items.map((one) => [
            ...[one.key, one.title, `${one.version}`, one.label ?? '', `${one.codes}`, one.addedAt.toISOString()],
            one.current ? 'current' : '',
          ]),
        ),
      );
    });
  codes
    .command('show')
    .description('a code with what it lies under and what lies below it, or codes found by their words')
    .argument('<system>')
    .argument('<text>', 'a code or words')
    .action(async (system: string, text: string) => {
      const { database } = await context.app();
      const { versionNo } = await findVersion(database.app, system);
      const { tree } = await readCodeTree(database.app, system);
      const at = tree.indexOf(text);
      const items =
        at < 0 ? await searchCodes(database.app, versionNo, text, 50) : await readBelow(database.app, versionNo, text);
      const found =
        at < 0 ? null : { code: tree.rows[at]!.code, text: tree.rows[at]!.text, ancestors: tree.ancestors(text) };
      context.print({ found, items }, () =>
        [
          ...(found === null
            ? []
            : [`${found.code}  ${found.text}  under ${found.ancestors.join(' › ') || 'nothing'}`]),
          ...items.map((one) => `  ${one.code}  ${one.text}${one.below > 0 ? `  (${one.below} below)` : ''}`),
        ].join('\n'),
      );
    });
}

/** `idun register load|feeds|codes`. */
export function registerFeedCommands(program: Command, context: CliContext): void {
  const register = areaCommand(program, 'register', 'the national biobank register');
  registerLoading(register, context);
  registerCodes(register, context);
}
