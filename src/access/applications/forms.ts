import { sql } from 'kysely';
import type { Db } from '../../platform/database/index.ts';
import { Problem } from '../../platform/problem/index.ts';
import { recordAccess } from '../../trust/audit/index.ts';
import { assertScope, type Scope } from '../../trust/scope/index.ts';
import { readForm } from './check-form.ts';
import type { ApplicationDeps } from './deps.ts';
import { errors } from './errors.ts';
import type { Form } from './form-model.ts';

const columns = sql`code, version, definition, published_at as "publishedAt", published_by as "publishedBy"`;

/** The newest version of every form. */
export async function listForms(db: Db): Promise<Form[]> {
  const { rows } =
    await sql<Form>`select distinct on (code) ${columns} from access.forms order by code, version desc`.execute(db);
  return rows;
}

/** A version of a form, or the newest. @throws Problem IDUN_FORM_NOT_FOUND */
export async function requireForm(db: Db, code: string, version?: number): Promise<Form> {
  const { rows } = await sql<Form>`select ${columns} from access.forms
    where code = ${code} and (${version ?? null}::int is null or version = ${version ?? null}) order by version desc limit 1`.execute(
    db,
  );
  if (rows[0] !== undefined) return rows[0];
  throw new Problem(errors.formNotFound, 'No form has this name and version.', {
    action: 'See GET /api/access/forms.',
  });
}

/**
 * Publishes a form: the next version of its code. What was written on earlier versions stays on them. One audit entry.
 * @throws Problem IDUN_FORM_INVALID
 */
export async function publishForm(deps: ApplicationDeps, scope: Scope, given: unknown): Promise<Form> {
  assertScope(scope, 'access.rules.manage', deps.clock);
  const definition = readForm(given);
  const by = `${scope.actor.kind}:${scope.actor.id}`;
  return await deps.database.withActor(scope.actor, async (trx) => {
    await sql`select pg_advisory_xact_lock(hashtextextended(${`access.forms ${definition.code}`}, 0))`.execute(trx);
    const { rows } = await sql<Form>`insert into access.forms (code, version, definition, published_by, published_at)
      select ${definition.code}, coalesce(max(version), 0) + 1, ${JSON.stringify(definition)}::jsonb, ${by}, ${deps.clock.now()}
      from access.forms where code = ${definition.code} returning ${columns}`.execute(trx);
    const form = rows[0]!;
    const access = { action: 'access.forms.publish', object: form.code, detail: { version: form.version } };
    await recordAccess(trx, scope, access, deps.clock);
    return form;
  });
}
