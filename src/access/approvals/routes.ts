import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { findOrganisation } from '../../trust/organisations/index.ts';
import { wordsSchema } from '../cases/index.ts';
import { type AccessRouteDeps, openAccess } from '../open-access.ts';
import { byId, reason } from '../wire.ts';
import { listBodies } from './bodies.ts';
import { bodyKindNames, bodyKinds } from './body-kinds.ts';
import { duoTerms } from './duo-terms.ts';
import { changeRules, changeTerms, makeBody, openResource } from './manage.ts';
import { type Body, type Resource, resourceKinds, rulesSchema, termsSchema } from './model.ts';
import { listResources } from './resources.ts';

const shownBody = ({ bodyNo: _, organisationNo: __, secretariatNo: ___, ...body }: Body) => body;
const shownResource = ({ resourceNo: _, bodyNo: __, ...resource }: Resource) => resource;
const isDemo = z.enum(['true', 'false']).optional();
const flag = (given: 'true' | 'false' | undefined) => (given === undefined ? undefined : given === 'true');

/** Who says a part, by which rules, and what can be applied for on which terms. */
export async function routes(app: FastifyInstance, given: AccessRouteDeps): Promise<void> {
  const deps = openAccess({ ...given, dataDir: given.config.dataDir });
  const { scopeOf } = given;
  const db = deps.database.app;
  const http = app.withTypeProvider<ZodTypeProvider>();
  const read = { act: 'access.forms.read' } as const;
  const manage = { act: 'access.rules.manage' } as const;

  http.get(
    '/api/access/bodies',
    {
      config: read,
      schema: {
        summary: 'Committees, biobanks and registers with their own rules',
        querystring: z.object({ demo: isDemo }),
      },
    },
    async (request) => ({
      kinds: bodyKinds,
      items: (await listBodies(db, { demo: flag(request.query.demo) })).map(shownBody),
    }),
  );
  http.get(
    '/api/access/resources',
    {
      config: read,
      schema: {
        summary: 'What can be applied for, and on what terms',
        querystring: z.object({ kind: z.enum(resourceKinds).optional(), demo: isDemo }),
      },
    },
    async (request) => {
      const { kind, demo } = request.query;
      return { items: (await listResources(db, { kind, demo: flag(demo) })).map(shownResource) };
    },
  );
  http.get(
    '/api/access/duo',
    { config: read, schema: { summary: 'Terms of the Data Use Ontology that conditions are written with' } },
    async () => ({ items: duoTerms }),
  );
  http.post(
    '/api/access/bodies',
    {
      config: manage,
      schema: {
        summary: 'Makes an organisation a body with rules of its own',
        body: z.object({
          kind: z.enum(bodyKindNames),
          organisation: z.string().max(200),
          secretariat: z.string().max(200).optional(),
          rules: rulesSchema.optional(),
        }),
      },
    },
    async (request, reply) => {
      const { organisation, secretariat, ...body } = request.body;
      const of = await findOrganisation(db, organisation);
      const served = secretariat === undefined ? null : await findOrganisation(db, secretariat);
      return reply.code(201).send(shownBody(await makeBody(deps, await scopeOf(request), { ...body, of, served })));
    },
  );
  http.put(
    '/api/access/bodies/:id/rules',
    {
      config: manage,
      schema: {
        summary: 'States new rules of a body',
        params: byId('bod'),
        body: z.object({ rules: rulesSchema, reason }),
      },
    },
    async (request) => shownBody(await changeRules(deps, await scopeOf(request), request.params.id, request.body)),
  );
  http.post(
    '/api/access/resources',
    {
      config: manage,
      schema: {
        summary: 'Opens a data set, collection or register for applications',
        body: z.object({
          body: byId('bod').shape.id,
          kind: z.enum(resourceKinds),
          ref: z.string().trim().min(1).max(200),
          name: wordsSchema,
          terms: termsSchema,
        }),
      },
    },
    async (request, reply) =>
      reply.code(201).send(shownResource(await openResource(deps, await scopeOf(request), request.body))),
  );
  http.put(
    '/api/access/resources/:id/terms',
    {
      config: manage,
      schema: {
        summary: 'States new terms of what can be applied for',
        params: byId('rsc'),
        body: z.object({ terms: termsSchema }),
      },
    },
    async (request) =>
      shownResource(await changeTerms(deps, await scopeOf(request), request.params.id, request.body.terms)),
  );
}
