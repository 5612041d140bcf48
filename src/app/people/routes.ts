import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { unguardDatabase } from '../../platform/database/index.ts';
import { recordAccess } from '../../trust/audit/index.ts';
import { looksLikeCpr, readPeople, readPersonById, resolvePerson } from '../../trust/people/index.ts';
import { assertPerson, readAs, type Scope } from '../../trust/scope/index.ts';
import type { RouteDeps } from '../server.ts';
import { describeFamily, describePerson, type Viewer } from './describe-person.ts';
import { mergeIdentities, unmergeIdentities } from './merge-identities.ts';
import * as schema from './schemas.ts';

const viewerOf = ({ purpose }: Scope): Viewer => (purpose === 'care' || purpose === 'oversight' ? 'care' : 'other');

/** `/api/people`: finding and reading people, and putting identities right. Numbers come in bodies and never go out. */
export async function peopleRoutes(app: FastifyInstance, deps: RouteDeps): Promise<void> {
  const routes = app.withTypeProvider<ZodTypeProvider>();

  routes.post(
    '/api/people/identify',
    {
      config: { act: 'people.identify' },
      schema: { body: schema.findBody, response: { 200: schema.foundAnswer } },
    },
    async (request) => {
      const scope = await deps.scopeOf(request);
      const db = readAs(deps.database.app, scope, 'people.identify');
      const { text } = request.body;
      // What was asked for is not noted, it is or may be a number; whether it was one is.
      const detail = { by: looksLikeCpr(text) ? 'number' : 'identifier' };
      const found = await resolvePerson(db, text, deps.cprKeys).catch(async (error: unknown) => {
        await recordAccess(deps.database.app, scope, { action: 'people.identify', object: 'nobody', detail });
        throw error;
      });
      await recordAccess(deps.database.app, scope, { action: 'people.identify', object: found.id, detail });
      const person = (await readPeople(db, [found.personNo])).get(found.personNo)!;
      return { person: describePerson(person, viewerOf(scope)) };
    },
  );

  routes.get(
    '/api/people/:id',
    {
      config: { act: 'people.read' },
      schema: { params: schema.personParams, response: { 200: schema.personAnswer } },
    },
    async (request) => {
      const scope = await deps.scopeOf(request);
      const db = readAs(deps.database.app, scope, 'people.read');
      const person = await readPersonById(db, request.params.id);
      assertPerson(scope, person.personNo);
      await recordAccess(deps.database.app, scope, { action: 'people.read', object: person.id });
      const viewer = viewerOf(scope);
      return { person: describePerson(person, viewer), family: await describeFamily(db, person, viewer) };
    },
  );

  routes.post(
    '/api/people/merge',
    { config: { act: 'people.merge' }, schema: { body: schema.mergeBody, response: { 200: schema.mergeAnswer } } },
    async (request) => {
      const scope = await deps.scopeOf(request);
      const { reason } = request.body;
      return await unguardDatabase(deps.database).withActor(scope.actor, async (trx) => {
        const { from, into } = await mergeIdentities(trx, { ...request.body, actor: scope.actor });
        const access = { action: 'people.merge', object: into.id, detail: { record: from.id }, reason };
        await recordAccess(trx, scope, access);
        return { record: from.id, person: into.id };
      });
    },
  );

  routes.post(
    '/api/people/unmerge',
    { config: { act: 'people.merge' }, schema: { body: schema.unmergeBody, response: { 200: schema.mergeAnswer } } },
    async (request) => {
      const scope = await deps.scopeOf(request);
      const { reason } = request.body;
      return await unguardDatabase(deps.database).withActor(scope.actor, async (trx) => {
        const { record, from } = await unmergeIdentities(trx, { ...request.body, actor: scope.actor });
        const access = { action: 'people.unmerge', object: from.id, detail: { record: record.id }, reason };
        await recordAccess(trx, scope, access);
        return { record: record.id, person: from.id };
      });
    },
  );
}
