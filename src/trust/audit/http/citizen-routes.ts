import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { sql } from 'kysely';
import { z } from 'zod';
import { type Db, unguardDatabase } from '../../../platform/database/index.ts';
import { Problem } from '../../../platform/problem/index.ts';
import { assertPerson, assertScope, notYours, type Scope } from '../../scope/index.ts';
import { recordAccess } from '../audit.ts';
import { errors } from '../errors.ts';
import { EntryExporter, exportHeader } from '../export/bundle.ts';
import { latestHead } from '../heads.ts';
import { citizenPage, completenessOf } from '../views/citizen-log.ts';
import { subjectsByPerson } from '../views/subjects.ts';
import type { AuditRouteDeps } from './deps.ts';
import { citizenLogSchema } from './wire.ts';

const act = 'audit.own.read';

/** Who looked at oneself, or at somebody one is guardian of. */
export function citizenRoutes(app: FastifyInstance, deps: AuditRouteDeps): void {
  const { database, scopeOf, auditKey } = deps;
  const http = app.withTypeProvider<ZodTypeProvider>();
  http.get(
    '/api/me/log',
    {
      config: { act },
      schema: {
        summary:
          'Who looked at oneself or one’s child, why and when, in plain words; with a proof that nothing is left out',
        querystring: z.object({
          person: z.string().max(100).optional(),
          before: z.coerce.number().int().min(0).optional(),
          limit: z.coerce.number().int().min(1).max(500).default(50),
        }),
        response: { 200: citizenLogSchema },
      },
    },
    async (request) => {
      const scope = await scopeOf(request);
      const { person, subjects } = await findWhose(request, scope, deps, request.query.person);
      await recordAccess(database.app, scope, { action: 'audit.own', object: person });
      const self = request.session === null ? [] : [`${scope.actor.kind}:${scope.actor.id}`];
      const { before, limit } = request.query;
      const page = await citizenPage(database.app, { subjects, self, before, limit });
      return { person, ...page, completeness: await completenessOf(database.app, subjects) };
    },
  );
  http.get(
    '/api/me/log/:id/proof',
    {
      config: { act },
      schema: {
        summary: 'One entry about oneself with its proof, to check without Idun',
        params: z.object({ id: z.string().max(100) }),
        querystring: z.object({ person: z.string().max(100).optional() }),
      },
    },
    async (request, reply) => {
      const scope = await scopeOf(request);
      const { person, subjects } = await findWhose(request, scope, deps, request.query.person);
      const number = await findAbout(database.app, request.params.id, subjects);
      await recordAccess(database.app, scope, { action: 'audit.own', object: person });
      const head = await latestHead(database.app);
      const lines = [
        await exportHeader(database.app, head, auditKey),
        ...(await new EntryExporter(database.app, head).entries([number])),
      ];
      return reply
        .type('application/x-ndjson; charset=utf-8')
        .header('content-disposition', `attachment; filename="${request.params.id}.ndjson"`)
        .send(`${lines.map((line) => JSON.stringify(line)).join('\n')}\n`);
    },
  );
}

/** Whose log is asked for, and under which ids it is kept. @throws Problem when it is not the asker's to see */
async function findWhose(
  request: FastifyRequest,
  scope: Scope,
  { database, genomesOf }: AuditRouteDeps,
  asked: string | undefined,
): Promise<{ person: string; subjects: string[] }> {
  assertScope(scope, act);
  const person = asked ?? request.session?.personId ?? null;
  if (person === null) {
    throw new Problem(errors.notYours, 'It is not known which person this account is.', {
      action: 'Sign in as a citizen, or name a person.',
    });
  }
  const everybody = unguardDatabase(database).app;
  const { rows } = await sql<{ no: number }>`select person_no as no from trust.people where id = ${person}`.execute(
    everybody,
  );
  const personNo = rows[0]?.no;
  if (personNo === undefined) throw notYours();
  assertPerson(scope, personNo);
  const subjects = await subjectsByPerson(everybody, [personNo], genomesOf);
  return { person, subjects: subjects.get(personNo) ?? [person] };
}

async function findAbout(db: Db, id: string, subjects: readonly string[]): Promise<number> {
  const { rows } = await sql<{ n: number }>`select e.entry_no as n from trust.audit_entries e
    join trust.audit_subjects s using (entry_no) join trust.audit_references r using (pseudonym)
    where e.id = ${id} and r.subject = any(${[...subjects]}::text[]) limit 1`.execute(db);
  if (rows.length === 0) throw new Problem(errors.entryUnknown, 'No entry about this person has this id.');
  return rows[0]!.n;
}
