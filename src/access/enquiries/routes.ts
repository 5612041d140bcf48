import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { type AccessRouteDeps, openAccess } from '../open-access.ts';
import { byId, text } from '../wire.ts';
import { answer, ask, contextSchema, goOnOrClose, passOn, showEnquiry } from './enquiries.ts';
import { topics } from './topics.ts';

const params = byId('enq');
const told = ({ id, state }: { id: string; state: string }) => ({ id, state });

/** Questions of researchers: asked with their context, answered by whoever knows. */
export async function routes(app: FastifyInstance, given: AccessRouteDeps): Promise<void> {
  const deps = openAccess({ ...given, dataDir: given.config.dataDir });
  const { scopeOf } = given;
  const http = app.withTypeProvider<ZodTypeProvider>();

  http.get(
    '/api/access/topics',
    { config: { act: 'access.forms.read' }, schema: { summary: 'What a question can be about, and its guidance' } },
    async () => ({ items: topics }),
  );
  http.post(
    '/api/access/enquiries',
    {
      config: { act: 'access.enquiries.use' },
      schema: {
        summary: 'Asks a question; it goes to whoever knows, with what it is about',
        body: z.object({
          title: z.string().trim().min(1).max(200),
          topic: z.string().max(60),
          text,
          context: contextSchema.optional(),
        }),
      },
    },
    async (request, reply) => reply.code(201).send(told(await ask(deps, await scopeOf(request), request.body))),
  );
  http.get(
    '/api/access/enquiries/:id',
    { config: { act: 'access.enquiries.use' }, schema: { summary: 'A question of one’s project', params } },
    async (request) => await showEnquiry(deps, await scopeOf(request), request.params.id),
  );
  http.get(
    '/api/access/enquiries/:id/handling',
    {
      config: { act: 'access.enquiries.answer' },
      schema: { summary: 'A question to be answered, with notes', params },
    },
    async (request) => await showEnquiry(deps, await scopeOf(request), request.params.id),
  );
  http.post(
    '/api/access/enquiries/:id/answer',
    {
      config: { act: 'access.enquiries.answer' },
      schema: { summary: 'Answers a question', params, body: z.object({ text }) },
    },
    async (request) => told(await answer(deps, await scopeOf(request), request.params.id, request.body.text)),
  );
  http.post(
    '/api/access/enquiries/:id/pass-on',
    {
      config: { act: 'access.enquiries.answer' },
      schema: {
        summary: 'Passes a question on to a body, or back to the centre',
        params,
        body: z.object({ body: byId('bod').shape.id.nullable() }),
      },
    },
    async (request) => told(await passOn(deps, await scopeOf(request), request.params.id, request.body.body)),
  );
  http.post(
    '/api/access/enquiries/:id/follow',
    {
      config: { act: 'access.enquiries.use' },
      schema: { summary: 'Asks on, or closes the question', params, body: z.object({ text: text.optional() }) },
    },
    async (request) => told(await goOnOrClose(deps, await scopeOf(request), request.params.id, request.body.text)),
  );
}
