import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { originOf } from '../../trust/identity/index.ts';
import { beginApplication } from '../applications/index.ts';
import { type AccessRouteDeps, openAccess } from '../open-access.ts';
import { byId, demo, pageQuery, reason, yesNo } from '../wire.ts';
import { changePermit, endPermit, revokePart } from './end.ts';
import { issuePermit } from './issue.ts';
import { listPermits } from './list.ts';
import { listProjects, showProject } from './projects.ts';
import { basisOfChange, showPermit } from './show.ts';
import { visaKeys, visasOf } from './visas.ts';

const params = byId('pmt');
const told = ({ id, state }: { id: string; state: string }) => ({ id, state });

/** Permits, the visas they become, and the public list of what they were given for. */
export async function routes(app: FastifyInstance, given: AccessRouteDeps): Promise<void> {
  const deps = openAccess({ ...given, dataDir: given.config.dataDir });
  const { scopeOf, config } = given;
  const http = app.withTypeProvider<ZodTypeProvider>();
  const manage = { act: 'access.permits.manage' } as const;
  const write = { act: 'access.applications.write' } as const;

  http.get(
    '/api/access/projects',
    {
      config: { act: 'access.projects.read' },
      schema: {
        summary: 'Approved projects, for everybody',
        querystring: z.object({
          ...pageQuery,
          text: z.string().trim().min(1).max(200).optional(),
          running: yesNo.optional(),
          demo,
        }),
      },
    },
    async (request) => await listProjects(deps.database.app, request.query),
  );
  http.get(
    '/api/access/projects/:id',
    { config: { act: 'access.projects.read' }, schema: { summary: 'An approved project, for everybody', params } },
    async (request) => await showProject(deps.database.app, request.params.id),
  );
  http.get(
    '/api/access/permits',
    {
      config: { act: 'access.permits.read' },
      schema: { summary: 'Permits one has a part in, the newest first', querystring: z.object({ demo }) },
    },
    async (request) => ({ items: await listPermits(deps, await scopeOf(request), request.query) }),
  );
  http.post(
    '/api/access/applications/:id/permit',
    {
      config: manage,
      schema: {
        summary: 'Signs for the centre and issues the permit',
        params: byId('apl'),
        body: z.object({
          hash: z.string().length(64),
          contract: z.string().trim().min(1).max(200).optional(),
          from: z.iso.datetime().optional(),
        }),
      },
    },
    async (request, reply) => {
      const { from, ...body } = request.body;
      const begin = from === undefined ? {} : { from: new Date(from) };
      const permit = await issuePermit(deps, await scopeOf(request), request.params.id, { ...body, ...begin });
      return reply.code(201).send({ id: permit.id, version: permit.version, from: permit.from, until: permit.until });
    },
  );
  http.get(
    '/api/access/permits/:id',
    { config: { act: 'access.permits.read' }, schema: { summary: 'A permit with its versions', params } },
    async (request) => await showPermit(deps, await scopeOf(request), request.params.id),
  );
  http.post(
    '/api/access/permits/:id/state',
    {
      config: manage,
      schema: {
        summary: 'Suspends a permit, lets it hold again, or takes it back',
        params,
        body: z.object({ to: z.enum(['suspended', 'active', 'revoked']), reason }),
      },
    },
    async (request) => told(await changePermit(deps, await scopeOf(request), request.params.id, request.body)),
  );
  http.post(
    '/api/access/permits/:id/end',
    { config: write, schema: { summary: 'The project ends its permit', params, body: z.object({ reason }) } },
    async (request) => told(await endPermit(deps, await scopeOf(request), request.params.id, request.body.reason)),
  );
  http.post(
    '/api/access/permits/:id/change',
    {
      config: write,
      schema: {
        summary: 'Begins an amendment or a renewal with what the permit rests on now',
        params,
        body: z.object({ kind: z.enum(['amendment', 'renewal']) }),
      },
    },
    async (request, reply) => {
      const scope = await scopeOf(request);
      const basis = await basisOfChange(deps, scope, request.params.id);
      return reply.code(201).send(await beginApplication(deps, scope, { ...basis, kind: request.body.kind }));
    },
  );
  http.post(
    '/api/access/approvals/:id/revoke',
    {
      config: { act: 'access.approvals.decide' },
      schema: {
        summary: 'A body takes its yes back; permits on it end at once',
        params: byId('apv'),
        body: z.object({ reason }),
      },
    },
    async (request) => await revokePart(deps, await scopeOf(request), request.params.id, request.body.reason),
  );
  http.get(
    '/api/access/visas',
    { config: { act: 'access.visas.use' }, schema: { summary: 'One’s permits as GA4GH visas (ga4gh_passport_v1)' } },
    async (request) => ({ ga4gh_passport_v1: await visasOf(deps, await scopeOf(request), originOf(request, config)) }),
  );
  http.get(
    '/ga4gh/visas/jwks',
    { config: { act: 'public' }, schema: { summary: 'Keys that check visas (RFC 7517)' } },
    async () => visaKeys(deps.dataDir),
  );
}
