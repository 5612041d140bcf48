import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { Problem, type ProblemSpec } from '../../platform/problem/index.ts';
import {
  type CohortCount,
  type CohortDetail,
  type CohortService,
  type CohortSummary,
  type Count,
  changeCohort,
  cohortFrequencies,
  countCohort,
  type Definition,
  type Drift,
  driftOf,
  freezeVersion,
  listCohorts,
  openCohorts,
  readDefinition,
  removeCohort,
  saveCohort,
  showCohort,
} from '../../register/cohorts/index.ts';
import type { CliContext } from './context.ts';
import { formatTable } from './table.ts';

const errors = {
  noDefinition: { code: 'IDUN_CLI_NO_DEFINITION', status: 400, title: 'The file of the definition cannot be used.' },
} as const satisfies Record<string, ProblemSpec>;

const opened = new WeakMap<CliContext, CohortService>();

async function serviceOf(context: CliContext): Promise<CohortService> {
  const { database, variants } = await context.app();
  const service = opened.get(context) ?? openCohorts({ database, variants });
  opened.set(context, service);
  return service;
}

/** Reads a definition from a file, `-` for standard input, or JSON written in place. */
function readDefinitionText(text: string): Definition {
  const trimmed = text.trim();
  try {
    const json = trimmed.startsWith('{') ? trimmed : readFileSync(trimmed === '-' ? 0 : resolve(trimmed), 'utf8');
    return readDefinition(JSON.parse(json));
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw new Problem(errors.noDefinition, error instanceof Error ? error.message : String(error), {
      expected: 'JSON such as {"conditions":[{"field":"sex","any":["female"]}]}',
    });
  }
}

const shown = ({ persons, protected: below }: Count): string => (persons === null ? (below ?? '–') : String(persons));

function describeCount(count: CohortCount, { conditions }: Definition): string {
  const rows = count.steps.map((step, at) => [
    `${at + 1}`,
    JSON.stringify(conditions[at]),
    shown(step),
    step.lost === null ? '–' : `${step.lost}`,
    shown(step.alone),
  ]);
  const rounded = count.roundedTo > 1 ? `, rounded to ${count.roundedTo}` : '';
  return `${shown(count)} of ${shown(count.everybody)} people${rounded}\n${formatTable(['', 'condition', 'left', 'lost', 'alone'], rows)}
as of data version ${count.asOf.dataVersion}, mask epoch ${count.asOf.maskEpoch}, counted in ${count.milliseconds} ms`;
}

function describeCohort(cohort: CohortDetail): string {
  const rows = cohort.versions.map((one) => [
    `${one.version}`,
    shown(one),
    one.frozenAt.toISOString(),
    `${one.dataVersion}`,
    `${one.maskEpoch}`,
    one.membersHash.slice(0, 16),
    one.note ?? '',
  ]);
  return `${cohort.name}  ${cohort.id}  ${cohort.sharing}
${JSON.stringify(cohort.versions[0]!.definition)}
${formatTable(['version', 'people', 'frozen', 'data', 'mask', 'members', 'note'], rows)}`;
}

function describeList(items: readonly CohortSummary[]): string {
  if (items.length === 0) return 'No cohort is saved yet. Make one with `idun cohorts save NAME --definition FILE`.';
  return formatTable(
    ['id', 'name', 'people', 'version', 'frozen', 'sharing'],
    items.map((one) => [one.id, one.name, shown(one), `${one.version}`, one.frozenAt.toISOString(), one.sharing]),
  );
}

function describeDrift(drift: Drift): string {
  const lines = Object.entries(drift.gone).map(([reason, count]) => `  ${reason}: ${shown(count)}`);
  return `version ${drift.version}: ${shown(drift.frozen)} people when frozen, ${shown(drift.now)} now${drift.same ? ' (the same people)' : ''}
stayed: ${shown(drift.stayed)}
gone:
${lines.join('\n')}
new: ${shown(drift.added)}`;
}

interface FrequencyChoice {
  version?: string;
  reference?: string;
  region?: string;
  filter?: 'pass';
  output?: string;
}

