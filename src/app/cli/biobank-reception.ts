import type { Command } from 'commander';
import {
  closeReception,
  openReception,
  orderSpecimens,
  readRackScan,
  type Scanned,
  scanRack,
  scanTube,
} from '../../biobank/specimens/index.ts';
import { biobankDeps, readFile, readJson } from './biobank-input.ts';
import type { CliContext } from './context.ts';

const describeScans = (items: readonly Scanned[]): string =>
  items
    .map(({ code, outcome, specimen, discrepancies }) =>
      `${code || '(unreadable)'}  ${outcome}  ${specimen ?? ''}  ${discrepancies.map(({ kind, id }) => `${kind} ${id}`).join(', ')}`.trimEnd(),
    )
    .join('\n') || 'Nothing was scanned.';

/** `idun biobank order|receive`. */
export function registerReception(biobank: Command, context: CliContext): void {
  biobank
    .command('order')
    .description(
      'announces tubes of one person, as JSON: {"collection", "requisition", "person", "tubes": [{"type", "barcode"}]}',
    )
    .argument('<file>', 'JSON, or - for standard input')
    .action(async (file: string) => {
      const given = readJson(file) as Parameters<typeof orderSpecimens>[2];
      const order = await orderSpecimens(await biobankDeps(context), await context.scope(), given);
      context.print(order, () => `${order.id}  ${order.requisition}  ${order.lines.length} tubes`);
    });
  biobank
    .command('receive')
    .description(
      'takes in a delivery: scanned codes one a line from standard input, codes given here, or the file of a rack scanner',
    )
    .argument('[codes...]')
    .option('--rack <file>', 'file of a 2D rack scanner')
    .option('--biobank <name>')
    .option('--sender <name>')
    .action(async (codes: string[], options: { rack?: string; biobank?: string; sender?: string }) => {
      const [deps, scope] = [await biobankDeps(context), await context.scope()];
      const reception = await openReception(deps, scope, options);
      const scanned =
        options.rack === undefined
          ? []
          : await scanRack(deps, scope, reception.id, { scans: readRackScan(readFile(options.rack)) });
      const lines =
        codes.length > 0 || options.rack !== undefined
          ? codes
          : readFile('-')
              .split(/\r?\n/)
              .filter((line) => line.trim() !== '');
      let requisition: string | undefined;
      for (const code of lines) {
        const answer = await scanTube(deps, scope, reception.id, { code, requisition });
        if (answer.outcome === 'order') requisition = code;
        scanned.push(answer);
      }
      const closed = await closeReception(deps, scope, reception.id);
      // Not all of the asked work is done while something waits for a decision.
      if (!closed.closed) context.exitCode = 1;
      context.print(
        { ...closed, scanned },
        () =>
          `${describeScans(scanned)}\n${reception.id}: ${closed.received} received, ${closed.undecided.length} to decide`,
      );
    });
}
