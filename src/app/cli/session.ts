import type { Command } from 'commander';
import { createOneTimeLink } from '../../trust/identity/index.ts';
import type { CliContext } from './context.ts';

/** `idun session link`: a new one-time link to a running server. */
export function registerSession(program: Command, context: CliContext): void {
  const session = program.command('session').description('sessions in the browser');
  session
    .command('link')
    .description('print a new one-time link that opens an operator session')
    .option('--port <number>', 'port of the server')
    .action(async ({ port }: { port?: string }) => {
      const { config, database } = await context.app({ port });
      const url = `http://127.0.0.1:${config.port}/open/${await createOneTimeLink(database.app)}`;
      context.print({ url }, () => url);
    });
}
