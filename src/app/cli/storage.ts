import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { type BiobankDeps, requireBiobank } from '../../biobank/specimens/index.ts';
import {
  adoptPlaces,
  type ContainerDetail,
  checkRacks,
  createContainers,
  decideRackCheck,
  type Forecast,
  findSpecimen,
  forecastStores,
  listRackChecks,
  listStores,
  listTypes,
  listUnplaced,
  moveBySlot,
  moveContainer,
  type Placement,
  placeSpecimens,
  planPickRound,
  type RackCheck,
  retireContainer,
  type StoreHead,
  showContainer,
  takeOutSpecimens,
} from '../../biobank/storage/index.ts';
import type { Scope } from '../../trust/scope/index.ts';
import { areaCommand } from './area-command.ts';
import { biobankDeps } from './biobank-input.ts';
import type { CliContext } from './context.ts';
import { formatTable } from './table.ts';

const readFile = (path: string): string => readFileSync(path === '-' ? 0 : resolve(path), 'utf8');
const linesOf = (path: string): string[] =>
  readFile(path)
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '');

type Run = <T>(work: (deps: BiobankDeps, scope: Scope) => Promise<T>) => Promise<T>;
const runner =
  (context: CliContext): Run =>
  async (work) =>
    await work(await biobankDeps(context), await context.scope());

const filled = ({ occupied, capacity }: { occupied: number; capacity: number | null }): string =>
  `${occupied} of ${capacity ?? '?'}`;

const describeStores = (items: readonly StoreHead[]): string =>
  items.length === 0
    ? 'There is nothing to store in. Begin with: idun biobank storage build site NAME'
    : formatTable(
        ['id', 'name', 'type', 'specimens', '°C', 'full', ''],
        items.map((one) => [
          ...[one.id, one.name, one.type, filled(one), one.temperature === null ? '' : `${one.temperature.celsius}`],
          ...[one.full ?? '', one.excursion === null ? '' : `outside its limits (${one.excursion})`],
        ]),
      );

function describeContainer(one: ContainerDetail): string {
  const below = formatTable(
    ['at', 'id', 'barcode', 'name', 'type', 'specimens'],
    one.below.map((each) => [...[each.label ?? '', each.id, each.barcode ?? '', each.name, each.type, filled(each)]]),
  );
  const standing = formatTable(
    ['at', 'barcode', 'type', 'state', 'requisition', 'block'],
    one.specimens.map((each) => [
      ...[each.label ?? '', each.barcode, each.type, each.state, each.requisition ?? '', each.block ?? ''],
    ]),
  );
  const head = [...one.path.map(({ name }) => name), one.name].join(' › ');
  return [
    `${head}  ${one.type}  ${filled(one)}`,
    ...(one.below.length > 0 ? [below] : []),
    ...(one.specimens.length > 0 ? [standing] : []),
  ].join('\n');
}

const describePlacements = (items: readonly Placement[]): string =>
  items.map(({ code, from, to }) => `${code}  ${from === null ? '' : `${from}  →  `}${to}`).join('\n') ||
  'Nothing moved.';

const describeCheck = ({ id, path, state, right, lines }: RackCheck): string =>
  [
    `${id}  ${path}  ${state}: ${right} right, ${lines.length} different`,
    ...lines.map(({ kind, code, found, expected, state: is }) =>
      `  ${found ?? expected ?? ''}  ${kind}  ${code ?? ''}  ${expected !== null && found !== null ? `by the book ${expected}` : (is ?? '')}`.trimEnd(),
    ),
  ].join('\n');

const describeForecast = ({ items, weeks }: Forecast): string =>
  items.length === 0
    ? 'There are no racks.'
    : `${formatTable(
        ['store', 'type', 'racks', 'positions', 'free', 'came/week', 'left/week', 'full'],
        items.map((one) => [
          ...[one.store.name, one.type, `${one.racks}`, `${one.capacity}`, `${one.free}`],
          ...[`${one.cameWeekly}`, `${one.leftWeekly}`, one.fullOn ?? '–'],
        ]),
      )}\nrates of the last ${weeks} weeks`;

/** `idun biobank storage …`: freezers, positions, racks. */
export function registerStorage(program: Command, context: CliContext): void {
  const biobank = areaCommand(program, 'biobank', 'specimens: reception, custody, derivation, dispensing, moving in');
  const storage = biobank.command('storage').description('freezers and what stands in them');
  const run = runner(context);
  registerContainers(storage, context, run);
  registerPositions(storage, context, run);
  registerRacks(storage, context, run);
  registerPlanning(storage, context, run);
}

