import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import {
  aliquotSpecimen,
  handleSpecimen,
  type LabelName,
  labelNames,
  listSpecimens,
  makePdfLabels,
  makeZplLabels,
  type SpecimenAnswer,
  type SpecimenDetail,
  showSpecimen,
} from '../../biobank/specimens/index.ts';
import { Problem } from '../../platform/problem/index.ts';
import { biobankDeps, biobankErrors } from './biobank-input.ts';
import type { CliContext } from './context.ts';
import { formatTable } from './table.ts';

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

/** `idun biobank list|show|aliquot|handle|labels`. */
export function registerSpecimens(biobank: Command, context: CliContext): void {
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
          throw new Problem(biobankErrors.badInput, `${text} is not an amount.`, { expected: '250 or TUBE7=250' });
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
        throw new Problem(biobankErrors.badInput, `${act} cannot be done so.`, { expected: known.join(', ') });
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
        throw new Problem(biobankErrors.badInput, `There is no label ${layout}.`, { expected: labelNames.join(', ') });
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
