/**
 * The people register at a nation's size: taking a population file, finding a million people by their numbers, the whole opt-out
 * register, one choice beside it, and new keys. No peer does the same; the goals are the issue's.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { openApp } from '../src/app/compose.ts';
import { loadConfig } from '../src/platform/config/index.ts';
import { silentLogger } from '../src/platform/logging/index.ts';
import { importRegister, optedOutPersons, recordOptOut } from '../src/trust/consent/index.ts';
import {
  type Cpr,
  findByCpr,
  findManyByCpr,
  importPopulation,
  parseCpr,
  rotatePeopleKeys,
} from '../src/trust/people/index.ts';
import { type BenchOptions, type BenchRow, median } from './row.ts';

const actor = { kind: 'system', id: 'bench' } as const;
const two = (n: number): string => String(n).padStart(2, '0');

/** Numbers with a day that belongs to nobody (60 added), all different. */
function numberOf(i: number): string {
  const serial = i % 10_000;
  const day = Math.floor(i / 10_000);
  return `${61 + (day % 28)}${two(1 + (Math.floor(day / 28) % 12))}${two(Math.floor(day / 336) % 100)}${String(serial).padStart(4, '0')}`;
}

function row(name: string, ours: number, unit: BenchRow['unit'], goal: BenchRow['goal'] = null): BenchRow {
  return { name, ours, peer: null, peerName: null, unit, goal };
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
}

/** Measures. `small` is a tenth of the people. */
export async function* measure({ small, say }: BenchOptions): AsyncGenerator<BenchRow> {
  const people = small ? 100_000 : 1_000_000;
  const choices = people / 2;
  const asked = 1_000_000;
  const folder = mkdtempSync(join(tmpdir(), 'idun-bench-people-'));
  const app = await openApp(loadConfig({ data: join(folder, 'data') }, {}), silentLogger);
  const { database, cprKeys } = app;
  try {
    const population = join(folder, 'people.csv');
    const register = join(folder, 'register.csv');
    const lines = Array.from(
      { length: people },
      (_, i) => `${numberOf(i)},Prøve,Nummer ${i},${i % 2 ? 'male' : 'female'}`,
    );
    writeFileSync(population, `cpr,given_name,family_name,sex\n${lines.join('\n')}\n`);
    const out = Array.from({ length: choices }, (_, i) => `${numberOf(2 * i)},genetic,2020-01-01`);
    writeFileSync(register, `cpr,scope,registered\n${out.join('\n')}\n`);

    say(`${people} people, ${choices} opt-outs`);
    const took = await seconds(() => importPopulation(database, cprKeys, { path: population, actor }));
    yield row(`population file, ${people} people`, took, 's');
    say(`${Math.round(people / took)} people a second`);
    await sql`analyze trust.people_cpr`.execute(database.owner);

    const numbers = Array.from({ length: asked }, (_, i) => parseCpr(numberOf((i * 7919) % people)));
    let found: Int32Array = new Int32Array();
    const resolved = await seconds(async () => {
      found = await findManyByCpr(database.app, cprKeys, numbers);
    });
    if (found.includes(-1)) throw new Error('somebody was not found');
    yield row(`resolving ${asked} numbers among ${people} people`, resolved, 's', { limit: 60 });
    say(`${Math.round(asked / resolved)} numbers a second`);

    const single: number[] = [];
    for (let i = 0; i < 300; i++) {
      single.push(1000 * (await seconds(() => findByCpr(database.app, cprKeys, numbers[i * 31] as Cpr))));
    }
    yield row(`one number among ${people}`, median(single), 'ms', { limit: 5 });

    const asOf = new Date('2026-01-01');
    const first = await seconds(() => importRegister(database, cprKeys, { path: register, asOf, actor }));
    yield row(`whole opt-out register, ${choices} choices, first time`, first, 's');
    writeFileSync(
      register,
      `cpr,scope,registered\n${out.slice(0, -100).join('\n')}\n${numberOf(1)},genetic,2026-01-02\n`,
    );
    const next = { path: register, asOf: new Date('2026-01-03'), actor };
    const nightly = await seconds(() => importRegister(database, cprKeys, next));
    yield row('the same the next night, 101 differences', nightly, 's', small ? null : { limit: 30 });

    let effect = 0;
    for (let i = 0; i < 5; i++) {
      effect = Math.max(
        effect,
        await seconds(async () => {
          await database.withActor(actor, (trx) =>
            recordOptOut(trx, found[numbers.indexOf(parseCpr(numberOf(2 * i + 3)))]!, actor),
          );
          await optedOutPersons(database.app);
        }),
      );
    }
    yield row(`one choice until the mask of ${choices} is read again`, effect, 's', { limit: 1 });

    const rotated = await seconds(() => rotatePeopleKeys(database, cprKeys));
    yield row(`new keys for ${people} numbers`, rotated, 's');
  } finally {
    await app.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