/** Writes the frequencies of a cohort's version to the terminal or a file. */
export async function printCohortFrequencies(context: CliContext, id: string, choice: FrequencyChoice): Promise<void> {
  const service = await serviceOf(context);
  const scope = await context.scope();
  const { version, reference, region, filter } = choice;
  const asked = await cohortFrequencies(service, scope, id, {
    version: version === undefined ? undefined : Number(version),
    reference,
    region,
    filter,
  });
  if (choice.output !== undefined && choice.output !== '-') {
    const output = resolve(choice.output);
    const rows = await service.variants.writeFrequencies(scope, asked, output);
    context.print(
      { output, rows, reference: asked.reference },
      () => `${rows} alleles of ${asked.reference} in ${output}`,
    );
    return;
  }
  for await (const chunk of service.variants.frequencies(scope, asked)) {
    if (!process.stdout.write(chunk)) await new Promise((done) => process.stdout.once('drain', done));
  }
}

/** `idun cohorts list|count|save|show|freeze|drift|share|frequencies|remove`. */
export function registerCohorts(program: Command, context: CliContext): void {
  const cohorts = program.command('cohorts').description('people chosen by conditions, saved and frozen');
  const file = 'JSON file of the definition, `-` for standard input, or the JSON itself';
  const version = '--version <number>';
  cohorts
    .command('list')
    .description('saved cohorts')
    .action(async () => {
      const items = await listCohorts(await serviceOf(context), await context.scope());
      context.print({ items }, () => describeList(items));
    });
  cohorts
    .command('count')
    .description('counts a definition with what each condition takes away; nothing is saved')
    .requiredOption('--definition <file>', file)
    .action(async (options: { definition: string }) => {
      const definition = readDefinitionText(options.definition);
      const answer = await countCohort(await serviceOf(context), await context.scope(), definition);
      context.print(answer, () => describeCount(answer, definition));
    });
  cohorts
    .command('save')
    .description('saves a cohort and freezes its first version')
    .argument('<name>')
    .requiredOption('--definition <file>', file)
    .option('--description <text>')
    .option('--note <text>', 'why, for the history')
    .action(async (name: string, options: { definition: string; description?: string; note?: string }) => {
      const { description, note } = options;
      const given = { name, description, note, definition: readDefinitionText(options.definition) };
      context.print(await saveCohort(await serviceOf(context), await context.scope(), given), describeCohort);
    });
  cohorts
    .command('show')
    .description('a cohort with its versions')
    .argument('<id>', 'coh_…')
    .action(async (id: string) =>
      context.print(await showCohort(await serviceOf(context), await context.scope(), id), describeCohort),
    );
  cohorts
    .command('freeze')
    .description('freezes a further version: a changed definition, or the same on today’s data')
    .argument('<id>', 'coh_…')
    .option('--definition <file>', file)
    .option('--note <text>', 'why, for the history')
    .action(async (id: string, options: { definition?: string; note?: string }) => {
      const { note } = options;
      const definition = options.definition === undefined ? undefined : readDefinitionText(options.definition);
      context.print(
        await freezeVersion(await serviceOf(context), await context.scope(), id, { note, definition }),
        describeCohort,
      );
    });
  cohorts
    .command('drift')
    .description('runs a version again: who stayed, who is gone and why, who is new')
    .argument('<id>', 'coh_…')
    .option(version, 'the newest without it')
    .action(async (id: string, options: { version?: string }) => {
      const number = options.version === undefined ? undefined : Number(options.version);
      context.print(await driftOf(await serviceOf(context), await context.scope(), id, number), describeDrift);
    });
  cohorts
    .command('share')
    .description('shares a cohort with the organisation it was made in, or ends that')
    .argument('<id>', 'coh_…')
    .option('--private', 'only its owner from now on')
    .action(async (id: string, options: { private?: boolean }) => {
      const sharing = options.private ? 'private' : 'organisation';
      context.print(
        await changeCohort(await serviceOf(context), await context.scope(), id, { sharing }),
        describeCohort,
      );
    });
  cohorts
    .command('frequencies')
    .description('allele frequencies of a version: chrom pos ref alt ac an hom hemi missing af')
    .argument('<id>', 'coh_…')
    .option(version, 'the newest without it')
    .option('--reference <name>')
    .option('--region <region>')
    .option('--filter <kind>', '`pass`: only alleles that a file passed')
    .option('--output <file>', '.tsv, .vcf (both also .gz) or .parquet; without it TSV to standard output')
    .action((id: string, choice: FrequencyChoice) => printCohortFrequencies(context, id, choice));
  cohorts
    .command('remove')
    .description('takes a cohort out of the lists; what was frozen stays in the record')
    .argument('<id>', 'coh_…')
    .action(async (id: string) => {
      await removeCohort(await serviceOf(context), await context.scope(), id);
      context.print({ removed: id }, () => `${id} is in no list any more.`);
    });
}
