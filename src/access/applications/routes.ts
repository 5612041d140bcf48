import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { decisionSchema } from '../approvals/index.ts';
import { type AccessRouteDeps, openAccess } from '../open-access.ts';
import { byId, languageQuery, reason, text } from '../wire.ts';
import { signAgreement } from './agreement.ts';
import { answerBody, askApplicant, decidePart } from './decide.ts';
import { beginApplication, saveDraft } from './draft.ts';
import { showEstimate } from './estimate.ts';
import { listForms, publishForm, requireForm } from './forms.ts';
import { requestSchema } from './model.ts';
import { applicationPdf } from './pdf.ts';
import { acceptComplete, returnApplication, writeToCase } from './process.ts';
import { showApplication } from './show.ts';
import { submitApplication, withdrawApplication } from './submit.ts';

const params = byId('apl');
const part = byId('apv');
const answers = z.record(z.string().max(60), z.unknown());
const cohort = z.object({ id: byId('coh').shape.id, version: z.number().int().min(1).optional() });
const question = z.object({
  name: z.string().trim().min(1).max(200),
  query: z.unknown().describe('See docs/reference/register-queries.md'),
});
const told = ({ id, state }: { id: string; state: string }) => ({ id, state });

/** Applications from the first word to the signed agreement. */
export async function routes(app: FastifyInstance, given: AccessRouteDeps): Promise<void> {
  const deps = openAccess({ ...given, dataDir: given.config.dataDir });
  const { scopeOf } = given;
  // What of the asker's an application takes along, each under the act that lets them read it.
  const taking = async (request: FastifyRequest, { cohort, question }: { cohort?: unknown; question?: unknown }) => ({
    cohorts: cohort == null ? null : await given.scopeFor(request, 'cohorts.use'),
    register: question == null ? null : await given.scopeFor(request, 'register.search'),
  });
  registerForms(app, deps, scopeOf);
  registerHandling(app, deps, scopeOf);
  const http = app.withTypeProvider<ZodTypeProvider>();
  const write = { act: 'access.applications.write' } as const;

  http.post(
    '/api/access/applications',
    {
      config: write,
      schema: {
        summary: 'Begins an application, from a saved cohort, a question to the register, or an empty one',
        body: z.object({
          title: z.string().trim().min(1).max(200),
          form: z.string().max(60).optional(),
          answers: answers.optional(),
          request: requestSchema.optional(),
          cohort: cohort.optional(),
          question: question.optional(),
          enquiry: byId('enq').shape.id.optional(),
        }),
      },
    },
    async (request, reply) => {
      const scope = await scopeOf(request);
      const along = await taking(request, request.body);
      return reply.code(201).send(await beginApplication(deps, scope, request.body, along));
    },
  );
  http.get(
    '/api/access/applications/:id',
    {
      config: { act: 'access.applications.read' },
      schema: { summary: 'An application with all one has a part in', params, querystring: languageQuery },
    },
    async (request) => await showApplication(deps, await scopeOf(request), request.params.id, request.query.language),
  );
  http.patch(
    '/api/access/applications/:id',
    {
      config: write,
      schema: {
        summary: 'Saves what is written so far; null takes an answer out',
        params,
        body: z.object({
          revision: z.number().int().min(1),
          answers: answers.optional(),
          request: requestSchema.optional(),
          cohort: cohort.nullable().optional(),
          question: question.nullable().optional(),
        }),
      },
    },
    async (request) => {
      const scope = await scopeOf(request);
      return await saveDraft(deps, scope, request.params.id, request.body, await taking(request, request.body));
    },
  );
  http.get(
    '/api/access/applications/:id/estimate',
    {
      config: { act: 'access.applications.read' },
      schema: { summary: 'What it will cost and how long it will take', params },
    },
    async (request) => await showEstimate(deps, await scopeOf(request), request.params.id),
  );
  http.get(
    '/api/access/applications/:id/document',
    {
      config: { act: 'access.applications.read' },
      schema: { summary: 'The application as a PDF', params, querystring: languageQuery },
    },
    async (request, reply) => {
      const scope = await scopeOf(request);
      const pdf = await applicationPdf(deps, scope, request.params.id, request.query.language);
      return reply
        .type('application/pdf')
        .header('content-disposition', `attachment; filename="${request.params.id}.pdf"`)
        .send(pdf);
    },
  );
  http.post(
    '/api/access/applications/:id/submit',
    { config: write, schema: { summary: 'Hands it in, kept word for word', params } },
    async (request) => told(await submitApplication(deps, await scopeOf(request), request.params.id)),
  );
  http.post(
    '/api/access/applications/:id/withdraw',
    { config: write, schema: { summary: 'Takes it back', params, body: z.object({ reason: text }) } },
    async (request) =>
      told(await withdrawApplication(deps, await scopeOf(request), request.params.id, request.body.reason)),
  );
  http.post(
    '/api/access/applications/:id/sign',
    {
      config: write,
      schema: {
        summary: 'The applicant signs the agreement as it was read',
        params,
        body: z.object({ hash: z.string().length(64) }),
      },
    },
    async (request) => await signAgreement(deps, await scopeOf(request), request.params.id, request.body.hash),
  );
  http.post(
    '/api/access/applications/:id/messages',
    {
      config: { act: 'access.applications.read' },
      schema: {
        summary: 'Writes to those of the application, or a note among those who handle it',
        params,
        body: z.object({ text, note: z.boolean().default(false) }),
      },
    },
    async (request, reply) => {
      await writeToCase(deps, await scopeOf(request), request.params.id, request.body);
      return reply.code(204).send();
    },
  );
  http.post(
    '/api/access/approvals/:id/reply',
    { config: write, schema: { summary: 'Answers what a body asks', params: part, body: z.object({ text }) } },
    async (request) => told(await answerBody(deps, await scopeOf(request), request.params.id, request.body.text)),
  );
}

