import type { Command } from 'commander';
import {
  addRobot,
  type CommandAnswer,
  changeRobot,
  commandAnswer,
  compareStore,
  type Found,
  listRobots,
  type MoveRequest,
  openRobots,
  planMove,
  planPicks,
  protocolNames,
  protocols,
  type RobotDeps,
  type RobotHead,
  reconcileCommand,
  showRobot,
  simulateRobot,
  type WorkReport,
  workRobot,
} from '../../biobank/storage/robots/index.ts';
import { Problem, type ProblemSpec } from '../../platform/problem/index.ts';
import { areaCommand } from './area-command.ts';
import type { CliContext } from './context.ts';
import { formatTable } from './table.ts';

const errors = {
  badInput: { code: 'IDUN_BIOBANK_INPUT', status: 422, title: 'The input cannot be used.' },
} as const satisfies Record<string, ProblemSpec>;

// A command works through the queue itself when it is told to; otherwise the server does, which looks every minute.
async function depsOf(context: CliContext): Promise<RobotDeps> {
  const { wake: _, ...deps } = openRobots(await context.app());
  return deps;
}

const describeRobots = (robots: readonly RobotHead[]): string =>
  robots.length === 0
    ? 'There is no automated store.'
    : formatTable(
        ['id', 'name', 'protocol', 'at', 'seen', 'waiting', 'unknown', 'state'],
        robots.map(({ id, name, protocol, host, port, lastSeenAt, commands, active, problem }) => [
          ...[id, name, protocol, `${host}:${port}`, lastSeenAt?.toISOString() ?? 'never'],
          ...[`${commands['planned'] ?? 0}`, `${commands['unknown'] ?? 0}`],
          active ? (problem ?? 'well') : 'not worked with',
        ]),
      );

const describeCommands = (commands: readonly CommandAnswer[]): string =>
  formatTable(
    ['id', 'command', 'code', 'place', 'state', 'why', ''],
    commands.map(({ id, kind, code, address, state, reason, because }) => [
      ...[id, kind, code, address, state, reason, because ?? ''],
    ]),
  );

const describeWork = ({ done, failed, waiting, unknown, problem }: WorkReport): string =>
  `${done} done, ${failed} failed, ${waiting} waiting, ${unknown} unknown${problem === null ? '' : `: ${problem}`}`;

const number = (text: string): number => {
  const value = Number(text);
  if (Number.isFinite(value)) return value;
  throw new Problem(errors.badInput, `${text} is not a number.`);
};

/** `idun biobank robot add|list|show|change|pick|move|work|reconcile|compare|simulate`. */
export function registerRobots(program: Command, context: CliContext): void {
  const robot = areaCommand(program, 'biobank', 'specimens: reception, custody, derivation, dispensing, moving in')
    .command('robot')
    .description('automated stores: what they have to do, and what nobody can tell');
  registerStores(robot, context);
  registerWork(robot, context);
  registerLooking(robot, context);
}

function registerStores(robot: Command, context: CliContext): void {
  robot
    .command('list')
    .alias('status')
    .description('the automated stores, and how each is')
    .action(async () => {
      const items = await listRobots(await depsOf(context), await context.scope());
      context.print({ items }, () => describeRobots(items));
    });
  robot
    .command('show')
    .description('a store with its queue and what it did last')
    .argument('<robot>', 'id or name')
    .action(async (name: string) => {
      const shown = await showRobot(await depsOf(context), await context.scope(), name);
      context.print(
        shown,
        () => `${describeRobots([shown])}\n\n${describeCommands([...shown.open, ...shown.latest.slice(0, 20)])}`,
      );
    });
  robot
    .command('add')
    .description('makes an automated store known')
    .argument('<name>')
    .requiredOption('--store <container>', 'the store in the storage module: its id or barcode')
    .requiredOption('--port <number>')
    .option('--host <name>', 'where it answers', '127.0.0.1')
    .option(
      '--protocol <name>',
      protocolNames.map((one) => `${one} (${protocols[one].title})`).join('; '),
      'tube-lines',
    )
    .option('--device <name>', 'its name behind a driver that serves several')
    .option('--biobank <name>')
    .action(
      async (name: string, { port, ...options }: Omit<Parameters<typeof addRobot>[2], 'port'> & { port: string }) => {
        const deps = await depsOf(context);
        const made = await addRobot(deps, await context.scope(), { ...options, name, port: number(port) });
        context.print(made, () => describeRobots([made]));
      },
    );
  robot
    .command('change')
    .description('changes where a store answers, or whether it is worked with')
    .argument('<robot>')
    .option('--host <name>')
    .option('--port <number>')
    .option('--pause', 'sends it nothing any more')
    .option('--resume')
    .action(async (name: string, options: { host?: string; port?: string; pause?: boolean; resume?: boolean }) => {
      const { host, port, pause, resume } = options;
      const change = {
        ...{ host, port: port === undefined ? undefined : number(port) },
        active: pause ? false : resume ? true : undefined,
      };
      const changed = await changeRobot(await depsOf(context), await context.scope(), name, change);
      context.print(changed, () => describeRobots([changed]));
    });
}

