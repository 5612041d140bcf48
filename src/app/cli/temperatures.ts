import { readFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import type { Command } from 'commander';
import {
  type Excursion,
  listExcursions,
  markExcursions,
  type ProbeReading,
  recordTemperatures,
  setTemperatureRule,
  showTemperatures,
} from '../../biobank/storage/index.ts';
import { Problem, type ProblemSpec } from '../../platform/problem/index.ts';
import { areaCommand } from './area-command.ts';
import { biobankDeps } from './biobank-input.ts';
import type { CliContext } from './context.ts';
import { formatTable } from './table.ts';

const errors = {
  readings: { code: 'IDUN_TEMPERATURE_FILE', status: 422, title: 'The file is not one of temperatures.' },
} as const satisfies Record<string, ProblemSpec>;

/** Readings of a logger's file: `time;celsius` or `time;celsius;probe` a line, a heading or not, comma or point. */
function readReadings(path: string): ProbeReading[] {
  const lines = readFileSync(path === '-' ? 0 : resolve(path), 'utf8').split(/\r?\n/);
  const readings: ProbeReading[] = [];
  for (const [i, line] of lines.entries()) {
    if (line.trim() === '') continue;
    const [time = '', value = '', probe] = line.split(/[;\t]/).map((cell) => cell.trim());
    const at = new Date(/\dT?\d.*(Z|[+-]\d\d:?\d\d)$/.test(time) ? time : `${time.replace(' ', 'T')}Z`);
    const celsius = Number(value.replace(',', '.'));
    const fine = !Number.isNaN(at.getTime()) && value !== '' && Number.isFinite(celsius);
    if (fine) readings.push({ at, celsius, ...(probe && { probe }) });
    else if (i > 0) {
      throw new Problem(errors.readings, 'A line is not a time and a temperature.', {
        ...{
          file: basename(path),
          line: i + 1,
          expected: '2026-11-22T08:00:00Z;-79,8 or with a third column, the probe',
        },
      });
    }
  }
  return readings;
}

const describeExcursions = (items: readonly Excursion[]): string =>
  items.length === 0
    ? 'No store was outside its limits.'
    : formatTable(
        ['id', 'store', 'probe', 'from', 'until', 'worst', 'specimens', 'seen to'],
        items.map((one) => [
          ...[
            one.id,
            one.store.name,
            one.probe,
            one.from.toISOString(),
            one.until?.toISOString() ?? 'still',
            `${one.worst}`,
          ],
          ...[`${one.specimens}`, one.acknowledgedAt?.toISOString() ?? ''],
        ]),
      );

/** `idun biobank temperatures|limits|excursions`. */
export function registerTemperatures(program: Command, context: CliContext): void {
  const biobank = areaCommand(program, 'biobank', 'specimens: reception, custody, derivation, dispensing, moving in');
  biobank
    .command('temperatures')
    .description('how warm a store was; with a file, keeps its readings and marks what an excursion touched')
    .argument('<store>')
    .argument('[file]', 'time;celsius[;probe] a line; - is standard input')
    .option('--from <time>')
    .option('--to <time>')
    .action(async (store: string, file: string | undefined, { from, to }: { from?: string; to?: string }) => {
      const [deps, scope] = [await biobankDeps(context), await context.scope()];
      if (file !== undefined) {
        const recorded = await recordTemperatures(deps, scope, store, readReadings(file));
        const marked = await markExcursions(deps, scope);
        return context.print(
          { ...recorded, marked },
          () =>
            `${recorded.taken} readings, ${recorded.repeated} known before, ${recorded.late} late; ${marked} specimens marked`,
        );
      }
      const when = {
        ...(from !== undefined && { from: new Date(from) }),
        ...(to !== undefined && { to: new Date(to) }),
      };
      const shown = await showTemperatures(deps, scope, store, { ...when, points: 24 });
      context.print(shown, () =>
        [
          ...shown.probes.flatMap(({ probe, points, readings }) => [
            `${shown.store.name}  ${probe}  ${readings} readings`,
            formatTable(
              ['from', 'lowest', 'mean', 'highest'],
              points.map(({ at, low, mean, high }) => [at.toISOString(), `${low}`, `${mean}`, `${high}`]),
            ),
          ]),
          describeExcursions(shown.excursions),
        ].join('\n'),
      );
    });
  biobank
    .command('limits')
    .description('sets when a store is too warm or too cold, and for how long before it counts')
    .argument('<store>')
    .option('--low <celsius>', '', Number)
    .option('--high <celsius>', '', Number)
    .option('--minutes <n>', '', Number, 30)
    .action(async (store: string, { low, high, minutes }: { low?: number; high?: number; minutes: number }) => {
      const [deps, scope] = [await biobankDeps(context), await context.scope()];
      const rule = { low: low ?? null, high: high ?? null, minutes };
      context.print(await setTemperatureRule(deps, scope, store, rule), () => `${store} has its limits.`);
    });
  biobank
    .command('excursions')
    .description('times in which stores were outside their limits, and how many specimens they touched')
    .option('--biobank <name>')
    .action(async ({ biobank: named }: { biobank?: string }) => {
      const items = await listExcursions(await biobankDeps(context), await context.scope(), { biobank: named });
      context.print({ items }, () => describeExcursions(items));
    });
}
