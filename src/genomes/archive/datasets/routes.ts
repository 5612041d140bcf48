import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Clock } from '../../../platform/clock/index.ts';
import type { DatabaseHandle } from '../../../platform/database/index.ts';
import type { Scope } from '../../../trust/scope/index.ts';
import { changeController, closeDataset, describeDataset, openDataset, stateTerms } from './terms.ts';
import { datasetDetailSchema, termsSchema } from './terms-model.ts';

interface DatasetRouteDeps {
  db: DatabaseHandle;
  clock: Clock;
  scopeOf(request: FastifyRequest): Promise<Scope>;
}

const byId = z.object({ id: z.string().min(1).max(200) });
const response = { 200: datasetDetailSchema };
const organisation = z.string().min(1).max(200).describe('id, code or name');
const reason = z.string().trim().min(3).max(2000);
const basis = z.string().trim().min(3).max(500);

/** Whose a data set is, on what terms, and for whom it is open. */
export function registerDatasets(app: FastifyInstance, deps: DatasetRouteDeps): void {
  const { db, clock, scopeOf } = deps;
  const http = app.withTypeProvider<ZodTypeProvider>();
  http.get(
    '/api/datasets/:id',
    {
      config: { act: 'datasets.read' },
      schema: { summary: 'A data set with its terms and parties, now and before', params: byId, response },
    },
    async (request) => describeDataset(db.app, await scopeOf(request), request.params.id, clock.now()),
  );
  http.put(
    '/api/datasets/:id/terms',
    {
      config: { act: 'datasets.terms.change' },
      schema: {
        summary: 'States purpose, legal basis, retention and agreement from now on',
        params: byId,
        body: termsSchema.extend({ reason }),
        response,
      },
    },
    async (request) => {
      const { reason: why, ...terms } = request.body;
      return await stateTerms(deps, await scopeOf(request), { dataset: request.params.id, terms, reason: why });
    },
  );
  http.post(
    '/api/datasets/:id/controller',
    {
      config: { act: 'datasets.controller.change' },
      schema: {
        summary: 'Passes a data set to another controller',
        params: byId,
        body: z.object({ organisation, agreement: basis, reason }),
        response,
      },
    },
    async (request) => changeController(deps, await scopeOf(request), { dataset: request.params.id, ...request.body }),
  );
  registerOpenings(app, deps);
}

function registerOpenings(app: FastifyInstance, deps: DatasetRouteDeps): void {
  const http = app.withTypeProvider<ZodTypeProvider>();
  const kinds = { processors: 'processor', projects: 'project' } as const;
  for (const [path, kind] of Object.entries(kinds)) {
    const config = { act: kind === 'processor' ? 'datasets.terms.change' : 'datasets.grant' } as const;
    http.post(
      `/api/datasets/:id/${path}`,
      {
        config,
        schema: {
          summary: `Opens a data set to a ${kind}`,
          params: byId,
          body: z.object({ organisation, basis, until: z.iso.datetime().optional(), reason }),
          response,
        },
      },
      async (request) => {
        const { until, ...body } = request.body;
        const end = until === undefined ? {} : { until: new Date(until) };
        const opening = { dataset: request.params.id, kind, ...body, ...end };
        return await openDataset(deps, await deps.scopeOf(request), opening);
      },
    );
    http.post(
      `/api/datasets/:id/${path}/close`,
      {
        config,
        schema: {
          summary: `Closes a data set to a ${kind}, at once`,
          params: byId,
          body: z.object({ organisation, reason }),
          response,
        },
      },
      async (request) =>
        closeDataset(deps, await deps.scopeOf(request), { dataset: request.params.id, kind, ...request.body }),
    );
  }
}
