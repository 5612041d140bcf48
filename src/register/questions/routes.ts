import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { DatabaseHandle } from '../../platform/database/index.ts';
import type { Scope } from '../../trust/scope/index.ts';
import { readQuery } from '../search/index.ts';
import { changeQuestion, keepQuestion, listQuestions, removeQuestion, showQuestion } from './kept-questions.ts';
import { sharingSchema } from './model.ts';

export interface QuestionRouteDeps {
  database: DatabaseHandle;
  scopeOf(request: FastifyRequest): Promise<Scope>;
}

const config = { act: 'register.search' } as const;
const params = z.object({ id: z.string().regex(/^que_[0-9A-Za-z]{22}$/, 'expected the id of a question') });
const name = z.string().trim().min(1).max(200);
const note = z.string().trim().max(2000);
const question = z.record(z.string(), z.unknown()).describe('See docs/reference/register-queries.md');

/** Questions to the register that somebody keeps. Every request leaves one audit entry. */
export async function routes(app: FastifyInstance, { database, scopeOf }: QuestionRouteDeps): Promise<void> {
  const http = app.withTypeProvider<ZodTypeProvider>();
  http.get(
    '/api/register/questions',
    { config, schema: { summary: 'Questions to the register that you keep, and those shared with you' } },
    async (request) => {
      const items = await listQuestions(database, await scopeOf(request));
      return { items, next: null, total: items.length };
    },
  );
  http.post(
    '/api/register/questions',
    {
      config,
      schema: {
        summary: 'Keeps a question under a name; nobody is counted and nothing frozen',
        body: z.strictObject({ name, note: note.optional(), question, sharing: sharingSchema.default('private') }),
      },
    },
    async (request, reply) => {
      const { question: asked, ...given } = request.body;
      return reply
        .code(201)
        .send(await keepQuestion(database, await scopeOf(request), { ...given, question: readQuery(asked) }));
    },
  );
  http.get(
    '/api/register/questions/:id',
    { config, schema: { summary: 'A question that is kept', params } },
    async (request) => await showQuestion(database, await scopeOf(request), request.params.id),
  );
  http.patch(
    '/api/register/questions/:id',
    {
      config,
      schema: {
        summary: 'Changes a question of yours, its name or who may see it',
        params,
        body: z.strictObject({
          name: name.optional(),
          note: note.optional(),
          question: question.optional(),
          sharing: sharingSchema.optional(),
        }),
      },
    },
    async (request) => {
      const { question: asked, ...change } = request.body;
      return await changeQuestion(database, await scopeOf(request), request.params.id, {
        ...change,
        ...(asked === undefined ? {} : { question: readQuery(asked) }),
      });
    },
  );
  http.delete(
    '/api/register/questions/:id',
    { config, schema: { summary: 'Takes a question of yours out of the lists', params } },
    async (request, reply) => {
      await removeQuestion(database, await scopeOf(request), request.params.id);
      return reply.code(204).send();
    },
  );
}
