import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { permitsForTubes } from '../../access/permits/index.ts';
import {
  type CheckedOut,
  checkOut,
  type DispensingDeps,
  describeRefused,
  makePackingList,
  makePickList,
  packShipment,
  readWanted,
  receiveShipment,
  reserveSpecimens,
  returnTubes,
  type Shipment,
  sendShipment,
  showReservation,
  showShipment,
  tryReservation,
} from '../../biobank/dispensing/index.ts';
import { storagePositions } from '../../biobank/storage/index.ts';
import { areaCommand } from './area-command.ts';
import { biobankDeps } from './biobank-input.ts';
import type { CliContext } from './context.ts';
import { formatTable } from './table.ts';

async function depsOf(context: CliContext): Promise<DispensingDeps> {
  return { ...(await biobankDeps(context)), positions: storagePositions, permits: permitsForTubes };
}

const linesOf = (file: string): string[] =>
  readFileSync(file === '-' ? 0 : resolve(file), 'utf8')
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '');

const describeShipment = (shipment: Shipment): string =>
  `${shipment.id}  ${shipment.state}  to ${shipment.recipient}\n${formatTable(
    ['barcode', 'type', 'state'],
    shipment.tubes.map((tube) => [tube.barcode, tube.type, tube.state]),
  )}`;

interface ReserveOptions {
  biobank?: string;
  permit?: string;
  genetic?: boolean;
  orEquivalent?: boolean;
  wanted?: string;
  orFewer?: boolean;
  dryRun?: boolean;
}

async function reserve(context: CliContext, project: string, codes: string[], options: ReserveOptions): Promise<void> {
  const { wanted: file, dryRun, ...rest } = options;
  const wanted = file === undefined ? undefined : readWanted(JSON.parse(readFileSync(resolve(file), 'utf8')));
  const specimens = wanted !== undefined ? undefined : codes.length > 0 ? codes : linesOf('-');
  const request = { ...rest, project, specimens, wanted };
  const [deps, scope] = [await depsOf(context), await context.scope()];
  if (dryRun === true) {
    const tried = await tryReservation(deps, scope, request);
    const left = tried.refused.map(({ because, tubes }) => `, ${tubes} ${because}`).join('');
    context.print(
      tried,
      () =>
        `${tried.satisfying} tubes of ${tried.donors} people${left}; ${tried.chosen} chosen in ${tried.racks} racks of ${tried.stores} stores`,
    );
    return;
  }
  const done = await reserveSpecimens(deps, scope, request);
  const { reservation, refused, racks } = done;
  const asked = wanted?.count ?? specimens!.length;
  const left = refused.length > 0 ? `: ${describeRefused(refused)}` : '';
  const moved = racks === null ? '' : ` in ${racks} racks`;
  context.print(done, () => `${reservation.id}: ${asked} → ${reservation.tubes.length}${moved}${left}`);
}

/** `idun biobank reserve|reservation|pick|dispense|ship|receipt|return`. */
export function registerDispensing(program: Command, context: CliContext): void {
  const biobank = areaCommand(program, 'biobank', 'specimens: reception, custody, derivation, dispensing, moving in');
  biobank
    .command('reserve')
    .description('promises specimens to a project, named or chosen; whose donors said no are left out and named')
    .argument('<project>')
    .argument('[codes...]', 'ids or barcodes; from standard input, one a line, when none is given')
    .option('--biobank <name>')
    .option('--permit <id>')
    .option('--genetic', 'genes are read: opt-outs of genetic information stand against it too')
    .option(
      '--or-equivalent',
      'others of the same donors, drawing, material and amount will do where that moves fewer racks',
    )
    .option(
      '--wanted <file>',
      'so many that satisfy this, instead of codes: {"count": 400, "type": "serum", "perDonor": 1, "least": 200, …}',
    )
    .option('--or-fewer', 'fewer than are wanted will do')
    .option('--dry-run', 'says what it would come to, and promises nothing')
    .action((project: string, codes: string[], options: ReserveOptions) => reserve(context, project, codes, options));
  biobank
    .command('reservation')
    .description('a reservation with its tubes')
    .argument('<id>', 'rsv_…')
    .action(async (id: string) => {
      const shown = await showReservation(await depsOf(context), await context.scope(), id);
      context.print(
        shown,
        () =>
          `${shown.project}  ${shown.state}\n${formatTable(
            ['barcode', 'type', 'state', 'why'],
            shown.tubes.map((tube) => [tube.barcode, tube.type, tube.state, tube.because ?? '']),
          )}`,
      );
    });
  biobank
    .command('pick')
    .description('the pick list of a reservation')
    .argument('<id>', 'rsv_…')
    .action(async (id: string) => {
      const list = await makePickList(await depsOf(context), await context.scope(), id);
      context.print(
        list,
        () =>
          `${formatTable(
            ['barcode', 'type', 'position'],
            list.lines.map((line) => [line.barcode, line.type, line.position ?? '']),
          )}${list.withdrawn.map(({ code, because }) => `\n${code} is withdrawn: ${because}`).join('')}`,
      );
    });
  biobank
    .command('dispense')
    .description('checks scanned tubes out; codes from standard input, one a line, when none is given')
    .argument('<id>', 'rsv_…')
    .argument('[codes...]')
    .action(async (id: string, codes: string[]) => {
      const [deps, scope] = [await depsOf(context), await context.scope()];
      const items: CheckedOut[] = [];
      for (const code of codes.length > 0 ? codes : linesOf('-')) items.push(await checkOut(deps, scope, id, code));
      if (items.some(({ outcome }) => outcome !== 'picked' && outcome !== 'again')) context.exitCode = 1;
      context.print({ items }, () =>
        items.map(({ code, outcome, left }) => `${code}  ${outcome}  (${left} left)`).join('\n'),
      );
    });
  registerShipping(biobank, context);
}

