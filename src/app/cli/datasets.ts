import { writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { exportPed, listDatasets } from '../../genomes/archive/index.ts';
import type { CliContext } from './context.ts';
import { formatTable } from './table.ts';

async function list(context: CliContext, options: { limit?: string; after?: string }): Promise<void> {
  const page = await listDatasets((await context.database()).app, await context.scope(), {
    limit: Number(options.limit ?? 50),
    after: options.after,
  });
  context.print(page, () =>
    formatTable(
      ['name', 'source', 'reference', 'genomes', 'submissions', 'controller'],
      page.items.map((d) => [
        d.name,
        d.source,
        d.reference ?? '–',
        String(d.genomes),
        String(d.submissions),
        d.controller ?? '–',
      ]),
    ),
  );
}

async function ped(context: CliContext, dataset: string, options: { output?: string }): Promise<void> {
  const text = await exportPed((await context.database()).app, await context.scope(), dataset);
  if (options.output === undefined) {
    process.stdout.write(text);
    return;
  }
  await writeFile(options.output, text, { mode: 0o600 });
  context.print({ output: options.output }, () => `Families of ${dataset} were written to ${options.output}.`);
}

/** `idun datasets list|ped`. */
export function registerDatasets(program: Command, context: CliContext): void {
  const datasets = program.command('datasets').description('collections of genomes');
  datasets
    .command('list')
    .description('datasets and their sizes')
    .option('--limit <rows>', 'rows of a page', '50')
    .option('--after <mark>', 'the mark that the page before ended with')
    .action((options: { limit?: string; after?: string }) => list(context, options));
  datasets
    .command('ped')
    .description('families of a dataset as PED')
    .argument('<dataset>')
    .option('--output <file>', 'file to write instead of the terminal')
    .action((dataset: string, options: { output?: string }) => ped(context, dataset, options));
}
