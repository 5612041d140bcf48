import { sql } from 'kysely';
import type { Db } from '../../../platform/database/index.ts';
import { newId } from '../../../platform/ids/index.ts';
import { Problem } from '../../../platform/problem/index.ts';
import { recordAccess } from '../../../trust/audit/index.ts';
import { readPersonById, recordsOf } from '../../../trust/people/index.ts';
import { assertScope, readAs, type Scope } from '../../../trust/scope/index.ts';
import type { PrivacyDeps } from '../deps.ts';
import { errors } from '../errors.ts';

const act = 'gdpr.erase';

export interface ErasureRequest {
  /** `gen_…`; or everything of a person, `per_…`. */
  genome?: string | undefined;
  person?: string | undefined;
  reason: string;
}

/** An erasure as screens show it. */
export interface ErasureAnswer {
  /** `gen_…` of the genome; or `ers_…`, the erasure of a person outside the genomes. */
  of: string;
  state: string;
  reason: string;
  requestedAt: string;
  finishedAt: string | null;
  places: { place: string; state: string; at: string; detail: string }[];
  certificate: boolean;
}

async function genomesToErase(db: Db, { genome, person }: ErasureRequest): Promise<string[]> {
  const records = person === undefined ? [] : await recordsOf(db, (await readPersonById(db, person)).personNo);
  const { rows } = await sql<{ id: string }>`select id from genomes.genomes
    where (id = ${genome ?? null} or person_no = any(${records}::int[])) and state <> 'erased' order by genome_no`.execute(
    db,
  );
  return rows.map(({ id }) => id);
}

/**
 * Erases a genome, or all genomes of a person and whatever else leads to the person, in the national register, the biobanks and the
 * lists of projects, by law or because of an error: begun here, done in the background, told by a signed certificate for each genome and
 * one for the rest.
 * @throws Problem IDUN_ERASURE_NOTHING, IDUN_PERSON_UNKNOWN
 */
export async function requestErasure(
  deps: PrivacyDeps,
  scope: Scope,
  request: ErasureRequest,
): Promise<{ of: string; state: 'queued' }[]> {
  const { database, clock } = deps;
  assertScope(scope, act, clock);
  return await database.withActor(scope.actor, async (trx) => {
    const genomes = await genomesToErase(trx, request);
    if (genomes.length === 0 && request.person === undefined)
      throw new Problem(errors.nothingToErase, 'No genome that is not erased already was found.');
    const { reason } = request;
    const access = { action: 'gdpr.erase', object: request.person ?? genomes[0]!, subjects: genomes, reason };
    await recordAccess(trx, scope, access, clock);
    const actor = `${scope.actor.kind}:${scope.actor.id}`;
    for (const genome of genomes) await deps.queueErasure(trx, { genome, reason, actor });
    const begun = [...genomes];
    if (request.person !== undefined) {
      const id = newId('ers');
      await sql`insert into governance.person_erasures (id, reason, requested_at, requested_by)
        values (${id}, ${reason}, ${clock.now()}, ${actor})`.execute(trx);
      await deps.queuePersonErasure(trx, { erasure: id, person: request.person });
      begun.push(id);
    }
    return begun.map((of) => ({ of, state: 'queued' as const }));
  });
}

interface Row extends Omit<ErasureAnswer, 'requestedAt' | 'finishedAt' | 'certificate'> {
  requestedAt: Date;
  finishedAt: Date | null;
  document: object | null;
  signature: string | null;
}

async function readErasures(db: Db, of: string | null = null): Promise<Row[]> {
  const columns = sql`state, reason, requested_at as "requestedAt", finished_at as "finishedAt", places, certificate as document, signature`;
  const { rows } = await sql<Row>`select * from (select genome_id as of, ${columns} from genomes.erasures
      union all select id, ${columns} from governance.person_erasures) e
    where ${of}::text is null or of = ${of} order by "requestedAt" desc, of limit 1000`.execute(db);
  return rows;
}

/** Erasures and how far they are. One audit entry. */
export async function listErasures({ database, clock }: PrivacyDeps, scope: Scope): Promise<ErasureAnswer[]> {
  const rows = await readErasures(readAs(database.app, scope, act, clock));
  await recordAccess(database.app, scope, { action: 'gdpr.erasures.list', object: 'erasures' }, clock);
  return rows.map(({ document, signature: _s, requestedAt, finishedAt, ...row }) => ({
    ...row,
    requestedAt: requestedAt.toISOString(),
    finishedAt: finishedAt?.toISOString() ?? null,
    certificate: document !== null,
  }));
}

/** The signed certificate of an erasure. @throws Problem IDUN_ERASURE_UNKNOWN */
export async function certificateOf(
  { database, clock }: PrivacyDeps,
  scope: Scope,
  of: string,
): Promise<{ of: string; certificate: object; signature: string }> {
  const [row] = await readErasures(readAs(database.app, scope, act, clock), of);
  if (row?.document == null || row.signature === null) {
    throw new Problem(errors.certificateUnknown, 'There is no certificate of this erasure, or not yet.', {
      action: 'Look at the list of erasures.',
    });
  }
  await recordAccess(database.app, scope, { action: 'gdpr.certificate', object: of }, clock);
  return { of, certificate: row.document, signature: row.signature };
}