function registerContainers(storage: Command, context: CliContext, run: Run): void {
  storage
    .command('stores')
    .description('sites, rooms and stores: how full, how warm, when full')
    .option('--biobank <name>')
    .action(async ({ biobank }: { biobank?: string }) =>
      context.print(await run((deps, scope) => listStores(deps, scope, biobank)), ({ items }: { items: StoreHead[] }) =>
        describeStores(items),
      ),
    );
  storage
    .command('types')
    .description('types of containers: grids, labels, what goes into them')
    .option('--biobank <name>')
    .action(async ({ biobank }: { biobank?: string }) => {
      const items = await run((deps, scope) => listTypes(deps, scope, biobank));
      context.print({ items }, () =>
        formatTable(
          ['code', 'kind', 'grid', 'takes', 'name'],
          items.map(({ code, kind, rows, columns, takes, name }) => [
            ...[code, kind, rows === null ? '–' : `${rows}×${columns}`, takes.join(', '), name.en],
          ]),
        ),
      );
    });
  storage
    .command('show')
    .description('a container: where it is, what is below it, and what stands in it')
    .argument('<container>', 'id or barcode')
    .option('--depth <levels>', 'how far down', Number, 1)
    .action(async (code: string, { depth }: { depth: number }) =>
      context.print(await run((deps, scope) => showContainer(deps, scope, code, depth)), describeContainer),
    );
  storage
    .command('build')
    .description('makes a container, or many: --count 20 with {n} in the name and barcode')
    .argument('<type>')
    .argument('<name>')
    .option('--biobank <name>')
    .option('--in <container>')
    .option('--position <label>')
    .option('--barcode <code>')
    .option('--count <n>', '', Number)
    .option('--from <n>', 'first number', Number)
    .option('--width <n>', 'digits: 3 makes 001', Number)
    .option('--capacity <n>', 'of what has no positions', Number)
    .option('--celsius <degrees>', 'what it should be', Number)
    .action(async (type: string, name: string, { in: parent, ...options }: { in?: string; count?: number }) => {
      const items = await run((deps, scope) => createContainers(deps, scope, { type, name, parent, ...options }));
      context.print({ items }, () => items.map(({ id, name: made }) => `${id}  ${made}`).join('\n'));
    });
  storage
    .command('move-container')
    .description('moves a container with everything in it')
    .argument('<container>')
    .argument('<into>')
    .option('--position <label>')
    .option('--reason <text>')
    .action(async (code: string, parent: string, options: { position?: string; reason?: string }) =>
      context.print(
        await run((deps, scope) => moveContainer(deps, scope, code, { parent, ...options })),
        ({ name, label }: { name: string; label: string | null }) => `${name} stands at ${label ?? parent} now.`,
      ),
    );
  storage
    .command('retire')
    .description('takes an empty container out of use')
    .argument('<container>')
    .action(async (code: string) => {
      await run((deps, scope) => retireContainer(deps, scope, code));
      context.print({ retired: code }, () => `${code} is out of use.`);
    });
}

function registerPositions(storage: Command, context: CliContext, run: Run): void {
  storage
    .command('where')
    .description('where a specimen stands, and where it stood')
    .argument('<code>')
    .action(async (code: string) => {
      const found = await run((deps, scope) => findSpecimen(deps, scope, code));
      context.print(found, () =>
        [
          `${found.barcode}  ${found.state}  ${found.place?.text ?? 'has no position'}`,
          ...found.history
            .slice(found.place === null ? 0 : 1)
            .map(({ place, until }) => `  until ${until?.toISOString()}: ${place.text}`),
        ].join('\n'),
      );
    });
  storage
    .command('unplaced')
    .description('specimens in the house that have no position, the latest first')
    .option('--biobank <name>')
    .action(async (options: { biobank?: string }) => {
      const { items, more } = await run((deps, scope) => listUnplaced(deps, scope, options));
      context.print({ items, more }, () =>
        [
          ...items.map(({ barcode, type, state }) => `${barcode}  ${type}  ${state}`),
          ...(more ? ['and more'] : []),
          ...(items.length === 0 ? ['Every specimen in the house has a position.'] : []),
        ].join('\n'),
      );
    });
  storage
    .command('place')
    .description('puts specimens into a container, all or none; code@B7 names the position')
    .argument('<container>')
    .argument('[codes...]', 'from standard input, one a line, when none is given')
    .option('--reason <text>')
    .action(async (container: string, codes: string[], { reason }: { reason?: string }) => {
      const items = (codes.length > 0 ? codes : linesOf('-')).map((given) => {
        const [, code = given, position] = /^(.*)@([A-Za-z]*\d+)$/.exec(given) ?? [];
        return { code, container, position };
      });
      const placed = await run((deps, scope) => placeSpecimens(deps, scope, { items, reason }));
      context.print({ items: placed }, () => describePlacements(placed));
    });
  storage
    .command('move')
    .description('moves by position, without reading labels: a whole rack, or some positions (A1:B1 A2:B2)')
    .argument('<from>')
    .argument('<to>')
    .argument('[positions...]')
    .option('--reason <text>')
    .action(async (from: string, to: string, positions: string[], { reason }: { reason?: string }) => {
      const pairs = positions.map((pair) => pair.split(':')).map(([a = '', b = a]) => ({ from: a, to: b }));
      const given = { from, to, reason, slots: pairs.length === 0 ? undefined : pairs };
      const moved = await run((deps, scope) => moveBySlot(deps, scope, given));
      context.print({ items: moved }, () => describePlacements(moved));
    });
  storage
    .command('take-out')
    .description('takes specimens out of their positions')
    .argument('<codes...>')
    .option('--biobank <name>')
    .option('--reason <text>')
    .action(async (codes: string[], { biobank, reason }: { biobank?: string; reason?: string }) => {
      const items = await run(async (deps, scope) => {
        const { biobankNo } = await requireBiobank(deps.database.app, scope, biobank);
        return await takeOutSpecimens(deps, scope, { codes, biobankNo, reason });
      });
      context.print({ items }, () => items.map(({ code, from }) => `${code}  ${from ?? 'had no position'}`).join('\n'));
    });
}

