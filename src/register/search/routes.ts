import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Scope } from '../../trust/scope/index.ts';
import { askRegister, describeRegister } from './ask-register.ts';
import { answerCsv } from './disclosure/answer-csv.ts';
import { type AskName, askSchemas, worldSchema } from './model.ts';
import type { RegisterService } from './open-register.ts';
import { costOf, detectableOddsRatio, powerFor } from './power.ts';
import { readAsk } from './read-query.ts';

export interface RegisterRouteDeps {
  register: RegisterService;
  scopeOf(request: FastifyRequest): Promise<Scope>;
}

const config = { act: 'register.search' } as const;

const summaries: Record<AskName, string> = {
  count: 'Counts people, specimens and genomes of a question to the register',
  funnel: 'Counts a question with what each condition removes',
  facets: 'Counts the values of facets, each under all conditions but its own',
  cross: 'Counts specimens and people by two of their facets',
  overlap: 'Counts people by which of some sources they are in',
  lags: 'Counts specimens by the days from an event to the sampling',
  courses: 'Counts people by their course of samplings around an event',
  match: 'Finds out how many cases have matched controls, and what relaxing the rule gives',
};

const share = z.number().gt(0).lt(1);
const amount = z.number().int().min(0).max(1e9);

/** The search of the register over HTTP. Every request leaves one audit entry; every number is under the scope's rule. */
export async function routes(app: FastifyInstance, { register: service, scopeOf }: RegisterRouteDeps): Promise<void> {
  const http = app.withTypeProvider<ZodTypeProvider>();
  for (const name of Object.keys(askSchemas) as AskName[]) {
    http.post(
      `/api/register/${name}`,
      {
        config,
        schema: {
          summary: summaries[name],
          body: z.record(z.string(), z.unknown()).describe('See docs/reference/register-queries.md'),
        },
      },
      async (request, reply) => {
        const ask = readAsk(name, request.body);
        const answer = await askRegister(service, await scopeOf(request), name, ask);
        if (!request.headers.accept?.includes('text/csv')) return answer;
        reply.header('content-disposition', `attachment; filename="register-${name}.csv"`);
        return reply.type('text/csv; charset=utf-8').send(answerCsv(name, answer, ask));
      },
    );
  }
  http.get(
    '/api/register/contents',
    {
      config,
      schema: {
        summary: 'Words of the facets and registers there are',
        querystring: z.object({ data: worldSchema.default('real') }),
      },
    },
    async (request) => await describeRegister(service, await scopeOf(request), request.query.data),
  );
  http.post(
    '/api/register/power',
    {
      config: { act: 'register.power' },
      schema: {
        summary: 'Odds ratio that a study of so many cases and controls can see, and what it costs',
        body: z.strictObject({
          cases: amount,
          controls: amount,
          exposure: share,
          allele: z.boolean().default(false),
          alpha: share.default(0.05),
          power: share.default(0.8),
          oddsRatio: z.number().gt(0).max(100).optional(),
          oddsRatios: z.array(z.number().gt(0).max(100)).max(100).optional().describe('The power at each, for a curve'),
          cost: z
            .strictObject({ perTube: amount, perSample: amount, fixed: amount, picksPerWeek: amount.min(1) })
            .optional(),
        }),
      },
    },
    async ({ body: { oddsRatio, oddsRatios, cost, ...study } }) => ({
      detectableOddsRatio: detectableOddsRatio(study),
      ...(oddsRatio === undefined ? {} : { power: powerFor(study, oddsRatio) }),
      ...(oddsRatios === undefined ? {} : { powers: oddsRatios.map((ratio) => powerFor(study, ratio)) }),
      ...(cost === undefined ? {} : { cost: costOf({ tubes: study.cases + study.controls, ...cost }) }),
    }),
  );
}
