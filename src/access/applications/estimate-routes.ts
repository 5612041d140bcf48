import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { systemClock } from '../../platform/clock/index.ts';
import type { Db } from '../../platform/database/index.ts';
import { findResources, listBodies } from '../approvals/index.ts';
import type { AccessRouteDeps } from '../open-access.ts';
import { words } from '../wire.ts';
import { type Estimate, estimate } from './estimate.ts';

const count = z.coerce.number().int().min(0).max(10_000_000);
const tube = z
  .string()
  .regex(/^rsc_\w{1,60}:[^:]{1,60}:\d{1,8}$/)
  .transform((text) => {
    const [resource = '', material = '', number = ''] = text.split(':');
    return { resource, material, count: Number(number) };
  });
const tubes = z.union([tube.transform((one) => [one]), z.array(tube).max(100)], {
  error: 'expected rsc_…:material:count',
});
const query = z.object({
  resources: words.describe('What would be applied for (`rsc_…`)'),
  specimens: count.default(0).describe('Of each collection among them'),
  material: z.string().trim().min(1).max(60).default('serum'),
  tubes: tubes
    .optional()
    .describe('`rsc_…:material:count` of one collection, given again for each further one: instead of `specimens`'),
  persons: count.default(0),
  months: z.coerce.number().int().min(1).max(120).default(24),
  payer: z.enum(['public', 'company']).default('public'),
  mapping: z
    .enum(['none', 'targeted', 'extensive'])
    .default('none')
    .describe('Of genomes; it decides which committee is asked'),
});
type Question = z.output<typeof query>;

/** What a project would cost and how long its application would take, before anybody writes one: open to everybody. */
export async function estimateRoutes(
  app: FastifyInstance,
  { database, clock = systemClock }: AccessRouteDeps,
): Promise<void> {
  app.withTypeProvider<ZodTypeProvider>().get(
    '/api/access/estimate',
    {
      config: { act: 'access.forms.read' },
      schema: { summary: 'What an application would cost and how long it would take', querystring: query },
    },
    async (request) => await estimateOf(database.app, request.query, clock.now()),
  );
}

async function estimateOf(db: Db, given: Question, at: Date): Promise<Estimate> {
  const asked = typeof given.resources === 'string' ? [given.resources] : (given.resources ?? []);
  const ids = [...new Set([...asked, ...(given.tubes ?? []).map(({ resource }) => resource)])];
  const resources = await findResources(db, ids);
  const demo = resources.length > 0 && resources.every((one) => one.demo);
  const specimens =
    given.tubes ??
    resources
      .filter(({ kind }) => kind === 'collection' && given.specimens > 0)
      .map(({ id }) => ({ resource: id, material: given.material, count: given.specimens }));
  const genomes = given.mapping !== 'none' || resources.some(({ kind }) => kind === 'dataset');
  const answers = {
    dataKinds: [...(specimens.length > 0 ? ['specimens'] : []), ...(genomes ? ['genomes'] : [])],
    ...{ genomeMapping: given.mapping, applicant: given.payer, months: given.months },
    // Which regional committee is the applicant's to choose; they take as long.
    committee: (await listBodies(db, { kinds: ['ethics-regional'], demo }))[0]?.id,
  };
  const request = { resources: ids, persons: given.persons, specimens };
  return await estimate(db, { kind: 'new', answers, request, frozen: null, question: null }, demo, at);
}
