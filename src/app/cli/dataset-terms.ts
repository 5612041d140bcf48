import type { Command } from 'commander';
import {
  changeController,
  closeDataset,
  type DatasetDetail,
  describeDataset,
  openDataset,
  stateTerms,
  termsSchema,
} from '../../genomes/archive/index.ts';
import { systemClock } from '../../platform/clock/index.ts';
import type { CliContext } from './context.ts';

function words(dataset: DatasetDetail): string {
  const { terms, controller, processors, projects, earlier } = dataset;
  const parties = (label: string, list: DatasetDetail['processors']): string[] =>
    list.map(
      ({ organisation, basis, until }) => `${label}: ${organisation} (${basis}${until ? `, until ${until}` : ''})`,
    );
  return [
    dataset.name,
    ...parties('controller', controller === null ? [] : [controller]),
    ...(controller === null ? ['controller: nobody is stated'] : []),
    ...parties('processor', processors),
    ...parties('open to project', projects),
    ...(terms === null
      ? ['terms: none are stated']
      : [
          `purpose: ${terms.purpose}`,
          `legal basis: GDPR art. ${terms.article6} and ${terms.article9}; ${terms.nationalLaw}`,
          `retention: ${terms.retention}`,
          `agreement: ${terms.agreement ?? '–'}`,
        ]),
    `earlier: ${earlier.terms.length} terms, ${earlier.parties.length} parties`,
  ].join('\n');
}

interface TermsOptions {
  purpose: string;
  article6: string;
  article9: string;
  law: string;
  retention: string;
  agreement?: string;
  reason: string;
}

/** `idun datasets show|terms|controller|open|close`. */
export function registerDatasetTerms(program: Command, context: CliContext): void {
  const datasets = program.commands.find((command) => command.name() === 'datasets') ?? program.command('datasets');
  const run = async (
    work: (deps: {
      db: Awaited<ReturnType<CliContext['database']>>;
      clock: typeof systemClock;
    }) => Promise<DatasetDetail>,
  ): Promise<void> => {
    context.print(await work({ db: await context.database(), clock: systemClock }), words);
  };
  datasets
    .command('show')
    .description('whose a data set is, on what terms, and for whom it is open')
    .argument('<dataset>', 'name or id')
    .action((dataset: string) =>
      run(async ({ db, clock }) => describeDataset(db.app, await context.scope(), dataset, clock.now())),
    );
  datasets
    .command('terms')
    .description('states purpose, legal basis, retention and agreement from now on')
    .argument('<dataset>', 'name or id')
    .requiredOption('--purpose <text>', 'what the data may be used for')
    .requiredOption('--article6 <point>', 'point of GDPR article 6, such as 6(1)(e)')
    .requiredOption('--article9 <point>', 'point of GDPR article 9, such as 9(2)(h)')
    .requiredOption('--law <provisions>', 'provisions of national law')
    .requiredOption('--retention <rule>', 'how long, or the rule that decides it')
    .option('--agreement <reference>', 'the agreement it rests on')
    .requiredOption('--reason <text>', 'why, for the history')
    .action((dataset: string, { law, reason, ...given }: TermsOptions) =>
      run(async (deps) => {
        const terms = termsSchema.parse({ ...given, nationalLaw: law });
        return await stateTerms(deps, await context.scope(), { dataset, terms, reason });
      }),
    );
  datasets
    .command('controller')
    .description('passes a data set to another controller')
    .argument('<dataset>', 'name or id')
    .argument('<organisation>', 'id, code or name')
    .requiredOption('--agreement <reference>', 'the agreement of the transfer')
    .requiredOption('--reason <text>', 'why, for the history')
    .action((dataset: string, organisation: string, given: { agreement: string; reason: string }) =>
      run(async (deps) => changeController(deps, await context.scope(), { dataset, organisation, ...given })),
    );
  for (const kind of ['processor', 'project'] as const) {
    datasets
      .command(`open-to-${kind}`)
      .description(`opens a data set to a ${kind}`)
      .argument('<dataset>', 'name or id')
      .argument('<organisation>', 'id, code or name')
      .requiredOption('--basis <reference>', kind === 'processor' ? 'the data processing agreement' : 'the permission')
      .option('--until <date>', 'its end')
      .requiredOption('--reason <text>', 'why, for the history')
      .action((dataset: string, organisation: string, given: { basis: string; until?: string; reason: string }) =>
        run(async (deps) => {
          const { until, ...rest } = given;
          const end = until === undefined ? {} : { until: new Date(until) };
          return await openDataset(deps, await context.scope(), { dataset, organisation, kind, ...rest, ...end });
        }),
      );
    datasets
      .command(`close-to-${kind}`)
      .description(`closes a data set to a ${kind}, at once`)
      .argument('<dataset>', 'name or id')
      .argument('<organisation>', 'id, code or name')
      .requiredOption('--reason <text>', 'why, for the history')
      .action((dataset: string, organisation: string, { reason }: { reason: string }) =>
        run(async (deps) => closeDataset(deps, await context.scope(), { dataset, organisation, kind, reason })),
      );
  }
}
