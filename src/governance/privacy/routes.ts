import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { readPersonById } from '../../trust/people/index.ts';
import { readAs, type Scope } from '../../trust/scope/index.ts';
import { accessReportPdf, recordPdf } from './access-report/pdf.ts';
import { type AccessReport, makeAccessReport } from './access-report/report.ts';
import { breachRoutes } from './breaches/routes.ts';
import type { PrivacyDeps } from './deps.ts';
import { certificateOf, listErasures, requestErasure } from './erasures/erasures.ts';
import { historyOfTerms, recordCsv, recordOfProcessing, stateTerms } from './record/record.ts';

export interface PrivacyRouteDeps extends PrivacyDeps {
  scopeOf(request: FastifyRequest): Promise<Scope>;
}

const language = z.enum(['da', 'en']).default('da');
const text = z.string().trim().min(1).max(2000);
const texts = z.array(text).max(50);

/** How an access report is asked for. */
export const reportQuery = z.object({
  person: z.string().max(60).optional(),
  format: z.enum(['json', 'pdf']).default('json'),
  lang: language,
});

/** Sends a report as asked for, never to be kept by a cache. */
export async function sendReport(
  reply: FastifyReply,
  report: AccessReport,
  { format, lang }: Pick<z.infer<typeof reportQuery>, 'format' | 'lang'>,
): Promise<FastifyReply> {
  reply.header('cache-control', 'no-store');
  if (format === 'json') return reply.send(report);
  return reply
    .type('application/pdf')
    .header('content-disposition', 'attachment; filename="access-report.pdf"')
    .send(await accessReportPdf(report, lang));
}

const termsBody = z
  .object({
    controller: text,
    legalBasis: text,
    purposes: texts,
    subjects: texts,
    categories: texts,
    recipients: texts,
    processors: z.array(z.object({ name: text, agreement: text.nullable() })).max(50),
    transfers: text,
    retention: text,
    agreement: text,
  })
  .partial()
  .extend({ reason: text });
const datasetParams = z.object({ dataset: z.string().min(1).max(100) });

/** Citizens' rights and the duties of who holds the data, over HTTP. */
export async function routes(app: FastifyInstance, deps: PrivacyRouteDeps): Promise<void> {
  const http = app.withTypeProvider<ZodTypeProvider>();
  const { scopeOf } = deps;
  http.get(
    '/api/gdpr/access-report',
    {
      config: { act: 'gdpr.access-report' },
      schema: {
        summary: 'Everything held of one citizen, with who looked (GDPR art. 15), as JSON or tagged PDF',
        querystring: reportQuery.required({ person: true }),
      },
    },
    async (request, reply) => {
      const scope = await scopeOf(request);
      const db = readAs(deps.database.app, scope, 'gdpr.access-report', deps.clock);
      const person = await readPersonById(db, request.query.person);
      return await sendReport(reply, await makeAccessReport(deps, scope, { db, person }), request.query);
    },
  );
  recordRoutes(app, deps);
  erasureRoutes(app, deps);
  breachRoutes(app, deps);
}

function recordRoutes(app: FastifyInstance, deps: PrivacyRouteDeps): void {
  const http = app.withTypeProvider<ZodTypeProvider>();
  const config = { act: 'gdpr.record-of-processing.read' } as const;
  const items = async (request: FastifyRequest) => await recordOfProcessing(deps, await deps.scopeOf(request));
  http.get(
    '/api/gdpr/record',
    { config, schema: { summary: 'Record of processing activities (GDPR art. 30), drawn from the datasets' } },
    async (request) => ({ items: await items(request) }),
  );
  http.get(
    '/api/gdpr/record.csv',
    { config, schema: { summary: 'The record of processing as CSV' } },
    async (request, reply) =>
      reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', 'attachment; filename="record-of-processing.csv"')
        .send(recordCsv(await items(request))),
  );
  http.get(
    '/api/gdpr/record.pdf',
    {
      config,
      schema: { summary: 'The record of processing as tagged PDF', querystring: z.object({ lang: language }) },
    },
    async (request, reply) =>
      reply
        .type('application/pdf')
        .header('content-disposition', 'attachment; filename="record-of-processing.pdf"')
        .send(await recordPdf(await items(request), request.query.lang, deps.clock.now())),
  );
  http.put(
    '/api/gdpr/record/:dataset',
    {
      config: { act: 'datasets.terms.change' },
      schema: {
        summary: 'States purpose, retention, processors and more of a dataset',
        params: datasetParams,
        body: termsBody,
      },
    },
    async (request) => await stateTerms(deps, await deps.scopeOf(request), request.params.dataset, request.body),
  );
  http.get(
    '/api/gdpr/record/:dataset/history',
    { config, schema: { summary: 'What was stated of a dataset when, by whom and why', params: datasetParams } },
    async (request) => ({ items: await historyOfTerms(deps, await deps.scopeOf(request), request.params.dataset) }),
  );
}

function erasureRoutes(app: FastifyInstance, deps: PrivacyRouteDeps): void {
  const http = app.withTypeProvider<ZodTypeProvider>();
  const config = { act: 'gdpr.erase' } as const;
  http.post(
    '/api/gdpr/erasures',
    {
      config,
      schema: {
        summary: 'Erases a genome, or a person: genomes, register, biobanks, lists (GDPR art. 17), in the background',
        body: z
          .object({
            genome: z
              .string()
              .regex(/^gen_[0-9A-Za-z]{22}$/)
              .optional(),
            person: z
              .string()
              .regex(/^per_[0-9A-Za-z]{22}$/)
              .optional(),
            reason: text,
          })
          .refine(({ genome, person }) => (genome === undefined) !== (person === undefined), 'a genome or a person'),
      },
    },
    async (request, reply) => {
      const items = await requestErasure(deps, await deps.scopeOf(request), request.body);
      return reply.code(202).send({ items });
    },
  );
  http.get(
    '/api/gdpr/erasures',
    { config, schema: { summary: 'Erasures, how far they are, and where data were found' } },
    async (request) => ({ items: await listErasures(deps, await deps.scopeOf(request)) }),
  );
  http.get(
    '/api/gdpr/erasures/:of/certificate',
    {
      config,
      schema: { summary: 'The signed certificate of an erasure', params: z.object({ of: z.string().max(60) }) },
    },
    async (request) => await certificateOf(deps, await deps.scopeOf(request), request.params.of),
  );
}
