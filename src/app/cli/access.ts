import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import {
  type ApplicationDetail,
  acceptComplete,
  applicationPdf,
  publishForm,
  requireForm,
  showApplication,
} from '../../access/applications/index.ts';
import { listBodies, listResources } from '../../access/approvals/index.ts';
import { type CaseInList, daysPerStep, listCases, type StepDays, viewerFor } from '../../access/cases/index.ts';
import { openAccess } from '../../access/open-access.ts';
import {
  changePermit,
  keepCases,
  listProjects,
  type PermitDeps,
  type PublicProject,
  showPermit,
} from '../../access/permits/index.ts';
import { recordAccess } from '../../trust/audit/index.ts';
import { areaCommand } from './area-command.ts';
import type { CliContext } from './context.ts';
import { formatTable } from './table.ts';

const opened = new WeakMap<CliContext, PermitDeps>();

async function depsOf(context: CliContext): Promise<PermitDeps> {
  const { database, variants, register, config } = await context.app();
  const deps = opened.get(context) ?? openAccess({ database, variants, register, dataDir: config.dataDir });
  opened.set(context, deps);
  return deps;
}

const day = (date: Date | null): string => (date === null ? '' : date.toISOString().slice(0, 10));

const caseTable = (items: readonly CaseInList[]): string =>
  items.length === 0
    ? 'No case.'
    : formatTable(
        ['id', 'kind', 'state', 'waits for', 'due', 'project', 'title'],
        items.map((one) => {
          const waits = one.waitsFor === 'body' ? (one.organisation ?? 'body') : (one.waitsFor ?? '');
          return [
            one.id,
            one.kind,
            one.state,
            waits,
            `${day(one.dueAt)}${one.late ? ' late' : ''}`,
            one.project ?? '',
            one.title,
          ];
        }),
      );

function describeApplication(one: ApplicationDetail): string {
  const parts = one.approvals.map(({ id, bodyName, state, decision }) => [
    id,
    bodyName,
    state,
    decision?.reference ?? decision?.recordOfProcessing ?? '',
  ]);
  return [
    `${one.title}  ${one.id}  ${one.state}${one.dueAt === null ? '' : ` until ${day(one.dueAt)}`}`,
    `project ${one.project ?? '–'}, ${one.kind}, saved ${one.revision} times, handed in ${one.submissions.length} times`,
    ...(one.missing.length === 0 ? [] : [`missing: ${one.missing.map(({ field }) => field).join(', ')}`]),
    ...one.resources.map(({ name, body, match }) => `  ${name.en} (${body}): conditions ${match.verdict}`),
    ...(parts.length === 0 ? [] : [formatTable(['part', 'body', 'said', 'reference'], parts)]),
    ...one.drifts.map(({ stage, text }) => `  cohort at ${stage}: ${text}`),
    `days: ${one.steps.map(({ state, days }) => `${state} ${days}`).join(', ')}`,
    ...(one.agreement === null
      ? []
      : [
          `agreement ${one.agreement.hash}, signed by ${one.agreement.signed.map(({ party }) => party).join(' and ') || 'nobody'}`,
        ]),
  ].join('\n');
}

/** `idun access list|show|document|accept|steps|projects|permit|revoke|bodies|form|publish-form|upkeep`. */
export function registerAccess(program: Command, context: CliContext): void {
  const access = areaCommand(program, 'access', 'the coordinating centre: enquiries, applications, approvals, permits');
  registerCases(access, context);
  registerPermits(access, context);
  access
    .command('bodies')
    .description('committees, biobanks and registers, with what can be applied for at each')
    .action(async () => {
      const { database } = await depsOf(context);
      const bodies = await listBodies(database.app);
      const resources = await listResources(database.app);
      context.print({ bodies, resources }, () =>
        bodies
          .map(({ id, kind, name, rulesVersion, rules }) =>
            [
              `${name}  ${id}  ${kind}, rules version ${rulesVersion}${rules.days === undefined ? '' : `, ${rules.days} days`}`,
              ...resources
                .filter((one) => one.body === id)
                .map(
                  (one) =>
                    `  ${one.id}  ${one.kind} ${one.name.en}: ${one.terms.duo.map((use) => use.id).join(' ') || 'no terms'}`,
                ),
            ].join('\n'),
          )
          .join('\n'),
      );
    });
  access
    .command('form')
    .description('a form as data, to change and publish')
    .argument('[code]', 'its name', 'research-project')
    .action(async (code: string) => {
      const form = await requireForm((await depsOf(context)).database.app, code);
      context.print(form, () => JSON.stringify(form.definition, null, 2));
    });
  access
    .command('publish-form')
    .description('publishes the next version of a form')
    .argument('<file>', 'JSON of the form; the one in use is `idun access form`')
    .action(async (file: string) => {
      const definition: unknown = JSON.parse(readFileSync(resolve(file), 'utf8'));
      const form = await publishForm(await depsOf(context), await context.scope(), definition);
      context.print(form, () => `${form.code} is published as version ${form.version}.`);
    });
  access
    .command('upkeep')
    .description('does now what the calendar asks: permits expire, people are reminded; the server does it by itself')
    .action(async () => {
      const done = await keepCases(await depsOf(context));
      context.print(done, () =>
        Object.entries(done)
          .map(([what, count]) => `${what} ${count}`)
          .join(', '),
      );
    });
}

