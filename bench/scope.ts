/**
 * What row security and bound connections cost: the same statements on the same tables, with the second wall and without it. The
 * peer is Idun itself with row security switched off.
 */
import { sql } from 'kysely';
import { bindDb, type DatabaseHandle, guardDatabase } from '../src/platform/database/index.ts';
import { openTestDatabase } from '../src/platform/database/testing.ts';
import { trustMigrations } from '../src/trust/migrations/index.ts';
import { createPeople, findByIdentifiers, findByNumbers } from '../src/trust/people/index.ts';
import { type BenchOptions, type BenchRow, median } from './row.ts';

const tables = ['trust.people', 'trust.person_identifiers', 'trust.care_relations'];

async function setWall(db: DatabaseHandle, wall: 'enable' | 'disable'): Promise<void> {
  for (const table of tables) await sql.raw(`alter table ${table} ${wall} row level security`).execute(db.owner);
}

async function time(work: () => Promise<unknown>, repeats: number): Promise<number> {
  const took: number[] = [];
  for (let i = 0; i < repeats; i++) {
    const started = performance.now();
    await work();
    took.push(performance.now() - started);
  }
  return median(took);
}

interface Work {
  name: string;
  repeats: number;
  run(db: DatabaseHandle): Promise<unknown>;
}

function works(people: number): Work[] {
  const some = (n: number, of = people): number[] => Array.from({ length: n }, (_, i) => (i * 7919) % of);
  const patients = some(500);
  const sum = sql`select count(*), sum(person_no) from trust.people`;
  let made = 0;
  return [
    { name: 'read every person', repeats: 9, run: (db) => sum.execute(db.app) },
    { name: 'one person by number', repeats: 400, run: (db) => findByNumbers(db.app, [patients[3]!]) },
    {
      name: '1000 people by identifier',
      repeats: 20,
      run: (db) => findByIdentifiers(db.app, 'bench', some(1000).map(String)),
    },
    {
      name: 'add 2000 people',
      repeats: 9,
      run: (db) =>
        createPeople(
          db.app,
          Array.from({ length: 2000 }, () => ({ identifiers: [{ namespace: 'more', value: `${++made}` }] })),
        ),
    },
    {
      name: 'one patient of 500, bound to a clinician',
      repeats: 400,
      run: (db) =>
        findByNumbers(bindDb(guardDatabase(db).app, { reach: 'persons', personNos: patients }), [patients[3]!]),
    },
  ];
}

/** Rows of the second wall's cost. */
export async function* measure({ small, say }: BenchOptions): AsyncGenerator<BenchRow> {
  const people = small ? 20_000 : 200_000;
  const db = await openTestDatabase(trustMigrations);
  try {
    say(`scope: ${people} people`);
    for (let from = 0; from < people; from += 10_000) {
      const identifiers = (i: number) => [{ namespace: 'bench', value: String(from + i) }];
      await createPeople(
        db.app,
        Array.from({ length: 10_000 }, (_, i) => ({ identifiers: identifiers(i) })),
      );
    }
    await sql`analyze trust.people, trust.person_identifiers`.execute(db.owner);
    for (const { name, repeats, run } of works(people)) {
      const rounds: Record<'enable' | 'disable', number[]> = { enable: [], disable: [] };
      // Taken in turns, so that what else the machine does falls on both.
      for (const wall of ['disable', 'enable', 'enable', 'disable', 'disable', 'enable'] as const) {
        await setWall(db, wall);
        await run(db);
        rounds[wall].push(await time(() => run(db), repeats));
      }
      const peer = Math.min(...rounds.disable);
      yield {
        name: `second wall: ${name}`,
        ours: Math.min(...rounds.enable),
        peer,
        peerName: 'without it',
        unit: 'ms',
        goal: null,
      };
    }
  } finally {
    await db.close();
  }
}