function registerRacks(storage: Command, context: CliContext, run: Run): void {
  storage
    .command('check')
    .description('compares files of a rack scanner with the book; changes nothing')
    .argument('<files...>')
    .option('--biobank <name>')
    .option('--container <code>', 'when the files name no rack')
    .action(async (files: string[], options: { biobank?: string; container?: string }) => {
      const items: RackCheck[] = [];
      for (const path of files) {
        items.push(...(await run((deps, scope) => checkRacks(deps, scope, { ...options, file: readFile(path) }))));
      }
      if (items.some(({ lines }) => lines.length > 0)) context.exitCode = 1;
      context.print({ items }, () => items.map(describeCheck).join('\n'));
    });
  storage
    .command('checks')
    .description('checks of racks that wait for a decision')
    .option('--biobank <name>')
    .action(async ({ biobank }: { biobank?: string }) => {
      const items = await run((deps, scope) => listRackChecks(deps, scope, { biobank, state: 'open' }));
      context.print({ items }, () => items.map(describeCheck).join('\n') || 'No check waits.');
    });
  storage
    .command('decide')
    .description('makes the book as a scan says, as far as that is decided')
    .argument('<check>', 'rck_…')
    .requiredOption('--missing <what>', 'lose, take-out or leave')
    .requiredOption('--found <what>', 'place or leave')
    .option('--leave <codes...>', 'that stay as the book has them')
    .option('--note <text>')
    .action(
      async (
        id: string,
        options: { missing: 'lose' | 'take-out' | 'leave'; found: 'place' | 'leave'; leave?: string[]; note?: string },
      ) => {
        const done = await run((deps, scope) => decideRackCheck(deps, scope, id, options));
        context.print(done, () =>
          [`${done.changed} changed`, ...done.left.map(({ code, why }) => `${code} stays: ${why}`)].join('\n'),
        );
      },
    );
  storage
    .command('adopt')
    .description('makes the places of an imported inventory into positions')
    .option('--biobank <name>')
    .option('--dry-run', 'says what would happen, and changes nothing')
    .option('--racks-in <container>', 'makes racks that are not there, in this container')
    .option('--type <code>', 'of the racks that are made', 'sbs-96')
    .action(async (options: { biobank?: string; dryRun?: boolean; racksIn?: string; type: string }) => {
      const { biobank, dryRun, racksIn: parent, type } = options;
      const given = { biobank, dryRun, racks: parent === undefined ? undefined : { parent, type } };
      const report = await run((deps, scope) => adoptPlaces(deps, scope, given));
      if (report.faultCount > 0) context.exitCode = 1;
      context.print(report, () =>
        [
          `${report.waiting} specimens with an imported place, ${report.placed} placed, ${report.racksMade} racks made`,
          ...report.faults.map(({ barcode, rack, position, fault }) => `${barcode} at ${rack} ${position}: ${fault}`),
        ].join('\n'),
      );
    });
}

function registerPlanning(storage: Command, context: CliContext, run: Run): void {
  storage
    .command('forecast')
    .description('free positions by store and type of rack, the rate of use, and when they will be full')
    .option('--biobank <name>')
    .option('--weeks <n>', 'of which the rate is', Number, 12)
    .action(async (options: { biobank?: string; weeks: number }) =>
      context.print(await run((deps, scope) => forecastStores(deps, scope, options)), describeForecast),
    );
  storage
    .command('plan')
    .description('which of equivalent tubes to take so that few racks are moved: a line of codes for each wish')
    .argument('<file>', '- is standard input')
    .option('--biobank <name>')
    .action(async (file: string, { biobank }: { biobank?: string }) => {
      const choices = linesOf(file).map((line) => line.split(/[\s,;]+/));
      const plan = await run((deps, scope) => planPickRound(deps, scope, { biobank, choices }));
      context.print(plan, () =>
        [
          `${plan.lines.length} tubes of ${plan.racks} racks in ${plan.stores} stores`,
          ...plan.lines.map(({ code, text }) => `${code}  ${text}`),
          ...plan.unplaced.map((code) => `${code}  has no position`),
        ].join('\n'),
      );
    });
}