function registerCases(access: Command, context: CliContext): void {
  access
    .command('list')
    .description('cases, the newest first')
    .option('--kind <kind>', 'enquiry, application, approval, permit or relinking')
    .option('--state <state>')
    .option('--waiting', 'only those that wait for the coordinating centre')
    .option('--late', 'only those past their day')
    .option('--limit <number>', 'at most so many', '50')
    .action(async (options: { kind?: string; state?: string; waiting?: boolean; late?: boolean; limit: string }) => {
      const { database, clock } = await depsOf(context);
      const scope = await context.scope();
      const viewer = await viewerFor(database.app, scope, 'access.applications.read', clock);
      await recordAccess(database.app, scope, { action: 'access.cases.list', object: 'cases' });
      const { kind, state, waiting, late, limit } = options;
      const filter = { kind, state, mine: waiting, late, limit: Number(limit) };
      const page = await listCases(database.app, viewer, filter, clock.now());
      context.print(page, () => `${caseTable(page.items)}\n${page.items.length} of ${page.total}`);
    });
  access
    .command('show')
    .description('an application: answers, parts, cohort, days')
    .argument('<id>', 'apl_…')
    .action(async (id: string) => {
      const detail = await showApplication(await depsOf(context), await context.scope(), id, 'en');
      context.print(detail, describeApplication);
    });
  access
    .command('document')
    .description('an application as a PDF')
    .argument('<id>', 'apl_…')
    .requiredOption('--output <file>', 'where it is written')
    .option('--language <language>', 'da or en', 'da')
    .action(async (id: string, options: { output: string; language: string }) => {
      const { writeFile } = await import('node:fs/promises');
      const language = options.language === 'en' ? 'en' : 'da';
      const pdf = await applicationPdf(await depsOf(context), await context.scope(), id, language);
      await writeFile(resolve(options.output), pdf);
      context.print(
        { output: resolve(options.output), bytes: pdf.length },
        () => `${pdf.length} bytes in ${options.output}`,
      );
    });
  access
    .command('accept')
    .description('finds an application complete; the first bodies are asked')
    .argument('<id>', 'apl_…')
    .action(async (id: string) => {
      const row = await acceptComplete(await depsOf(context), await context.scope(), id);
      context.print({ id: row.id, state: row.state }, () => `${row.id} is ${row.state}.`);
    });
  access
    .command('steps')
    .description('days that cases stay in each step, measured from their events')
    .option('--days <number>', 'stays that began in the last days', '730')
    .action(async (options: { days: string }) => {
      const { database, clock } = await depsOf(context);
      const since = new Date(clock.now().getTime() - Number(options.days) * 86_400_000);
      const steps = await daysPerStep(database.app, { since });
      context.print({ since, items: steps }, () =>
        formatTable(
          ['kind', 'state', 'over', 'median', 'p90', 'now'],
          steps.map((one: StepDays) => [
            one.kind,
            one.state,
            `${one.cases}`,
            one.median.toFixed(1),
            one.p90.toFixed(1),
            `${one.now}`,
          ]),
        ),
      );
    });
}

function registerPermits(access: Command, context: CliContext): void {
  access
    .command('projects')
    .description('approved projects, as everybody may read them')
    .action(async () => {
      const { database } = await depsOf(context);
      const page = await listProjects(database.app, { limit: 1000 });
      context.print(page, () =>
        page.items.length === 0
          ? 'No project is approved yet.'
          : formatTable(
              ['permit', 'state', 'until', 'project', 'title'],
              page.items.map((one: PublicProject) => [
                one.permit,
                one.state,
                day(one.until),
                one.project ?? '',
                one.title,
              ]),
            ),
      );
    });
  access
    .command('permit')
    .description('a permit: what it opens, for whom, until when')
    .argument('<id>', 'pmt_…')
    .action(async (id: string) => {
      const permit = await showPermit(await depsOf(context), await context.scope(), id);
      context.print(permit, () =>
        [
          `${permit.title}  ${permit.id}  ${permit.state}, version ${permit.version}`,
          `${permit.project ?? '–'}, ${day(permit.from)} to ${day(permit.until)}, in ${permit.content.environment}`,
          ...permit.content.data.map(({ kind, name, body }) => `  ${kind} ${name.en} (${body})`),
          ...permit.content.specimens.map(({ material, count }) => `  ${count} × ${material}`),
          ...permit.content.conditions.map(({ body, text }) => `  ${body === '' ? '' : `${body}: `}${text}`),
        ].join('\n'),
      );
    });
  access
    .command('revoke')
    .description('takes a permit back; what it opened closes at once')
    .argument('<id>', 'pmt_…')
    .requiredOption('--reason <text>', 'why, for the history and the project')
    .action(async (id: string, { reason }: { reason: string }) => {
      const row = await changePermit(await depsOf(context), await context.scope(), id, { to: 'revoked', reason });
      context.print({ id: row.id, state: row.state }, () => `${row.id} is ${row.state}.`);
    });
}
