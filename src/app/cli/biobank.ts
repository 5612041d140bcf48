import { createReadStream, readFileSync, writeFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import type { Command } from 'commander';
import {
  aliquotSpecimen,
  type BiobankDeps,
  closeReception,
  createBiobank,
  createCollection,
  handleSpecimen,
  type InventoryReport,
  importInventory,
  type LabelName,
  labelNames,
  listBiobanks,
  listSpecimens,
  makePdfLabels,
  makeZplLabels,
  openReception,
  orderSpecimens,
  type ReplayReport,
  readMapping,
  readRackScan,
  reconcileScan,
  replayBiobank,
  requireBiobank,
  type Scanned,
  type SpecimenAnswer,
  type SpecimenDetail,
  scanRack,
  scanTube,
  showSpecimen,
} from '../../biobank/specimens/index.ts';
import { comparePlaces, type PlaceReport } from '../../biobank/storage/index.ts';
import { systemClock } from '../../platform/clock/index.ts';
import { Problem, type ProblemSpec } from '../../platform/problem/index.ts';
import { findOrganisation } from '../../trust/organisations/index.ts';
import { areaCommand } from './area-command.ts';
import type { CliContext } from './context.ts';
import { formatTable } from './table.ts';

const errors = {
  badInput: { code: 'IDUN_CLI_BIOBANK', status: 400, title: 'The command cannot be carried out like this.' },
} as const satisfies Record<string, ProblemSpec>;

export async function biobankDeps(context: CliContext): Promise<BiobankDeps> {
  const { database, cprKeys } = await context.app();
  return { database, cprKeys, clock: systemClock };
}

const readFile = (path: string): string => readFileSync(path === '-' ? 0 : resolve(path), 'utf8');
const json = (path: string): unknown => {
  try {
    return JSON.parse(readFile(path));
  } catch (error) {
    throw new Problem(errors.badInput, error instanceof Error ? error.message : String(error), {
      file: basename(path),
    });
  }
};

const specimenRow = (one: SpecimenAnswer): string[] => [
  ...[
    one.id,
    one.barcode,
    one.type,
    `${one.amount} ${one.unit}`,
    `${one.thaws}`,
    one.state,
    one.sprec ?? '',
    one.donors.join(' '),
  ],
];
const specimenHead = ['id', 'barcode', 'type', 'amount', 'thaws', 'state', 'sprec', 'donor'];
const describeSpecimens = (items: readonly SpecimenAnswer[]): string =>
  items.length === 0 ? 'None.' : formatTable(specimenHead, items.map(specimenRow));

function describeDetail(specimen: SpecimenDetail): string {
  const tree = specimen.tree.map((one) => [one.barcode, one.type, `${one.amount} ${one.unit}`, one.state, one.lineage]);
  const custody = specimen.custody.map((event) => [
    ...[
      `${event.seq}`,
      event.happenedAt.toISOString(),
      event.act,
      event.toState,
      event.amountChange === 0 ? '' : `${event.amountChange}`,
    ],
    ...[event.recordedBy, event.entry],
  ]);
  const proofs = specimen.consent.map(
    (one) => `${one.askedAt.toISOString()}  ${one.stage}  ${one.open ? 'yes' : 'no'}: ${one.because}  (${one.askedBy})`,
  );
  return [
    describeSpecimens([specimen]),
    `\nTree\n${formatTable(['barcode', 'type', 'amount', 'state', 'lineage'], tree)}`,
    `\nCustody\n${formatTable(['', 'when', 'act', 'state', 'amount', 'by', 'log'], custody)}`,
    ...(proofs.length > 0 ? [`\nAsked\n${proofs.join('\n')}`] : []),
    ...specimen.results.map((one) => `${one.kind}  ${one.measure} = ${one.value ?? one.text} ${one.unit}`),
  ].join('\n');
}

function describeReplay(report: ReplayReport): string {
  const wrong = [
    ...report.different.map(({ specimen, columns }) => `${specimen}: ${columns.join(', ') || 'no events'} differ`),
    ...report.broken.map(({ specimen, seq, why }) => `${specimen} event ${seq}: ${why}`),
  ];
  return `${report.events} events of ${report.specimens} specimens replayed: ${wrong.length === 0 ? 'exactly what is stored, every event in the audit log' : `${wrong.length} differences`}${wrong.map((line) => `\n${line}`).join('')}`;
}

const isWrong = ({ different, broken, places }: ReplayReport & { places: PlaceReport }): boolean =>
  different.length + broken.length + places.different.length + places.miscounted.length > 0;

const describePlaces = ({ placed, different, miscounted }: PlaceReport): string =>
  different.length + miscounted.length === 0
    ? `${placed} stand where their custody says`
    : `${different.length} stand elsewhere than their custody says: ${[...different, ...miscounted].join(', ')}`;

function describeImport(report: InventoryReport): string {
  const types = Object.entries(report.byType).map(([type, count]) => `${count} ${type}`);
  const faults = report.faults.map(({ line, column, fault }) => `line ${line}: ${column} ${fault}`);
  return [
    `${report.rows} lines, ${report.imported} taken into ${report.biobank} (${types.join(', ')})`,
    ...faults,
  ].join('\n');
}

const describeScans = (items: readonly Scanned[]): string =>
  items
    .map(({ code, outcome, specimen, discrepancies }) =>
      `${code || '(unreadable)'}  ${outcome}  ${specimen ?? ''}  ${discrepancies.map(({ kind, id }) => `${kind} ${id}`).join(', ')}`.trimEnd(),
    )
    .join('\n') || 'Nothing was scanned.';

/** `idun biobank banks|create|collection|list|show|aliquot|handle|labels|import|reconcile|replay`. */
export function registerBiobank(program: Command, context: CliContext): void {
  const biobank = areaCommand(program, 'biobank', 'specimens: reception, custody, derivation, dispensing, moving in');
  registerBanks(biobank, context);
  registerSpecimens(biobank, context);
  registerReception(biobank, context);
  registerMovingIn(biobank, context);
}

function registerBanks(biobank: Command, context: CliContext): void {
  biobank
    .command('banks')
    .description('the biobanks there are')
    .action(async () => {
      const items = await listBiobanks((await context.database()).app, await context.scope());
      context.print({ items: items.map(({ biobankNo: _, ...bank }) => bank) }, () =>
        formatTable(
          ['id', 'name', 'organisation'],
          items.map((bank) => [bank.id, bank.name, bank.organisation]),
        ),
      );
    });
  biobank
    .command('create')
    .description('makes a biobank of an organisation')
    .argument('<name>')
    .requiredOption('--organisation <name>', 'id, code or name')
    .option('--basis <text>', 'agreement or law it rests on', 'the organisation’s own biobank')
    .action(async (name: string, options: { organisation: string; basis: string }) => {
      const { database, clock } = await biobankDeps(context);
      const scope = await context.scope();
      const made = await database.withActor(scope.actor, async (trx) => {
        const { organisationNo } = await findOrganisation(trx, options.organisation);
        const by = `operator:${context.actor.id}`;
        return await createBiobank(trx, { name, organisationNo, basis: options.basis, by, at: clock.now() }, scope);
      });
      context.print({ id: made.id, name }, () => `${made.id}  ${name}`);
    });
  biobank
    .command('collection')
    .description('adds a collection to a biobank')
    .argument('<name>')
    .option('--biobank <name>')
    .option('--form <code>', 'the consent form its specimens rest on; without it the opt-out rule')
    .action(async (name: string, { biobank: bank, form }: { biobank?: string; form?: string }) => {
      const scope = await context.scope();
      const { database } = await biobankDeps(context);
      const made = await database.withActor(scope.actor, async (trx) =>
        createCollection(trx, await requireBiobank(trx, scope, bank), { name, form }, scope),
      );
      context.print({ id: made.id, name }, () => `${made.id}  ${name}`);
    });
}

function registerSpecimens(biobank: Command, context: CliContext): void {
  biobank
    .command('list')
    .description('specimens, newest first')
    .option('--biobank <name>')
    .option('--type <type>')
    .option('--state <state>')
    .option('--measured <condition...>', 'what a run found: din>=7')
    .option('--limit <number>', 'at most so many', '50')
    .action(
      async ({
        limit,
        ...filter
      }: {
        limit: string;
        biobank?: string;
        type?: string;
        state?: string;
        measured?: string[];
      }) => {
        const page = await listSpecimens(await biobankDeps(context), await context.scope(), {
          ...filter,
          limit: Number(limit),
        });
        context.print(page, () => `${describeSpecimens(page.items)}\n${page.total} of ${page.unfiltered}`);
      },
    );
  biobank
    .command('show')
    .description('a specimen with its tree, custody, look-ups of consent and results')
    .argument('<code>', 'spc_…, a barcode, or another code')
    .action(async (code: string) =>
      context.print(await showSpecimen(await biobankDeps(context), await context.scope(), code), describeDetail),
    );
  biobank
    .command('aliquot')
    .description('pours a specimen into further tubes')
    .argument('<code>')
    .argument('<amounts...>', 'of each tube; AMOUNT or BARCODE=AMOUNT')
    .action(async (code: string, amounts: string[]) => {
      const children = amounts.map((text) => {
        const at = text.lastIndexOf('=');
        const amount = Number(text.slice(at + 1));
        if (!(amount > 0))
          throw new Problem(errors.badInput, `${text} is not an amount.`, { expected: '250 or TUBE7=250' });
        return { amount, barcode: at < 0 ? undefined : text.slice(0, at) };
      });
      context.print(
        { items: await aliquotSpecimen(await biobankDeps(context), await context.scope(), code, children) },
        ({ items }: { items: SpecimenAnswer[] }) => describeSpecimens(items),
      );
    });
  biobank
    .command('handle')
    .description(
      'records what was done: thaw, hold, accept, dispose, lose, find; consume, measure with an amount; relabel with a barcode',
    )
    .argument('<code>')
    .argument('<act>')
    .argument('[value]')
    .option('--reason <text>')
    .action(async (code: string, act: string, value: string | undefined, options: { reason?: string }) => {
      const handling =
        act === 'relabel'
          ? { act, barcode: value }
          : act === 'consume' || act === 'measure'
            ? { act, amount: Number(value) }
            : { act };
      const known = ['thaw', 'hold', 'accept', 'dispose', 'lose', 'find', 'consume', 'measure', 'relabel'];
      if (!known.includes(act) || (act === 'relabel' && !value))
        throw new Problem(errors.badInput, `${act} cannot be done so.`, { expected: known.join(', ') });
      const done = await handleSpecimen(
        await biobankDeps(context),
        await context.scope(),
        code,
        handling as Parameters<typeof handleSpecimen>[3],
        options,
      );
      context.print(done, (one: SpecimenAnswer) => describeSpecimens([one]));
    });
  biobank
    .command('labels')
    .description('labels with a Data Matrix, as ZPL or (by the name of the file) PDF')
    .argument('<codes...>')
    .option('--layout <name>', labelNames.join(', '), 'cryotube')
    .option('--output <file>', '.zpl or .pdf; without it ZPL to standard output')
    .action(async (specimens: string[], { layout, output }: { layout: string; output?: string }) => {
      if (!labelNames.includes(layout as LabelName))
        throw new Problem(errors.badInput, `There is no label ${layout}.`, { expected: labelNames.join(', ') });
      const request = { specimens, layout: layout as LabelName };
      const [deps, scope] = [await biobankDeps(context), await context.scope()];
      const made = output?.endsWith('.pdf')
        ? await makePdfLabels(deps, scope, request)
        : await makeZplLabels(deps, scope, request);
      if (output === undefined) process.stdout.write(made);
      else {
        writeFileSync(resolve(output), made);
        context.print({ output, labels: specimens.length }, () => `${specimens.length} labels in ${output}`);
      }
    });
}

function registerReception(biobank: Command, context: CliContext): void {
  biobank
    .command('order')
    .description(
      'announces tubes of one person, as JSON: {"collection", "requisition", "person", "tubes": [{"type", "barcode"}]}',
    )
    .argument('<file>', 'JSON, or - for standard input')
    .action(async (file: string) => {
      const given = json(file) as Parameters<typeof orderSpecimens>[2];
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

function registerMovingIn(biobank: Command, context: CliContext): void {
  biobank
    .command('import')
    .description('takes over an inventory (CSV or XLSX) by a described mapping: every row or none')
    .argument('<file>')
    .requiredOption('--mapping <file>', 'JSON; see docs/guides/biobank.md')
    .option('--biobank <name>')
    .option('--dry-run', 'says what would happen, and changes nothing')
    .action(async (file: string, options: { mapping: string; biobank?: string; dryRun?: boolean }) => {
      if (/\.xls$/i.test(file))
        throw new Problem(errors.badInput, 'A workbook of before 2007 cannot be read.', {
          action: 'Save it as .xlsx or CSV.',
        });
      const chunks = /\.xlsx$/i.test(file)
        ? readFileSync(resolve(file))
        : (createReadStream(resolve(file), 'utf8') as AsyncIterable<string>);
      const { biobank: bank, dryRun } = options;
      const report = await importInventory(await biobankDeps(context), await context.scope(), {
        biobank: bank,
        dryRun,
        chunks,
        file: basename(file),
        mapping: readMapping(json(options.mapping)),
      });
      if (report.faultCount > 0) context.exitCode = 1;
      context.print(report, describeImport);
    });
  biobank
    .command('reconcile')
    .description('compares files of a rack scanner with where the inventory says that tubes stand')
    .argument('<files...>')
    .option('--biobank <name>')
    .action(async (files: string[], { biobank: bank }: { biobank?: string }) => {
      const scans = files.flatMap((file) => readRackScan(readFile(file)));
      const found = await reconcileScan(await biobankDeps(context), await context.scope(), { biobank: bank, scans });
      const lines = [
        ...found.moved.map(
          ({ barcode, found: at, expected }) => `${barcode} stands at ${at}, expected ${expected ?? 'nowhere'}`,
        ),
        ...found.unexpected.map(({ barcode, found: at, state }) => `${barcode} stands at ${at} and is ${state}`),
        ...found.unknown.map(({ code, found: at }) => `${code} at ${at} is unknown`),
        ...found.unreadable.map((at) => `${at} cannot be read`),
        ...found.missing.map(({ barcode, expected }) => `${barcode} is not at ${expected}`),
      ];
      if (lines.length > 0) context.exitCode = 1;
      context.print(found, () => [`${found.right} tubes stand where they should`, ...lines].join('\n'));
    });
  biobank
    .command('replay')
    .description('replays the chain of custody and compares it with what is stored and with the audit log')
    .option('--biobank <name>')
    .action(async ({ biobank: named }: { biobank?: string }) => {
      const [deps, scope] = [await biobankDeps(context), await context.scope()];
      const banks =
        named === undefined
          ? await listBiobanks(deps.database.app, scope)
          : [await requireBiobank(deps.database.app, scope, named)];
      const reports: (ReplayReport & { biobank: string; places: PlaceReport })[] = [];
      for (const bank of banks) {
        const replayed = await replayBiobank(deps, scope, bank);
        reports.push({ biobank: bank.name, ...replayed, places: await comparePlaces(deps, scope, bank) });
      }
      if (reports.some(isWrong)) context.exitCode = 1;
      context.print(
        { items: reports },
        () =>
          reports.map((one) => `${one.biobank}: ${describeReplay(one)}; ${describePlaces(one.places)}`).join('\n') ||
          'There is no biobank.',
      );
    });
}
