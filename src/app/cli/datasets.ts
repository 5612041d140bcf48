import { writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { exportPed, leaveDataset, listDatasets } from '../../genomes/archive/index.ts';
import { archiveOf } from './archive-of.ts';
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

interface LeaveOptions {
  reason: string;
  return?: boolean;
}

async function leave(context: CliContext, dataset: string, person: string, options: LeaveOptions): Promise<void> {
  const { cprKeys } = await context.app();
  const answer = await leaveDataset(await archiveOf(context), {
    dataset,
    person,
    reason: options.reason,
    actor: context.actor,
    returns: options.return ?? false,
    cprKeys,
  });
  context.print(answer, () => {
    if (!answer.changed) return `${answer.person}: nothing changed.`;
    return options.return
      ? `${answer.person} is in ${answer.dataset} again, with ${answer.genomes} genomes.`
      : `${answer.person} has left ${answer.dataset}: ${answer.genomes} genomes are in none of its answers from now on; care is not touched.`;
  });
}

/** `idun datasets list|ped|leave`. */
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
  datasets
    .command('leave')
    .description('a person leaves a dataset (a project): its use of the genomes ends; nothing is erased')
    .argument('<dataset>')
    .argument(
      '<person>',
      'per_…, dataset:NAME:SAMPLE, an identifier only one person has, or a civil registration number',
    )
    .option('--reason <text>', 'why, for the history', 'the person asked')
    .option('--return', 'end the departure')
    .action((dataset: string, person: string, options: LeaveOptions) => leave(context, dataset, person, options));
}
