import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { type Clock, systemClock } from '../../platform/clock/index.ts';
import { type DatabaseHandle, unguardDatabase } from '../../platform/database/index.ts';
import type { Logger } from '../../platform/logging/index.ts';
import type { ObjectStore } from '../../platform/objects/index.ts';
import { assertScope, type Scope } from '../../trust/scope/index.ts';
import type { VariantStore } from '../variants/index.ts';
import { claimDataset } from './datasets/claim-dataset.ts';
import { exportDatasets, exportPed, listDatasets } from './datasets/list-datasets.ts';
import { registerDatasets } from './datasets/routes.ts';
import type { ArchiveDeps } from './deps.ts';
import { resumeErasures } from './erasure/resume-erasures.ts';
import { exportGenomes, listGenomes } from './genomes/list-genomes.ts';
import { showFamily } from './genomes/show-family.ts';
import { exportPhenopacket, showGenome } from './genomes/show-genome.ts';
import { openArchive } from './open-archive.ts';
import type { GivenFile } from './originals/index.ts';
import { makeOverview } from './overview.ts';
import { describeReference, listReferences } from './references/list-references.ts';
import { referenceByName } from './references/match-reference.ts';
import { readReferences } from './references/store.ts';
import { serveFasta } from './serve-fasta.ts';
import { rejectSubmission, releaseSubmission, retractSubmission } from './submissions/decide-submission.ts';
import { enqueueSubmission, enqueueUnfinished } from './submissions/enqueue-submission.ts';
import { handIn } from './submissions/hand-in.ts';
import { exportSubmissions, listSubmissions, showSubmission } from './submissions/list-submissions.ts';
import { requireReached } from './submissions/reached-submission.ts';
import { readSubmission } from './submissions/store.ts';
import { type ArchiveUploads, openArchiveUploads } from './uploads.ts';
import * as wire from './wire.ts';

/** What the routes take from the application. */
export interface ArchiveRouteDeps {
  config: { dataDir: string };
  database: DatabaseHandle;
  objects: ObjectStore;
  variants: VariantStore;
  clock?: Clock;
  log?: Logger;
  scopeOf(request: FastifyRequest): Promise<Scope>;
}

/** Largest file taken over the web: 2 TiB, more than a cohort's VCF needs. */
const mostUploadBytes = 2 ** 41;

const referencePage = wire.pageOf(wire.referenceSchema);
const byId = z.object({ id: z.string().min(1).max(200) });

/** The archive over HTTP. Every request for data leaves one audit entry, written by the use case. */
export async function routes(app: FastifyInstance, given: ArchiveRouteDeps): Promise<void> {
  const { database: db, objects, config, clock = systemClock } = given;
  // The use cases read whom their work needs; what a request may ask of them is checked here.
  const archive = openArchive({ database: unguardDatabase(db), objects, dataDir: config.dataDir, clock });
  registerOverview(app, given, clock);
  registerLists(app, given);
  registerDatasets(app, { db, clock, scopeOf: given.scopeOf });
  registerFiles(app, given);
  serveFasta(app, { db: db.app, dataDir: config.dataDir });
  const uploads = openArchiveUploads(config.dataDir, mostUploadBytes);
  uploads.serve(app, async (request) => {
    const scope = await given.scopeOf(request);
    assertScope(scope, 'metadata');
    return ownerOf(scope);
  });
  registerSubmissions(app, archive, uploads, given.scopeOf);
  app.addHook('onReady', () => enqueueUnfinished(db));
  // What a process that ended left of an erasure; requests need not wait for it.
  app.addHook('onReady', async () => {
    resumeErasures(archive, { actor: { kind: 'system', id: 'start' } }).catch((error: unknown) => {
      given.log?.error({ err: error }, 'an erasure could not be finished');
    });
  });
}

function registerOverview(app: FastifyInstance, { database, variants, scopeOf }: ArchiveRouteDeps, clock: Clock): void {
  const overview = makeOverview({ db: database.app, variants, clock });
  const http = app.withTypeProvider<ZodTypeProvider>();
  http.get(
    '/api/overview',
    {
      config: { act: 'archive.overview.read' },
      schema: { summary: 'Size, growth and running work', response: { 200: wire.overviewSchema } },
    },
    async (request) => wire.asJson(await overview(await scopeOf(request))),
  );
  http.get(
    '/api/references',
    { config: { act: 'references.read' }, schema: { summary: 'References', response: { 200: referencePage } } },
    async (): Promise<z.input<typeof referencePage>> => {
      const items = await listReferences(database.app);
      return wire.asJson({ items, next: null, total: items.length });
    },
  );
  http.get(
    '/api/references/:name',
    {
      config: { act: 'references.read' },
      schema: {
        summary: 'One reference with its contigs',
        params: z.object({ name: z.string().min(1).max(100) }),
        response: { 200: wire.referenceSchema },
      },
    },
    async (request) => {
      const reference = referenceByName(await readReferences(database.app), request.params.name);
      const listed = await listReferences(database.app);
      return wire.asJson(describeReference(reference, listed.find((one) => one.id === reference.id)?.genomes ?? 0));
    },
  );
}

