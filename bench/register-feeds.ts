/**
 * A feed of the register from CSV: millions of diagnoses of known people, their codes checked against a list of the size of SKS, people
 * found by their civil registration numbers. No peer does the same; the goal is the project's: 300,000 rows a second on two cores.
 */
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openApp } from '../src/app/compose.ts';
import { loadConfig } from '../src/platform/config/index.ts';
import { silentLogger } from '../src/platform/logging/index.ts';
import { addCodes } from '../src/register/codes/index.ts';
import { descriptionSchema, loadFeed } from '../src/register/feeds/index.ts';
import { importPopulation } from '../src/trust/people/index.ts';
import { mintOperatorScope } from '../src/trust/scope/index.ts';
import type { BenchOptions, BenchRow } from './row.ts';

const goal = 300_000;
const two = (n: number): string => String(n).padStart(2, '0');

/** Numbers with a day that belongs to nobody (60 added), all different; nobody of them is born later than what happens to them. */
function numberOf(i: number): string {
  const day = Math.floor(i / 10_000);
  return `${61 + (day % 28)}${two(1 + (Math.floor(day / 28) % 12))}70${String(i % 10_000).padStart(4, '0')}`;
}

/** So many codes as the Danish list of diagnoses has, in a tree of its form. */
function makeCodes(): string[] {
  const letters = [...'ABCDEFGHIJKLMN'];
  return letters.flatMap((letter) =>
    Array.from({ length: 100 }, (_, n) => `D${letter}${two(n)}`).flatMap((code) => [
      code,
      ...Array.from({ length: 13 }, (_, n) => (n < 10 ? `${code}${n}` : `${code}9${'ABC'[n - 10]}`)),
    ]),
  );
}

function row(name: string, ours: number, unit: BenchRow['unit'], limit?: number): BenchRow {
  return { name, ours, peer: null, peerName: null, unit, goal: limit === undefined ? null : { limit } };
}

/** Measures. `small` is a tenth of the rows and people. */
export async function* measure({ small, say }: BenchOptions): AsyncGenerator<BenchRow> {
  const [people, rows] = small ? [20_000, 800_000] : [100_000, 4_000_000];
  const folder = mkdtempSync(join(tmpdir(), 'idun-bench-feeds-'));
  const data = join(folder, 'data');
  const app = await openApp(loadConfig({ data }, {}), silentLogger);
  try {
    const { database, cprKeys } = app;
    const scope = await mintOperatorScope(database.app, { actorId: 'bench' }, { lifetime: 60 * 60_000 });
    const population = join(folder, 'people.csv');
    writeFileSync(
      population,
      `cpr,sex\n${Array.from({ length: people }, (_, i) => `${numberOf(i)},${i % 2 ? 'male' : 'female'}`).join('\n')}\n`,
    );
    say(`${people} people …`);
    await importPopulation(database, cprKeys, { path: population, actor: { kind: 'system', id: 'bench' } });
    const codes = makeCodes();
    const list = join(folder, 'codes.csv');
    writeFileSync(list, `code,text\n${codes.map((code) => `${code},Bench`).join('\n')}\n`);
    await addCodes(database, scope, { path: list, system: 'bench' });
    mkdirSync(join(folder, 'feed'));
    writeRows(join(folder, 'feed', 'd.csv'), rows, { people, codes });
    const description = descriptionSchema.parse({
      ...{ feed: 'bench', title: 'Bench', custodian: 'Bench', format: 'csv', table: 'events', register: 'diagnoses' },
      ...{ files: ['d.csv'], separator: ';', unknownPeople: 'refuse', rows },
      columns: {
        person: { column: 'pnr', as: 'cpr' },
        day: { column: 'dato', format: 'DD-MM-YYYY' },
        code: { column: 'diag', system: 'bench', prefix: 'D' },
        kind: { column: 'type', words: { A: 'primary', B: 'secondary' } },
      },
    });
    say(`${rows} rows …`);
    const clock = { now: () => new Date() };
    const deps = { database, dataDir: data, cprKeys, clock };
    const { state, report, took } = await loadFeed(deps, scope, { description, folder: join(folder, 'feed') });
    if (state !== 'current' || report.kept !== rows || report.people !== people)
      throw new Error(`${state}: ${report.kept} of ${rows} rows of ${report.people} people: the measure is void`);
    const millions = rows / 1e6;
    say(`${Math.round(rows / (took.milliseconds / 1000))} rows a second`);
    yield row(
      `a million of ${rows} CSV rows of ${people} people, codes checked`,
      took.milliseconds / 1000 / millions,
      's',
      1e6 / goal,
    );
    yield row('the same in processor time of all threads', took.processor / 1000 / millions, 's');
    yield row('memory of the process at the most', process.resourceUsage().maxRSS / 1000, 'MB');
  } finally {
    await app.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function writeRows(path: string, rows: number, { people, codes }: { people: number; codes: readonly string[] }): void {
  const file = openSync(path, 'w');
  writeSync(file, 'pnr;diag;dato;type;hospital\n');
  let part: string[] = [];
  for (let i = 0; i < rows; i++) {
    const code = codes[(i * 7919) % codes.length]!.slice(1);
    const date = `${two(1 + (i % 28))}-${two(1 + ((i >> 5) % 12))}-${1995 + ((i >> 9) % 30)}`;
    part.push(`${numberOf((i * 104_729) % people)};${code};${date};${i % 3 ? 'A' : 'B'};${1000 + (i % 700)}`);
    if (part.length < 50_000 && i + 1 < rows) continue;
    writeSync(file, `${part.join('\n')}\n`);
    part = [];
  }
  closeSync(file);
}