function registerWork(robot: Command, context: CliContext): void {
  robot
    .command('pick')
    .description('gives the pick list of a reservation to the automated stores; names what people fetch')
    .argument('<reservation>')
    .option('--now', 'works through the queues here, without a server')
    .action(async (reservation: string, { now }: { now?: boolean }) => {
      const [deps, scope] = [await depsOf(context), await context.scope()];
      const planned = await planPicks(deps, scope, reservation);
      const worked: WorkReport[] = [];
      for (const id of now ? planned.robots : []) worked.push(await workRobot(deps, scope, id, context.signal));
      if (worked.some(({ failed, waiting, unknown }) => failed + waiting + unknown > 0)) context.exitCode = 1;
      context.print({ ...planned, worked }, () =>
        [
          `${planned.planned} given to automated stores, ${planned.already} under way before, ${planned.byHand.length} by hand`,
          ...planned.byHand.map(({ barcode, position }) => `by hand: ${barcode}  ${position ?? 'no position'}`),
          ...planned.withdrawn.map(({ code, because }) => `withdrawn: ${code}  ${because}`),
          ...worked.map((report) => `${report.robot}: ${describeWork(report)}`),
        ].join('\n'),
      );
    });
  robot
    .command('move')
    .description('has a store fetch something to its hatch, or put away what lies there')
    .argument('<robot>')
    .argument('<what>', 'pick or put')
    .argument('<code>', 'of a tube, or of a rack')
    .argument('[address]', 'the place in the store')
    .action(async (name: string, kind: string, code: string, address: string | undefined) => {
      if (kind !== 'pick' && kind !== 'put') throw new Problem(errors.badInput, `${kind} is neither pick nor put.`);
      const move: MoveRequest = { kind, code, address };
      const items = await planMove(await depsOf(context), await context.scope(), name, [move]);
      context.print({ items: items.map(commandAnswer) }, () => describeCommands(items.map(commandAnswer)));
    });
  robot
    .command('work')
    .description('works through a store’s queue here, and first looks up what was under way')
    .argument('<robot>')
    .action(async (name: string) => {
      const report = await workRobot(await depsOf(context), await context.scope(), name, context.signal);
      if (report.waiting + report.unknown > 0 || report.problem !== null) context.exitCode = 1;
      context.print(report, describeWork);
    });
}

function registerLooking(robot: Command, context: CliContext): void {
  robot
    .command('reconcile')
    .description('settles a command nobody can tell about, by what you have seen')
    .argument('<command>', 'rcm_…')
    .option('--found <code>', 'it happened: the code you have scanned, at the hatch or in its place')
    .option('--not-done', 'the arm had not moved it')
    .option('--again', 'it is still wanted')
    .requiredOption('--note <text>', 'what you saw')
    .action(async (id: string, options: { found?: string; notDone?: boolean; again?: boolean; note: string }) => {
      const { found: code, notDone, again = false, note } = options;
      if ((code === undefined) === (notDone !== true)) {
        throw new Problem(errors.badInput, 'Say either what you found or that it was not done.', {
          expected: '--found CODE, or --not-done',
        });
      }
      const found: Found = code === undefined ? { happened: false, again, note } : { happened: true, code, note };
      const settled = await reconcileCommand(await depsOf(context), await context.scope(), id, found);
      context.print(commandAnswer(settled), (one: CommandAnswer) => describeCommands([one]));
    });
  robot
    .command('compare')
    .description('asks a store what lies in it, and compares that with the books')
    .argument('<robot>')
    .action(async (name: string) => {
      const found = await compareStore(await depsOf(context), await context.scope(), name);
      const lines = [
        ...found.moved.map(({ code, booked, seen }) => `${code} lies at ${seen}, booked at ${booked}`),
        ...found.missing.map(({ code, booked }) => `${code} is not at ${booked}`),
        ...found.unexpected.map(({ code, seen }) => `${code} lies at ${seen}, booked nowhere here`),
        ...found.outside.map(({ code, place }) => `${code} lies at ${place}`),
      ];
      if (found.moved.length + found.missing.length + found.unexpected.length > 0) context.exitCode = 1;
      context.print(found, () => [`${found.right} tubes lie where they should`, ...lines].join('\n'));
    });
  robot
    .command('simulate')
    .description('listens in the place of a store, filled with what is booked in it, until Ctrl-C')
    .argument('<robot>')
    .option('--port <number>', 'another than the store’s own')
    .option('--faults <share>', 'how often a command goes wrong, 0 to 1', '0')
    .option('--seed <number>', 'faults of one seed are the same each time', '1')
    .option('--move-ms <number>', 'how long the arm needs', '400')
    .action(async (name: string, options: { port?: string; faults: string; seed: string; moveMs: string }) => {
      const { port, faults, seed, moveMs } = options;
      const simulated = await simulateRobot(await depsOf(context), await context.scope(), name, {
        ...{ port: port === undefined ? undefined : number(port), faults: number(faults) },
        ...{ seed: number(seed), moveMs: number(moveMs) },
      });
      context.print(
        { port: simulated.port, tubes: simulated.tubes },
        () => `simulating ${name} on port ${simulated.port}, with ${simulated.tubes} in it; Ctrl-C ends it`,
      );
      await new Promise<void>((resolve) => {
        if (context.signal.aborted) resolve();
        context.signal.addEventListener('abort', () => resolve(), { once: true });
      });
      simulated.mechanics.stop();
      await simulated.close();
    });
}
