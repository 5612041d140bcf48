import type { Command } from 'commander';
import { listSubmissions, type SubmissionSummary, showSubmission } from '../../genomes/archive/index.ts';
import type { CliContext } from './context.ts';
import { formatReport } from './report-text.ts';
import { formatTable } from './table.ts';

interface ListOptions {
  state?: string;
  dataset?: string;
  sort?: string;
  limit?: string;
  after?: string;
}

function row(s: SubmissionSummary): string[] {
  return [
    s.id,
    s.state,
    s.dataset,
    s.reference ?? '–',
    String(s.genomes),
    String(s.errors),
    String(s.warnings),
    new Date(s.createdAt).toISOString().slice(0, 16),
  ];
}

async function list(context: CliContext, options: ListOptions): Promise<void> {
  const { limit, ...filter } = options;
  const page = await listSubmissions((await context.database()).app, await context.scope(), {
    ...filter,
    limit: Number(limit ?? 50),
  });
  context.print(page, () =>
    [
      formatTable(
        ['id', 'state', 'dataset', 'reference', 'genomes', 'errors', 'warnings', 'received'],
        page.items.map(row),
      ),
      `${page.items.length} of ${page.total}${page.next ? `; more with --after ${page.next}` : ''}`,
    ].join('\n'),
  );
}

async function show(context: CliContext, id: string): Promise<void> {
  const found = await showSubmission((await context.database()).app, await context.scope(), id);
  context.print(found, () =>
    [
      formatReport({ submission: found.id, state: found.state, report: found.report }),
      ...found.files.map((file) => `file ${file.name}  ${file.bytes} bytes  sha256 ${file.sha256}`),
      ...found.events.map(
        (e) => `${new Date(e.at).toISOString()}  ${e.from ?? ''} → ${e.to}: ${e.reason} (${e.actor})`,
      ),
    ].join('\n'),
  );
}

/** `idun submissions list|show`. */
export function registerSubmissions(program: Command, context: CliContext): void {
  const submissions = program.command('submissions').description('what was handed in, and what became of it');
  submissions
    .command('list')
    .description('submissions, newest first')
    .option('--state <state>')
    .option('--dataset <name>')
    .option('--sort <field>', 'created, state or dataset; `-` before it for descending')
    .option('--limit <rows>', 'rows of a page', '50')
    .option('--after <mark>', 'the mark that the page before ended with')
    .action((options: ListOptions) => list(context, options));
  submissions
    .command('show')
    .description('one submission with its report and history')
    .argument('<id>', 'sub_…')
    .action((id: string) => show(context, id));
}