function registerLists(
  app: FastifyInstance,
  { database: { app: db }, scopeOf, clock = systemClock }: ArchiveRouteDeps,
): void {
  const http = app.withTypeProvider<ZodTypeProvider>();
  http.get(
    '/api/datasets',
    {
      config: { act: 'datasets.read' },
      schema: {
        summary: 'Datasets',
        querystring: wire.datasetQuery,
        response: { 200: wire.pageOf(wire.datasetSchema) },
      },
    },
    async (request) => wire.asJson(await listDatasets(db, await scopeOf(request), request.query)),
  );
  http.get(
    '/api/datasets/:id/pedigree',
    { config: { act: 'genomes.families.read' }, schema: { summary: 'Families of a dataset as PED', params: byId } },
    async (request, reply) => {
      const text = await exportPed(db, await scopeOf(request), request.params.id);
      return reply.type('text/plain; charset=utf-8').send(text);
    },
  );
  http.get(
    '/api/genomes',
    {
      config: { act: 'genomes.metadata.read' },
      schema: { summary: 'Genomes', querystring: wire.genomeQuery, response: { 200: wire.pageOf(wire.genomeSchema) } },
    },
    async (request) => wire.asJson(await listGenomes(db, await scopeOf(request), request.query)),
  );
  http.get(
    '/api/genomes/:id',
    {
      config: { act: 'genomes.metadata.read' },
      schema: { summary: 'One genome', params: byId, response: { 200: wire.genomeDetailSchema } },
    },
    async (request) => wire.asJson(await showGenome(db, await scopeOf(request), request.params.id)),
  );
  http.get(
    '/api/genomes/:id/family',
    {
      config: { act: 'genomes.metadata.read' },
      schema: {
        summary: 'The family of its person, as far as relations are stated',
        params: byId,
        response: { 200: wire.familySchema },
      },
    },
    async (request) => showFamily(db, await scopeOf(request), request.params.id),
  );
  http.get(
    '/api/genomes/:id/phenopacket',
    {
      config: { act: 'genomes.metadata.read' },
      schema: { summary: 'Its individual and biosample as Phenopackets v2', params: byId },
    },
    async (request) => exportPhenopacket(db, await scopeOf(request), request.params.id, clock.now()),
  );
  http.get(
    '/api/submissions',
    {
      config: { act: 'genomes.submissions.read' },
      schema: {
        summary: 'Submissions',
        querystring: wire.submissionQuery,
        response: { 200: wire.pageOf(wire.submissionSummarySchema) },
      },
    },
    async (request) => wire.asJson(await listSubmissions(db, await scopeOf(request), request.query)),
  );
  http.get(
    '/api/submissions/:id',
    {
      config: { act: 'genomes.submissions.read' },
      schema: { summary: 'One submission', params: byId, response: { 200: wire.submissionSchema } },
    },
    async (request) => wire.asJson(await showSubmission(db, await scopeOf(request), request.params.id)),
  );
}

/** Nothing is sent before the first rows are there, so that what cannot be listed is a problem and not a broken file. */
async function sendCsv(reply: FastifyReply, name: string, pieces: AsyncGenerator<string>): Promise<FastifyReply> {
  const first = [await pieces.next(), await pieces.next()].flatMap(({ value, done }) => (done === true ? [] : [value]));
  async function* all(): AsyncGenerator<string> {
    yield* first;
    yield* pieces;
  }
  return reply
    .type('text/csv; charset=utf-8')
    .header('content-disposition', `attachment; filename="${name}.csv"`)
    .send(Readable.from(all(), { objectMode: false }));
}

