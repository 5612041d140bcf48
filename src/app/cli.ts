import { Command } from 'commander';
import { areas } from './cli/areas.ts';
import { type CliContext, makeContext } from './cli/context.ts';
import { printProblem } from './cli/print-problem.ts';
import { version } from './version.ts';

function makeProgram(): Command {
  return new Command('idun')
    .description('Open infrastructure for a nation’s personalised medicine')
    .version(version)
    .option('--data <dir>', 'folder of the whole state (default: IDUN_DATA, else .idun here)')
    .option('--json', 'answers as JSON, problems as problem+json on standard error')
    .option('--log <level>', 'trace, debug, info, warn, error or silent')
    .showHelpAfterError('(idun --help lists the commands)');
}

/** Only the asked area is loaded, so that a quick question is answered quickly; help and mistakes load all. */
async function registerAreas(program: Command, context: CliContext, argv: readonly string[]): Promise<void> {
  const asked = areas.filter((area) => argv.slice(2).some((word) => area.commands.includes(word)));
  for (const area of asked.length > 0 ? asked : areas) {
    const register = await area.load();
    register(program, context);
  }
}

/**
 * Runs one command line. The exit code is 0 only when all of the asked work is done; 130 or 143 after a signal.
 * @param argv as `process.argv`
 */
export async function main(argv: readonly string[]): Promise<void> {
  const program = makeProgram();
  const context = makeContext(() => program.opts());
  // A reader that has seen enough (`| head`) closes the pipe; that is no failure.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => context.interrupt(signal));
  try {
    await registerAreas(program, context, argv);
    await program.parseAsync(argv as string[]);
  } catch (error) {
    if (!context.signal.aborted) {
      printProblem(error, program.opts()['json'] === true);
      process.exitCode = 1;
    }
  } finally {
    await context.close();
  }
  if (context.exitCode !== undefined) process.exitCode = context.exitCode;
}
