import { sql } from 'kysely';
import { partWithDonors } from '../../biobank/specimens/index.ts';
import {
  cycleLog,
  type ErasedPlace,
  listBackups,
  makeCertificate,
  openKeys,
  rewriteTables,
} from '../../genomes/archive/index.ts';
import type { ActorRef, Db } from '../../platform/database/index.ts';
import type { Progress } from '../../platform/progress/index.ts';
import { forgetMembers } from '../../register/cohorts/index.ts';
import { erasePeopleFromRegister } from '../../register/search/index.ts';
import { recordAccess } from '../../trust/audit/index.ts';
import { recordOptOut } from '../../trust/consent/index.ts';
import { partWithNumbers, readPersonById, recordsOf } from '../../trust/people/index.ts';
import { mintSystemScope } from '../../trust/scope/index.ts';
import type { App } from '../app.ts';

interface Erasure {
  state: 'queued' | 'parted' | 'complete' | 'incomplete';
  reason: string;
  requestedAt: Date;
  requestedBy: string;
  /** Numbers that were the person's and are nobody's. */
  numbers: number[];
  places: ErasedPlace[];
}

const place = (name: string, state: ErasedPlace['state'], detail: string): ErasedPlace => ({
  place: name,
  state,
  at: new Date().toISOString(),
  detail,
});

/**
 * Parts a person from everything that is held of them outside the genomes: the person gets another number, and what the biobanks,
 * frozen lists and the chain of custody hold is nobody's; the register's rows and lists of members go. Nothing may be done with a tube
 * of nobody. A signed certificate names each area. Interrupted, it goes on where it was. One audit entry.
 */
export async function erasePerson(
  app: Pick<App, 'database' | 'config' | 'cprKeys'>,
  { person, erasure: id, progress }: { person: string; erasure: string; progress: Progress },
): Promise<void> {
  const { database, config } = app;
  const { owner } = database;
  await database.advisoryLock('gdpr.person', async () => {
    let erasure = await readErasure(owner, id);
    const by = actorOf(erasure.requestedBy);
    if (erasure.state === 'queued') {
      progress.step('Parting the person from what is held');
      await owner.transaction().execute((trx) => part(trx, app, { person, id, by }));
      erasure = await readErasure(owner, id);
    }
    if (erasure.state !== 'parted') return;
    const people = [...erasure.numbers, ...(await recordsOf(owner, (await readPersonById(owner, person)).personNo))];
    const register = await erasePeopleFromRegister({ database, dataDir: config.dataDir }, people, {
      actor: by,
      progress,
    });
    const places = [
      ...erasure.places,
      place(
        'register',
        register.rows === 0 ? 'nothing there' : 'gone',
        `${register.rows} rows of ${register.tables} tables, ${register.snapshots} snapshots; they do not come back with a feed`,
      ),
    ];
    progress.step('Rewriting database pages');
    await rewriteTables(database);
    const kept = await cycleLog(database);
    places.push(place('database tables and log', kept === null ? 'gone' : 'waiting', kept ?? 'written anew'));
    for (const path of await listBackups(owner)) {
      places.push(place(`backup ${path}`, 'out of reach', 'made before; erase again after a restore from it'));
    }
    await certify(app, { id, places, requestedAt: erasure.requestedAt });
    const scope = await mintSystemScope(database.app, 'gdpr.person');
    const detail = { register, places: places.map((one) => `${one.place}: ${one.state}`) };
    await recordAccess(database.app, scope, { action: 'gdpr.erase', object: id, reason: erasure.reason, detail });
  });
}

// In one transaction: from its commit on, what is held is nobody's.
async function part(
  trx: Db,
  { cprKeys }: Pick<App, 'cprKeys'>,
  { person, id, by }: { person: string; id: string; by: ActorRef },
): Promise<void> {
  const { personNo } = await readPersonById(trx, person);
  const moved = await partWithNumbers(trx, await recordsOf(trx, personNo), cprKeys);
  const numbers = [...moved.keys()];
  const tubes = await partWithDonors(trx, numbers);
  const lists = await forgetMembers(trx, numbers);
  // Nobody agreed to anything: the one gate of consent lets no tube of theirs out.
  for (const no of numbers)
    for (const scope of ['genetic', 'material'] as const) await recordOptOut(trx, no, by, { scope });
  const { specimens, inStock, pools, orders } = tubes;
  const places = [
    place('person', 'gone', `${numbers.length} numbers are nobody’s; the person goes on under another`),
    place(
      'specimens of biobanks',
      specimens === 0 ? 'nothing there' : 'rewritten',
      `${specimens} without a donor, ${inStock} of them in store, part of ${pools} pools; none may be given out, to destroy them is the biobank’s decision`,
    ),
    place(
      'orders of specimens',
      orders === 0 ? 'nothing there' : 'rewritten',
      `${orders} closed, without their numbers`,
    ),
    place('saved cohorts', lists === 0 ? 'nothing there' : 'gone', `out of ${lists} lists of members`),
    place(
      'applications and permits',
      'gone',
      'frozen lists name numbers that are nobody’s; limits of permits are without them',
    ),
  ];
  await sql`update governance.person_erasures set state = 'parted', numbers = ${numbers}::int[],
      places = ${JSON.stringify(places)}::jsonb where id = ${id}`.execute(trx);
}

async function certify(
  { database, config }: Pick<App, 'database' | 'config'>,
  { id, places, requestedAt }: { id: string; places: ErasedPlace[]; requestedAt: Date },
): Promise<void> {
  const finishedAt = new Date();
  const keys = openKeys(config.dataDir);
  const { certificate, signature } = makeCertificate({ of: { erasure: id }, requestedAt }, places, finishedAt, keys);
  await sql`update governance.person_erasures set state = ${certificate.state}, finished_at = ${finishedAt},
      places = ${JSON.stringify(places)}::jsonb, certificate = ${JSON.stringify(certificate)}::jsonb, signature = ${signature}
    where id = ${id}`.execute(database.owner);
}

async function readErasure(db: Db, id: string): Promise<Erasure> {
  const { rows } =
    await sql<Erasure>`select state, reason, requested_at as "requestedAt", requested_by as "requestedBy",
      numbers, places from governance.person_erasures where id = ${id}`.execute(db);
  return rows[0]!;
}

function actorOf(text: string): ActorRef {
  const [kind, ...id] = text.split(':');
  return { kind, id: id.join(':') } as ActorRef;
}
