import type { Command } from 'commander';
import type { CliContext } from './context.ts';

interface StartOptions {
  port?: string;
  host?: string;
  tlsCert?: string;
  tlsKey?: string;
  demo: boolean;
}

// `npm start` runs the program below a shell, which a signal to npm ends without passing it on: the program would stay behind.
function endWithNpm(context: CliContext): void {
  if (process.env['npm_lifecycle_event'] === undefined) return;
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) context.interrupt('SIGTERM');
  }, 500).unref();
}

/** `idun start`: everything, until Ctrl-C. */
export function registerStart(program: Command, context: CliContext): void {
  program
    .command('start')
    .description('start the database, the services and the web application; Ctrl-C stops them')
    .option('--port <number>', 'port (default 8480; 0 takes a free one)')
    .option('--host <address>', 'address to listen on (default 127.0.0.1)')
    .option('--tls-cert <file>', 'certificate with its chain (PEM): HTTPS only')
    .option('--tls-key <file>', 'key of the certificate (PEM)')
    .option('--no-demo', 'do not load the synthetic demo nation on the first start')
    .action(async ({ demo, ...settings }: StartOptions) => {
      const { startServer } = await import('../server.ts');
      const app = await context.app(settings);
      const server = await startServer(app, { demo });
      context.print({ address: server.address, link: server.link }, () =>
        [
          `Idun is running at ${server.address}`,
          `Open it as the operator, once: ${server.link}`,
          ...(server.demoQueued ? ['The synthetic demo nation is being loaded in the background.'] : []),
          'Ctrl-C stops it.',
        ].join('\n'),
      );
      endWithNpm(context);
      if (!context.signal.aborted) {
        await new Promise<void>((resolve) => context.signal.addEventListener('abort', () => resolve(), { once: true }));
      }
      context.exitCode = 0;
      await server.close();
    });
}
