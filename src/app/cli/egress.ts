import type { Command } from 'commander';
import { readEgressLog } from '../../platform/egress/index.ts';
import type { CliContext } from './context.ts';
import { formatTable } from './table.ts';

/** `idun egress log`: what left this installation, and what was not let out. */
export function registerEgress(program: Command, context: CliContext): void {
  program
    .command('egress')
    .description('the one door out')
    .command('log')
    .description('requests that went out or were refused, the newest first, and which hosts are allowed')
    .option('--limit <rows>', 'rows', '200')
    .action(({ limit }: { limit: string }) => {
      const { dataDir, egressHosts } = context.config();
      const items = readEgressLog(dataDir, Number(limit));
      context.print({ allowed: egressHosts, items }, () =>
        [
          `Allowed: ${egressHosts.join(', ') || 'nothing'}`,
          formatTable(
            ['at', 'host', 'method', 'outcome', 'status'],
            items.map((e) => [e.at, e.host, e.method, e.outcome, String(e.status ?? '–')]),
          ),
        ].join('\n'),
      );
    });
}
