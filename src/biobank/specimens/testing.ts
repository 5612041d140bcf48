import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { systemClock } from '../../platform/clock/index.ts';
import { type DatabaseHandle, guardDatabase, type Migration } from '../../platform/database/index.ts';
import { openTestDatabase } from '../../platform/database/testing.ts';
import { newId } from '../../platform/ids/index.ts';
import type { Role } from '../../trust/identity/index.ts';
import { trustMigrations } from '../../trust/migrations/index.ts';
import { ensureOrganisation } from '../../trust/organisations/index.ts';
import { createPeople, openCprKeys, type Person } from '../../trust/people/index.ts';
import { type Act, mintOperatorScope, type Scope } from '../../trust/scope/index.ts';
import { mintTestScope, steppedUp, testSession } from '../../trust/scope/testing.ts';
import { type Biobank, createBiobank, createCollection } from './banks.ts';
import { recordCustody } from './custody/record-custody.ts';
import type { BiobankDeps } from './deps.ts';
import { materials } from './material.ts';
import { specimenMigrations } from './migrations/index.ts';
import type { BirthFacts, Specimen } from './model.ts';
import { readSpecimens } from './store.ts';

/** A biobank with staff, another one beside it, and people. */
export interface TestBiobank {
  database: DatabaseHandle;
  /** As the server works: bound to whom a scope reaches. */
  deps: BiobankDeps;
  dataDir: string;
  bank: Biobank;
  other: Biobank;
  people: Person[];
  operator: Scope;
  /** A scope of a role in the biobank's organisation. */
  scope(act: Act, role?: Role, bank?: Biobank): Promise<Scope>;
  /** Registers plain specimens, one for each given. */
  register(given: readonly Partial<BirthFacts>[], bank?: Biobank): Promise<Specimen[]>;
  close(): Promise<void>;
}

const by = 'operator:test';

/** Opens a test biobank in a database of its own. */
export async function openTestBiobank(migrations: readonly Migration[] = []): Promise<TestBiobank> {
  const dataDir = mkdtempSync(join(tmpdir(), 'idun-biobank-'));
  const database = await openTestDatabase([...trustMigrations, ...specimenMigrations, ...migrations]);
  const deps = { database: guardDatabase(database), cprKeys: openCprKeys(dataDir), clock: systemClock };
  const people = await createPeople(
    database.app,
    Array.from({ length: 12 }, (_, i) => ({
      name: `Person ${i}`,
      identifiers: [{ namespace: 'test', value: `P${i}` }],
    })),
  );
  const makeBank = async (name: string) => {
    const { organisationNo } = await ensureOrganisation(database.app, { name, kind: 'biobank' });
    const bank = await createBiobank(database.app, { name, organisationNo, basis: 'test', by, at: new Date() });
    await createCollection(database.app, bank, { name: 'General' });
    return { bank, organisationNo };
  };
  const own = await makeBank('Bank A');
  const other = await makeBank('Bank B');
  const operator = await mintOperatorScope(database.app, { actorId: 'test' });
  return {
    ...{ database, deps, dataDir, people, operator, bank: own.bank, other: other.bank },
    scope: (act, role = 'biobank-staff', bank = own.bank) => {
      const { organisationNo } = bank.id === own.bank.id ? own : other;
      return mintTestScope(
        database.app,
        steppedUp(testSession({ role, organisationNo, organisation: bank.name })),
        act,
      );
    },
    async register(given, bank = own.bank) {
      const recorded = await database.withActor(operator.actor, (trx) =>
        recordCustody(trx, operator, {
          ...{ biobankNo: bank.biobankNo, action: 'biobank.register', object: bank.id, at: new Date() },
          events: given.map((facts, i) => {
            const type = facts.type ?? 'serum';
            const plain = {
              id: newId('spc'),
              lineage: 'new' as const,
              barcode: newId('spc').slice(4),
              unit: materials[type].unit,
            };
            return {
              act: 'register' as const,
              to: 'available' as const,
              facts: { ...plain, type, amount: 1000, person_no: people[i % people.length]!.personNo, ...facts },
            };
          }),
        }),
      );
      const numbers = recorded.map(({ specimenNo }) => specimenNo);
      return await readSpecimens(database.app, operator, sql`s.specimen_no = any(${numbers}::int[])`);
    },
    async close() {
      await database.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