/** The lists as files, streamed: the same filters and order, all rows. */
function registerFiles(app: FastifyInstance, { database: { app: db }, scopeOf }: ArchiveRouteDeps): void {
  const http = app.withTypeProvider<ZodTypeProvider>();
  http.get(
    '/api/genomes.csv',
    {
      config: { act: 'genomes.metadata.read' },
      schema: { summary: 'Genomes as CSV', querystring: wire.genomeCsvQuery },
    },
    async (request, reply) => {
      const { columns, ...filter } = request.query;
      return await sendCsv(reply, 'idun-genomes', await exportGenomes(db, await scopeOf(request), filter, columns));
    },
  );
  http.get(
    '/api/submissions.csv',
    {
      config: { act: 'genomes.submissions.read' },
      schema: { summary: 'Submissions as CSV', querystring: wire.submissionCsvQuery },
    },
    async (request, reply) => {
      const { columns, ...filter } = request.query;
      return await sendCsv(
        reply,
        'idun-submissions',
        await exportSubmissions(db, await scopeOf(request), filter, columns),
      );
    },
  );
  http.get(
    '/api/datasets.csv',
    { config: { act: 'datasets.read' }, schema: { summary: 'Datasets as CSV', querystring: wire.datasetCsvQuery } },
    async (request, reply) => {
      const { columns, ...filter } = request.query;
      return await sendCsv(reply, 'idun-datasets', await exportDatasets(db, await scopeOf(request), filter, columns));
    },
  );
}

/** Whose an upload is: nobody hands in what another sent. */
const ownerOf = ({ actor }: Scope): string => `${actor.kind}:${actor.id}`;

async function givenFiles(
  uploads: ArchiveUploads,
  owner: string,
  body: z.output<typeof wire.newSubmissionSchema>,
): Promise<GivenFile[]> {
  const { pedigree, phenopackets, target, callable } = body.options;
  const wanted: [GivenFile['role'], readonly (string | undefined)[]][] = [
    ['calls', body.uploads],
    ['pedigree', pedigree],
    ['phenopacket', phenopackets],
    ['target', [target]],
    ['callable', [callable]],
  ];
  const files: GivenFile[] = [];
  for (const [role, ids] of wanted) {
    for (const id of ids) {
      if (id === undefined) continue;
      const { path, name } = await uploads.find(id, owner);
      files.push({ path, name, role });
    }
  }
  return files;
}

function registerSubmissions(
  app: FastifyInstance,
  archive: ArchiveDeps,
  uploads: ArchiveUploads,
  scopeOf: ArchiveRouteDeps['scopeOf'],
): void {
  const http = app.withTypeProvider<ZodTypeProvider>();
  http.post(
    '/api/submissions',
    {
      config: { act: 'genomes.submissions.create' },
      schema: {
        summary: 'Makes a submission of finished uploads; it is stored, read and judged in the background',
        body: wire.newSubmissionSchema,
        response: { 201: z.object({ id: z.string(), state: z.literal('received') }) },
      },
    },
    async (request, reply) => {
      const scope = await scopeOf(request);
      assertScope(scope, 'metadata');
      const claim = await claimDataset(archive.db.app, scope, request.body.options.dataset);
      const files = await givenFiles(uploads, ownerOf(scope), request.body);
      const { pedigree, phenopackets, target, callable, ...options } = request.body.options;
      const id = await handIn(archive, { files, options, actor: scope.actor });
      await claim(archive.db.app);
      await enqueueSubmission(archive.db, id, scope.actor);
      const sent = [...request.body.uploads, ...pedigree, ...phenopackets, target, callable];
      for (const upload of sent) if (upload !== undefined) await uploads.remove(upload);
      return reply.code(201).send({ id, state: 'received' });
    },
  );
  const acts = {
    release: releaseSubmission,
    // What waits in quarantine was never in: taking it back is rejecting it.
    retract: async (deps: ArchiveDeps, id: string, decision: Parameters<typeof retractSubmission>[2]) => {
      const { state } = await readSubmission(deps.db.app, id);
      return await (state === 'quarantined' ? rejectSubmission : retractSubmission)(deps, id, decision);
    },
    reject: rejectSubmission,
  };
  for (const [name, act] of Object.entries(acts)) {
    http.post(
      `/api/submissions/:id/${name}`,
      {
        config: { act: 'genomes.submissions.decide' },
        schema: {
          summary: `${name[0]!.toUpperCase()}${name.slice(1)}s a submission, with a reason for its history`,
          params: byId,
          body: wire.decisionSchema,
          response: { 200: wire.decidedSchema },
        },
      },
      async (request) => {
        const scope = await scopeOf(request);
        await requireReached(archive.db.app, scope, request.params.id);
        return await act(archive, request.params.id, { reason: request.body.reason, actor: scope.actor });
      },
    );
  }
}