interface ShipOptions {
  to: string;
  address: string;
  responsible: string;
  phone: string;
  carrier?: string;
  dryIce?: string;
  byAir?: boolean;
  packingList?: string;
}

async function ship(context: CliContext, reservation: string, options: ShipOptions): Promise<void> {
  const [deps, scope] = [await depsOf(context), await context.scope()];
  const { to, address, responsible, phone, carrier, dryIce } = options;
  const packed = await packShipment(deps, scope, reservation, {
    ...{ recipient: to, address, responsible, phone, carrier, byAir: options.byAir ?? false },
    ...(dryIce === undefined
      ? { temperature: 'ambient', dryIceKg: null }
      : { temperature: 'dry-ice', dryIceKg: Number(dryIce) }),
  });
  if (options.packingList !== undefined)
    writeFileSync(resolve(options.packingList), await makePackingList(packed.shipment));
  const sent = await sendShipment(deps, scope, packed.shipment.id);
  if (sent.shipment.state !== 'sent') context.exitCode = 1;
  context.print(sent, () => describeShipment(sent.shipment));
}

function registerShipping(biobank: Command, context: CliContext): void {
  biobank
    .command('ship')
    .description('packs what is checked out of a reservation and hands it to the carrier')
    .argument('<id>', 'rsv_…')
    .requiredOption('--to <name>')
    .requiredOption('--address <text>')
    .requiredOption('--responsible <name>')
    .requiredOption('--phone <number>')
    .option('--carrier <name>')
    .option('--dry-ice <kilograms>')
    .option('--by-air')
    .option('--packing-list <file.pdf>')
    .action((id: string, options: ShipOptions) => ship(context, id, options));
  biobank
    .command('shipment')
    .description('a shipment with its tubes')
    .argument('<id>', 'shp_…')
    .action(async (id: string) =>
      context.print(await showShipment(await depsOf(context), await context.scope(), id), describeShipment),
    );
  biobank
    .command('receipt')
    .description('compares the codes scanned on arrival with what was sent')
    .argument('<id>', 'shp_…')
    .argument('[codes...]', 'from standard input, one a line, when none is given')
    .action(async (id: string, codes: string[]) => {
      const scans = (codes.length > 0 ? codes : linesOf('-')).map((code) => ({ code }));
      const receipt = await receiveShipment(await depsOf(context), await context.scope(), id, scans);
      if (receipt.missing.length + receipt.extra.length > 0) context.exitCode = 1;
      context.print(
        receipt,
        () =>
          `${describeShipment(receipt.shipment)}\nmissing: ${receipt.missing.join(', ') || 'none'}\nnot on the list: ${receipt.extra.join(', ') || 'none'}`,
      );
    });
  biobank
    .command('return')
    .description('takes left-over tubes back')
    .argument('<id>', 'rsv_…')
    .argument('<tubes...>', 'CODE=AMOUNT; 0 is used up')
    .action(async (id: string, tubes: string[]) => {
      const leftOvers = tubes.map((text) => ({
        code: text.slice(0, text.lastIndexOf('=')),
        amount: Number(text.slice(text.lastIndexOf('=') + 1)),
      }));
      const items = await returnTubes(await depsOf(context), await context.scope(), id, leftOvers);
      context.print({ items }, () =>
        formatTable(
          ['barcode', 'amount', 'state'],
          items.map((tube) => [tube.barcode, `${tube.amount}`, tube.state]),
        ),
      );
    });
}
