import { type Command, Option } from 'commander';
import {
  type DecidedSubmission,
  findUnfinished,
  listSubmissions,
  type ProcessedSubmission,
  processSubmission,
  rejectSubmission,
  releaseSubmission,
  replaceSubmission,
  retractSubmission,
  type SubmissionSummary,
  showSubmission,
} from '../../genomes/archive/index.ts';
import { archiveOf } from './archive-of.ts';
import type { CliContext } from './context.ts';
import { formatReport } from './report-text.ts';
import { type AddOptions, readAddOptions, withSubmissionOptions } from './submission-options.ts';
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

const acts = { retract: retractSubmission, release: releaseSubmission, reject: rejectSubmission };
const actTexts = {
  retract: 'take an accepted submission out of every answer; its history stays',
  release: 'accept a submission that waits in quarantine, after looking at what held it',
  reject: 'refuse a submission that waits in quarantine; its genomes are removed',
};

async function decide(context: CliContext, act: keyof typeof acts, id: string, reason: string): Promise<void> {
  const answer: DecidedSubmission = await acts[act](await archiveOf(context), id, { reason, actor: context.actor });
  context.print(answer, () => `Submission ${id} is ${answer.state}; ${answer.genomes} genomes.`);
}

function printOutcome(context: CliContext, done: ProcessedSubmission): void {
  const answer = { submission: done.id, state: done.state, report: done.report };
  if (done.state !== 'accepted') context.exitCode = 1;
  context.print(answer, () => formatReport(answer));
}

async function replace(context: CliContext, id: string, paths: readonly string[], options: AddOptions): Promise<void> {
  const { actor, progress, signal } = context;
  const given = readAddOptions(paths, options);
  printOutcome(context, await replaceSubmission(await archiveOf(context), id, { ...given, actor, progress, signal }));
}

async function processUnfinished(context: CliContext, id: string | undefined, background: boolean): Promise<void> {
  const archive = await archiveOf(context);
  if (background) {
    const { processInBackground } = await import('./process-in-background.ts');
    await processInBackground(context, archive);
    return;
  }
  const { actor, progress, signal } = context;
  const ids = id === undefined ? await findUnfinished(archive.db.app) : [id];
  if (ids.length === 0) context.print({ items: [] }, () => 'Nothing is unfinished.');
  for (const one of ids) printOutcome(context, await processSubmission(archive, one, { actor, progress, signal }));
}

/** `idun submissions list|show|process|retract|replace|release|reject`. */
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
  for (const act of ['retract', 'release', 'reject'] as const) {
    submissions
      .command(act)
      .description(actTexts[act])
      .argument('<id>', 'sub_…')
      .requiredOption('--reason <text>', 'why, for the history')
      .action((id: string, { reason }: { reason: string }) => decide(context, act, id, reason));
  }
  withSubmissionOptions(
    submissions
      .command('replace')
      .description('put new files in the place of an accepted submission, in one step')
      .argument('<id>', 'sub_…')
      .argument('<files...>', 'VCF, gVCF or BCF'),
  ).action((id: string, files: string[], options: AddOptions) => replace(context, id, files, options));
  submissions
    .command('process')
    .description('finish what a process that ended left unfinished')
    .argument('[id]', 'sub_…; all unfinished ones without it')
    .addOption(new Option('--background', 'the server’s own: waits for what it is told').hideHelp())
    .action((id: string | undefined, { background }: { background?: boolean }) =>
      processUnfinished(context, id, background ?? false),
    );
}