type Deps = ReturnType<typeof openAccess>;

function registerForms(app: FastifyInstance, deps: Deps, scopeOf: AccessRouteDeps['scopeOf']): void {
  const http = app.withTypeProvider<ZodTypeProvider>();
  const read = { act: 'access.forms.read' } as const;
  http.get('/api/access/forms', { config: read, schema: { summary: 'Forms, newest versions' } }, async () => ({
    items: await listForms(deps.database.app),
  }));
  http.get(
    '/api/access/forms/:code',
    {
      config: read,
      schema: {
        summary: 'A form, or an earlier version of it',
        params: z.object({ code: z.string().max(60) }),
        querystring: z.object({ version: z.coerce.number().int().min(1).max(100_000).optional() }),
      },
    },
    async (request) => await requireForm(deps.database.app, request.params.code, request.query.version),
  );
  http.post(
    '/api/access/forms',
    {
      config: { act: 'access.rules.manage' },
      schema: { summary: 'Publishes the next version of a form', body: z.record(z.string(), z.unknown()) },
    },
    async (request, reply) => reply.code(201).send(await publishForm(deps, await scopeOf(request), request.body)),
  );
}

function registerHandling(app: FastifyInstance, deps: Deps, scopeOf: AccessRouteDeps['scopeOf']): void {
  const http = app.withTypeProvider<ZodTypeProvider>();
  const process = { act: 'access.applications.process' } as const;
  const decide = { act: 'access.approvals.decide' } as const;
  http.post(
    '/api/access/applications/:id/return',
    { config: process, schema: { summary: 'Sends it back with what is missing', params, body: z.object({ text }) } },
    async (request) =>
      told(await returnApplication(deps, await scopeOf(request), request.params.id, request.body.text)),
  );
  http.post(
    '/api/access/applications/:id/accept',
    { config: process, schema: { summary: 'Finds it complete; the first bodies are asked', params } },
    async (request) => told(await acceptComplete(deps, await scopeOf(request), request.params.id)),
  );
  http.post(
    '/api/access/approvals/:id/decide',
    {
      config: decide,
      schema: {
        summary: 'Says one’s own yes, with conditions, or no, with a reason',
        params: part,
        body: z.discriminatedUnion('say', [
          z.object({ say: z.literal('yes'), decision: decisionSchema }),
          z.object({ say: z.literal('no'), reason }),
        ]),
      },
    },
    async (request) => {
      const { body } = request;
      const decision = body.say === 'yes' ? body.decision : decisionSchema.parse({ reason: body.reason });
      const to = body.say === 'yes' ? 'given' : 'refused';
      return told(await decidePart(deps, await scopeOf(request), request.params.id, { to, decision }));
    },
  );
  http.post(
    '/api/access/approvals/:id/ask',
    {
      config: decide,
      schema: { summary: 'Asks the applicant before deciding', params: part, body: z.object({ text }) },
    },
    async (request) => told(await askApplicant(deps, await scopeOf(request), request.params.id, request.body.text)),
  );
}
