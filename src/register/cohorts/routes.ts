import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { VariantStore } from '../../genomes/variants/index.ts';
import type { DatabaseHandle } from '../../platform/database/index.ts';
import type { Scope } from '../../trust/scope/index.ts';
import { cohortFrequencies } from './cohort-frequencies.ts';
import { readDefinition } from './definition-hash.ts';
import { driftOf } from './drift.ts';
import { sharingSchema } from './model.ts';
import { openCohorts } from './open-cohorts.ts';
import {
  type CohortService,
  changeCohort,
  countCohort,
  freezeVersion,
  listCohorts,
  removeCohort,
  saveCohort,
  showCohort,
} from './saved-cohorts.ts';

export interface CohortRouteDeps {
  database: DatabaseHandle;
  variants: VariantStore;
  scopeOf(request: FastifyRequest): Promise<Scope>;
}

const config = { act: 'cohorts.use' } as const;
const byId = z.object({ id: z.string().regex(/^coh_[0-9A-Za-z]{22}$/, 'expected the id of a cohort') });
const name = z.string().trim().min(1).max(200);
const description = z.string().trim().max(2000);
const definition = z.record(z.string(), z.unknown()).describe('Whom the cohort means; see docs/guides/cohorts.md');
const versionQuery = z.object({ version: z.coerce.number().int().min(1).optional() });

/** Cohorts over HTTP. Every request leaves one audit entry; every number is under the scope's disclosure rule. */
export async function routes(app: FastifyInstance, { database, variants, scopeOf }: CohortRouteDeps): Promise<void> {
  const service = openCohorts({ database, variants });
  registerSaved(app, service, scopeOf);
  const http = app.withTypeProvider<ZodTypeProvider>();
  http.post(
    '/api/cohorts/count',
    {
      config,
      schema: {
        summary: 'Counts people, with what each condition takes away; nothing is saved',
        body: z.object({ definition, cohort: byId.shape.id.optional() }),
      },
    },
    async (request) => {
      const scope = await scopeOf(request);
      return await countCohort(service, scope, readDefinition(request.body.definition), request.body.cohort);
    },
  );
  http.get(
    '/api/cohorts/:id/drift',
    {
      config,
      schema: {
        summary: 'Runs a frozen version again: who stayed, who is gone and why, who is new',
        params: byId,
        querystring: versionQuery,
      },
    },
    async (request) => await driftOf(service, await scopeOf(request), request.params.id, request.query.version),
  );
  http.get(
    '/api/cohorts/:id/frequencies',
    {
      config,
      schema: {
        summary: 'Allele frequencies of a frozen version as text/tab-separated-values',
        params: byId,
        querystring: versionQuery.extend({
          reference: name.optional(),
          region: name.optional(),
          filter: z.enum(['pass']).optional(),
        }),
      },
    },
    async (request, reply) => {
      const scope = await scopeOf(request);
      const asked = await cohortFrequencies(service, scope, request.params.id, request.query);
      const table = variants.frequencies(scope, asked);
      // The first piece is made before the status is sent, so that a refusal is still a refusal.
      const first = await table.next();
      return reply
        .type('text/tab-separated-values; charset=utf-8')
        .header('content-disposition', `attachment; filename="${request.params.id}.tsv"`)
        .send(Readable.from(resume(first, table), { objectMode: false }));
    },
  );
}

function registerSaved(app: FastifyInstance, service: CohortService, scopeOf: CohortRouteDeps['scopeOf']): void {
  const http = app.withTypeProvider<ZodTypeProvider>();
  http.get(
    '/api/cohorts',
    { config, schema: { summary: 'Saved cohorts of one’s own and of one’s organisation' } },
    async (request) => {
      const items = await listCohorts(service, await scopeOf(request));
      return { items, next: null, total: items.length };
    },
  );
  http.post(
    '/api/cohorts',
    {
      config,
      schema: {
        summary: 'Saves a cohort and freezes its first version',
        body: z.object({ name, description: description.optional(), note: description.optional(), definition }),
      },
    },
    async (request, reply) => {
      const given = { ...request.body, definition: readDefinition(request.body.definition) };
      return reply.code(201).send(await saveCohort(service, await scopeOf(request), given));
    },
  );
  http.get(
    '/api/cohorts/:id',
    { config, schema: { summary: 'One cohort with its frozen versions', params: byId } },
    async (request) => await showCohort(service, await scopeOf(request), request.params.id),
  );
  http.post(
    '/api/cohorts/:id/versions',
    {
      config,
      schema: {
        summary: 'Freezes a further version: a changed definition, or the same on today’s data',
        params: byId,
        body: z.object({ definition: definition.optional(), note: description.optional() }),
      },
    },
    async (request, reply) => {
      const { definition: written, note } = request.body;
      const given = { note, ...(written === undefined ? {} : { definition: readDefinition(written) }) };
      return reply.code(201).send(await freezeVersion(service, await scopeOf(request), request.params.id, given));
    },
  );
  http.patch(
    '/api/cohorts/:id',
    {
      config,
      schema: {
        summary: 'Renames a cohort or shares it with one’s organisation',
        params: byId,
        body: z.object({
          name: name.optional(),
          description: description.optional(),
          sharing: sharingSchema.optional(),
        }),
      },
    },
    async (request) => await changeCohort(service, await scopeOf(request), request.params.id, request.body),
  );
  http.delete(
    '/api/cohorts/:id',
    { config, schema: { summary: 'Takes a cohort out of the lists', params: byId } },
    async (request, reply) => {
      await removeCohort(service, await scopeOf(request), request.params.id);
      return reply.code(204).send();
    },
  );
}

async function* resume(first: IteratorResult<Buffer>, rest: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  try {
    if (first.done) return;
    yield first.value;
    yield* rest;
  } finally {
    await rest.return(undefined);
  }
}
