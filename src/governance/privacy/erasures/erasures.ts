import { sql } from 'kysely';
import type { Db } from '../../../platform/database/index.ts';
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
  genome: string;
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
 * Erases a genome, or all genomes of a person and the person's rows in the national register, by law or because of an error: begun here,
 * done in the background, told by a signed certificate for each genome and an entry in the log for the register.
 * @throws Problem IDUN_ERASURE_NOTHING, IDUN_PERSON_UNKNOWN
 */
export async function requestErasure(
  deps: PrivacyDeps,
  scope: Scope,
  request: ErasureRequest,
): Promise<{ genome: string; state: 'queued' }[]> {
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
    if (request.person !== undefined) await deps.queueRegisterErasure(trx, { person: request.person, reason, actor });
    return genomes.map((genome) => ({ genome, state: 'queued' as const }));
  });
}

interface Row extends Omit<ErasureAnswer, 'requestedAt' | 'finishedAt' | 'certificate'> {
  requestedAt: Date;
  finishedAt: Date | null;
  document: object | null;
  signature: string | null;
}

async function readErasures(db: Db, genome?: string): Promise<Row[]> {
  const { rows } = await sql<Row>`select genome_id as genome, state, reason, requested_at as "requestedAt",
      finished_at as "finishedAt", places, certificate as document, signature from genomes.erasures
    where ${genome ?? null}::text is null or genome_id = ${genome ?? null} order by erasure_no desc limit 1000`.execute(
    db,
  );
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
  genome: string,
): Promise<{ genome: string; certificate: object; signature: string }> {
  const [row] = await readErasures(readAs(database.app, scope, act, clock), genome);
  if (row?.document == null || row.signature === null) {
    throw new Problem(errors.certificateUnknown, 'There is no certificate for this genome, or not yet.', {
      action: 'Look at the list of erasures.',
    });
  }
  await recordAccess(database.app, scope, { action: 'gdpr.certificate', object: genome }, clock);
  return { genome, certificate: row.document, signature: row.signature };
}
