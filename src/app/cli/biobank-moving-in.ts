import { createReadStream } from 'node:fs';
import { basename, resolve } from 'node:path';
import { type Command, Option } from 'commander';
import {
  type Encoding,
  encodings,
  type InventoryReport,
  importInventory,
  listBiobanks,
  type ReplayReport,
  readInventoryFile,
  readMapping,
  replayBiobank,
  requireBiobank,
} from '../../biobank/specimens/index.ts';
import { comparePlaces, type PlaceReport } from '../../biobank/storage/index.ts';
import { Problem } from '../../platform/problem/index.ts';
import { biobankDeps, biobankErrors, readJson, requireInput } from './biobank-input.ts';
import type { CliContext } from './context.ts';

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

/** `idun biobank import|replay`. */
export function registerMovingIn(biobank: Command, context: CliContext): void {
  biobank
    .command('import')
    .description('takes over an inventory (CSV or XLSX) by a described mapping: every row or none')
    .argument('<file>')
    .requiredOption('--mapping <file>', 'JSON; see docs/guides/biobank.md')
    .option('--biobank <name>')
    .addOption(new Option('--encoding <name>', 'of a text file').choices(encodings).default(encodings[0]))
    .option('--dry-run', 'says what would happen, and changes nothing')
    .action(
      async (file: string, options: { mapping: string; biobank?: string; dryRun?: boolean; encoding: Encoding }) => {
        if (/\.xls$/i.test(file))
          throw new Problem(biobankErrors.badInput, 'A workbook of before 2007 cannot be read.', {
            action: 'Save it as .xlsx or CSV.',
          });
        requireInput(file);
        const { biobank: bank, dryRun, encoding } = options;
        const mapping = readMapping(readJson(options.mapping));
        const chunks = await readInventoryFile(createReadStream(resolve(file)), encoding);
        const report = await importInventory(await biobankDeps(context), await context.scope(), {
          biobank: bank,
          dryRun,
          chunks,
          file: basename(file),
          mapping,
        });
        if (report.faultCount > 0) context.exitCode = 1;
        context.print(report, describeImport);
      },
    );
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
