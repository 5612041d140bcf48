import { gunzipSync, gzipSync } from 'node:zlib';
import { sql } from 'kysely';
import type { Db } from '../../platform/database/index.ts';
import { Problem } from '../../platform/problem/index.ts';
import { protectCount } from '../../register/cohorts/index.ts';
import {
  type Query,
  type RegisterDrift,
  readQuery,
  registerDrift,
  registerMembers,
} from '../../register/search/index.ts';
import { recordAccess } from '../../trust/audit/index.ts';
import { assertScope, type DisclosureRule, mintSystemScope, type Scope } from '../../trust/scope/index.ts';
import type { ApplicationDeps } from './deps.ts';
import { errors } from './errors.ts';

/** A question to the register as it is frozen into an application; dates are ISO text, numbers exact. */
export interface FrozenQuestion {
  name: string;
  query: Query;
  queryHash: string;
  /** SHA-256 of the question with the people and specimens it gave; they lie under it in `access.frozen_members`. */
  membersHash: string;
  dataVersion: number;
  maskEpoch: number;
  persons: number;
  specimens: number;
  genomes: number;
  frozenAt: string;
}

/** A frozen question as its reader may see it. */
export type ShownQuestion = Omit<FrozenQuestion, 'persons' | 'specimens' | 'genomes'> &
  Record<'persons' | 'specimens' | 'genomes', ReturnType<typeof protectCount>>;

/** A frozen question under a reader's rule. */
export function showQuestion(question: FrozenQuestion, rule: DisclosureRule): ShownQuestion {
  const show = (number: number) => protectCount(number, rule);
  const { persons, specimens, genomes, ...rest } = question;
  return { ...rest, persons: show(persons), specimens: show(specimens), genomes: show(genomes) };
}

const freezer = { kind: 'system', id: 'access.freeze' } as const;

/**
 * Runs a question and freezes whom and what it gives. Who they are goes behind the second wall, under the hash of all of it. One
 * audit entry.
 * @param scope what lets the asker search the register
 */
export async function freezeQuestion(
  { database, register, clock }: ApplicationDeps,
  scope: Scope,
  asked: { name: string; query: unknown },
): Promise<FrozenQuestion> {
  assertScope(scope, 'register.search', clock);
  const query = readQuery(asked.query);
  const system = await mintSystemScope(database.app, freezer.id, { clock });
  const { persons, specimens, genomes, queryHash, membersHash, asOf } = await registerMembers(register, system, {
    query,
  });
  const keys = specimens.keys.filter((key) => key !== '');
  await database.withActor(freezer, (trx) => insertMembers(trx, membersHash, { persons, keys }));
  const detail = { query: queryHash, members: membersHash, version: asOf.dataVersion };
  await recordAccess(database.app, scope, { action: 'access.questions.freeze', object: 'register', detail }, clock);
  return {
    ...{ name: asked.name, query, queryHash, membersHash, dataVersion: asOf.dataVersion, maskEpoch: asOf.maskEpoch },
    ...{ persons: persons.length, specimens: specimens.count, genomes, frozenAt: clock.now().toISOString() },
  };
}

/** Who and what a frozen question gave. */
export interface FrozenMembers {
  persons: Uint32Array;
  keys: string[];
}

async function insertMembers(trx: Db, hash: string, { persons, keys }: FrozenMembers): Promise<void> {
  const numbers = gzipSync(Buffer.from(persons.buffer, persons.byteOffset, persons.byteLength));
  const names = gzipSync(keys.join('\n'));
  await sql`insert into access.frozen_members (hash, persons, specimens) values (${hash}, ${numbers}, ${names})
    on conflict do nothing`.execute(trx);
}

/** Who and what a frozen question gave. @param db one that reaches everybody @throws Problem IDUN_QUESTION_MEMBERS */
export async function readMembers(db: Db, hash: string): Promise<FrozenMembers> {
  const { rows } = await sql<{
    persons: Buffer;
    specimens: Buffer;
  }>`select persons, specimens from access.frozen_members where hash = ${hash}`.execute(db);
  if (rows[0] === undefined) {
    throw new Problem(errors.members, 'The people of the frozen question cannot be read here.', {
      action: 'Freeze the question again.',
    });
  }
  const bytes = gunzipSync(rows[0].persons);
  const persons = new Uint32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
  const names = gunzipSync(rows[0].specimens).toString('utf8');
  return { persons, keys: names === '' ? [] : names.split('\n') };
}

/** What became of a frozen question, in exact numbers, as it is kept: without keys. */
export type ExactQuestionDrift = Omit<RegisterDrift, 'goneKeys' | 'nowKeys'>;

/** Runs a frozen question again and says what became of its people and specimens. */
export async function measureQuestion(
  { database, register, clock }: ApplicationDeps,
  question: FrozenQuestion,
): Promise<RegisterDrift> {
  const frozen = await database.withActor(freezer, (trx) => readMembers(trx, question.membersHash));
  const system = await mintSystemScope(database.app, 'access.drift', { clock });
  return await registerDrift(register, system, { query: question.query, frozen });
}
