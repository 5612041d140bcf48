import { writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import {
  accessReportPdf,
  actOnBreach,
  affectedBy,
  type Breach,
  breachActNames,
  type Language,
  listBreaches,
  makeAccessReport,
  recordCsv,
  recordOfProcessing,
  recordPdf,
  registerBreach,
  setReach,
  stateTerms,
} from '../../governance/privacy/index.ts';
import { readPeople, resolvePerson } from '../../trust/people/index.ts';
import { readAs } from '../../trust/scope/index.ts';
import { privacyDeps } from '../privacy/deps.ts';
import type { CliContext } from './context.ts';
import { formatTable } from './table.ts';

interface OutputOptions {
  output: string;
  lang: Language;
}

async function open(context: CliContext) {
  const { database, cprKeys } = await context.app();
  return { deps: privacyDeps(database), scope: await context.scope(), database, cprKeys };
}

async function accessReport(context: CliContext, person: string, { output, lang }: OutputOptions): Promise<void> {
  const { deps, scope, database, cprKeys } = await open(context);
  const db = readAs(database.app, scope, 'gdpr.access-report');
  const { personNo } = await resolvePerson(db, person, cprKeys);
  const record = (await readPeople(db, [personNo])).get(personNo)!;
  const report = await makeAccessReport(deps, scope, { db, person: record });
  const bytes = output.endsWith('.pdf') ? await accessReportPdf(report, lang) : `${JSON.stringify(report, null, 1)}\n`;
  await writeFile(output, bytes, { mode: 0o600 });
  const told = {
    output,
    person: record.id,
    genomes: report.stored.genomes.length,
    entries: report.recipients.entries.length,
  };
  context.print(
    told,
    () => `The report on ${record.id} (${told.genomes} genomes, ${told.entries} look-ups) is in ${output}.`,
  );
}

async function record(context: CliContext, { output, lang }: Partial<OutputOptions>): Promise<void> {
  const { deps, scope } = await open(context);
  const items = await recordOfProcessing(deps, scope);
  if (output?.endsWith('.pdf')) await writeFile(output, await recordPdf(items, lang ?? 'da', deps.clock.now()));
  else if (output?.endsWith('.csv')) await writeFile(output, recordCsv(items));
  else if (output !== undefined) await writeFile(output, `${JSON.stringify({ items }, null, 1)}\n`);
  context.print({ items }, () =>
    formatTable(
      ['dataset', 'controller', 'legal basis', 'retention', 'missing'],
      items.map((i) => [
        i.dataset.name,
        i.controller ?? '–',
        i.legalBasis ?? '–',
        i.retention ?? '–',
        i.missing.join(', '),
      ]),
    ),
  );
}

const line = (b: Breach): string => {
  const clock = b.hoursLeft === null ? '' : b.overdue ? `OVERDUE by ${-b.hoursLeft} h` : `${b.hoursLeft} h left`;
  return `${b.id}  ${b.state.padEnd(14)}  ${b.discoveredAt.toISOString()}  ${clock.padEnd(20)}  ${b.title}`;
};

function breachCommands(gdpr: Command, context: CliContext): void {
  const breaches = gdpr.command('breaches').description('breaches of personal data and their 72-hour clocks');
  breaches
    .command('list')
    .option('--open', 'without those that are closed')
    .action(async (options: { open?: boolean }) => {
      const { deps, scope } = await open(context);
      const items = await listBreaches(deps, scope, options.open ?? false);
      context.print({ items }, () => items.map(line).join('\n') || 'None.');
    });
  breaches
    .command('register')
    .requiredOption('--title <text>')
    .requiredOption('--description <text>')
    .option('--discovered <time>', 'when it was discovered (default: now)')
    .option('--kinds <list>', 'confidentiality, integrity, availability', 'confidentiality')
    .action(async (options: { title: string; description: string; discovered?: string; kinds: string }) => {
      const { deps, scope } = await open(context);
      const discoveredAt = options.discovered === undefined ? deps.clock.now() : new Date(options.discovered);
      const given = { ...options, discoveredAt, kinds: options.kinds.split(',').map((kind) => kind.trim()) };
      context.print(await registerBreach(deps, scope, given), line);
    });
  const doing = breaches
    .command('act')
    .description(`one of ${breachActNames.join(', ')}`)
    .argument('<id>')
    .argument('<act>');
  for (const field of [
    'note',
    'risk',
    'assessment',
    'report-reference',
    'delay-reason',
    'not-reportable-reason',
    'not-told-reason',
  ]) {
    doing.option(`--${field} <text>`);
  }
  doing.action(async (id: string, name: (typeof breachActNames)[number], options: Record<string, string>) => {
    const { deps, scope } = await open(context);
    if (!breachActNames.includes(name)) throw new Error(`expected one of ${breachActNames.join(', ')}`);
    const { note = null, ...fields } = options;
    context.print(await actOnBreach(deps, scope, id, { act: name, note, fields }), line);
  });
  breaches
    .command('affected')
    .description('whose data it is about, from the log; --from and --to state its entries')
    .argument('<id>')
    .option('--from <time>')
    .option('--to <time>')
    .option('--actor <actor>', 'person:acc_…')
    .option('--action <action>')
    .action(async (id: string, options: { from?: string; to?: string; actor?: string; action?: string }) => {
      const { deps, scope } = await open(context);
      const { from, to, actor = null, action = null } = options;
      if (from !== undefined && to !== undefined) {
        const span = { from: new Date(from).toISOString(), to: new Date(to).toISOString() };
        await setReach(deps, scope, id, { actor, action, ...span });
      }
      const found = await affectedBy(deps, scope, id);
      context.print(found, () =>
        [
          `${found.total} people in ${found.entries} entries`,
          ...found.people.map((p) => `${p.person}  ${p.entries}`),
        ].join('\n'),
      );
    });
}

/** `idun gdpr access-report|record|state|breaches`. Erasure is `idun genomes erase`. */
export function registerGdpr(program: Command, context: CliContext): void {
  const gdpr = program.command('gdpr').description('citizens’ rights and duties of who holds the data');
  gdpr
    .command('access-report')
    .description('everything held of one citizen, with who looked (art. 15)')
    .argument('<person>', 'per_…, namespace:value, an identifier only one person has, or a civil registration number')
    .requiredOption('--output <file>', '.pdf or .json')
    .option('--lang <language>', 'da or en', 'da')
    .action((person: string, options: OutputOptions) => accessReport(context, person, options));
  gdpr
    .command('record')
    .description('record of processing activities (art. 30), drawn from the datasets')
    .option('--output <file>', '.json, .csv or .pdf')
    .option('--lang <language>', 'da or en', 'da')
    .action((options: Partial<OutputOptions>) => record(context, options));
  gdpr
    .command('state')
    .description('states purpose, retention and more of a dataset')
    .argument('<dataset>')
    .requiredOption('--reason <text>')
    .option('--controller <name>')
    .option('--legal-basis <text>')
    .option('--purposes <list>', 'separated by ;')
    .option('--subjects <list>', 'separated by ;')
    .option('--categories <list>', 'separated by ;')
    .option('--retention <text>')
    .option('--agreement <text>')
    .option('--transfers <text>')
    .action(async (dataset: string, options: Record<string, string> & { reason: string }) => {
      const { deps, scope } = await open(context);
      const { purposes, subjects, categories, ...single } = options;
      const split = (list?: string) => list?.split(';').map((item) => item.trim());
      const lists = { purposes: split(purposes), subjects: split(subjects), categories: split(categories) };
      const item = await stateTerms(deps, scope, dataset, { ...single, ...lists });
      context.print(
        item,
        () => `${item.dataset.name}: ${item.missing.length === 0 ? 'complete' : `missing ${item.missing.join(', ')}`}`,
      );
    });
  breachCommands(gdpr, context);
}
