import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { type Clock, systemClock } from '../../../platform/clock/index.ts';
import type { DatabaseHandle } from '../../../platform/database/index.ts';
import type { Logger } from '../../../platform/logging/index.ts';
import type { ObjectStore } from '../../../platform/objects/index.ts';
import { Problem } from '../../../platform/problem/index.ts';
import { canonicalJson, recordAccess } from '../../../trust/audit/index.ts';
import { mintSystemScope, type Scope } from '../../../trust/scope/index.ts';
import { openKeys } from '../keys.ts';
import { enqueueSubmission } from '../submissions/enqueue-submission.ts';
import { attestFiles, readReceipt } from './attest-files.ts';
import type { ReportingDeps } from './deps.ts';
import { errors } from './errors.ts';
import {
  type Attestation,
  attestationSchema,
  keyAnswerSchema,
  pendingSchema,
  type Receipt,
  receiptSchema,
  receiptStatusSchema,
  removalAnswerSchema,
  removalSchema,
  reportSchema,
} from './model.ts';
import { makePendingWork } from './pending-work.ts';
import { receiveReport } from './receive-report.ts';
import { recordRemoval } from './record-removal.ts';
import { findSender, type Reporter } from './senders.ts';
import { fingerprintOf } from './signing.ts';
import { readStatements, toAttestation, toReceipt } from './store.ts';
import { openUploads } from './uploads.ts';

/** What the routes take from the application. */
export interface ReportingRouteDeps {
  config: { dataDir: string };
  log: Logger;
  database: DatabaseHandle;
  objects: ObjectStore;
  clock?: Clock;
  scopeOf(request: FastifyRequest): Promise<Scope>;
}

function makeDeps({ config, log, database, objects, clock = systemClock }: ReportingRouteDeps): ReportingDeps {
  const { dataDir } = config;
  return {
    db: database,
    objects,
    keys: openKeys(dataDir),
    dataDir,
    clock,
    log,
    enqueue: (submission, actor) => enqueueSubmission(database, submission, actor),
  };
}

/**
 * General-purpose reporting: uploads, submissions, receipts, attestations and removals, for an operator's session or a sender's
 * token. This is all that a sender's token opens.
 */
export async function routes(app: FastifyInstance, given: ReportingRouteDeps): Promise<void> {
  const deps = makeDeps(given);
  const uploads = openUploads(deps.dataDir);
  const receiving = makePendingWork<Receipt>();
  const attesting = makePendingWork<Attestation>();
  const typed = app.withTypeProvider<ZodTypeProvider>();

  async function authorise(request: FastifyRequest): Promise<Reporter> {
    const { session } = request;
    const [scheme, token] = (request.headers.authorization ?? '').split(' ', 2);
    if (token !== undefined && scheme?.toLowerCase() === 'bearer') {
      const sender = await findSender(deps.db.app, token, deps.clock);
      if (sender !== undefined) return sender;
    } else if (session?.kind === 'operator') {
      return { owner: 'operator', name: 'operator', dataset: null, actor: { kind: 'operator', id: session.id } };
    }
    throw new Problem(errors.notAllowed, 'The token is not known here or was taken back, or the session has ended.', {
      action: 'Ask the National Genome Database for a token (idun reporting allow NAME) or a one-time link.',
    });
  }

  // Each request is on the record under the sender's name; what it may do is what its route does.
  async function scopeFor(request: FastifyRequest, reporter: Reporter): Promise<Scope> {
    if (reporter.owner === 'operator') return await given.scopeOf(request);
    return await mintSystemScope(deps.db.app, reporter.owner, { lifetime: 3600_000 });
  }

  uploads.serve(app, authorise);
  const idParams = z.object({ id: z.string().regex(/^rcp_[0-9A-Za-z]{22}$/) });

  typed.get(
    '/api/reporting/key',
    {
      config: { act: 'public' },
      schema: { summary: 'The key that receipts and attestations are signed with', response: { 200: keyAnswerSchema } },
    },
    async () => ({
      algorithm: 'Ed25519' as const,
      fingerprint: fingerprintOf(deps.keys.publicKey),
      publicKey: deps.keys.publicKey,
    }),
  );

  typed.get(
    '/api/reporting/sender',
    {
      config: { act: 'reporting.send' },
      schema: { response: { 200: z.object({ name: z.string(), dataset: z.string().nullable() }) } },
    },
    async (request) => {
      const { name, dataset } = await authorise(request);
      return { name, dataset };
    },
  );

  typed.post(
    '/api/reporting/submissions',
    {
      config: { act: 'reporting.send' },
      bodyLimit: 16 << 20,
      schema: {
        summary: 'Makes a submission of finished uploads; a signed receipt',
        body: reportSchema,
        response: { 201: receiptSchema, 202: pendingSchema },
      },
    },
    async (request, reply) => {
      const reporter = await authorise(request);
      const report = request.body;
      const answer = await receiving.run(canonicalJson([reporter.owner, report]), (tell) =>
        receiveReport(deps, { report, reporter, uploads, tell }),
      );
      return 'pending' in answer ? reply.code(202).send(answer) : reply.code(201).send(answer);
    },
  );

  typed.get(
    '/api/reporting/receipts/:id',
    {
      config: { act: 'reporting.send' },
      schema: { summary: 'Where a receipt stands', params: idParams, response: { 200: receiptStatusSchema } },
    },
    async (request) => {
      const reporter = await authorise(request);
      const stored = await readReceipt(deps, request.params.id, reporter);
      const scope = await scopeFor(request, reporter);
      await recordAccess(deps.db.app, scope, { action: 'reporting.receipt', object: stored.id });
      const files = await readStatements(deps.db.app, stored.receiptNo);
      return {
        receipt: toReceipt(stored, deps.keys.publicKey),
        submission: {
          id: stored.submissionId,
          state: stored.submissionState,
          summary: stored.summary,
          findings: stored.findings.filter(({ severity }) => severity !== 'info'),
        },
        files: files.map((file) => ({
          name: file.name,
          sha256: file.sha256,
          attestedAt: file.attestedAt?.toISOString() ?? null,
          good: file.complete === true && file.readable === true,
          localRemovedAt: file.localRemovedAt?.toISOString() ?? null,
        })),
        attestation: toAttestation(stored.id, files, deps.keys.publicKey),
      };
    },
  );

  typed.post(
    '/api/reporting/receipts/:id/attestation',
    {
      config: { act: 'reporting.send' },
      schema: {
        summary: 'Reads the stored copies back and signs what was found',
        params: idParams,
        response: { 200: attestationSchema, 202: pendingSchema },
      },
    },
    async (request, reply) => {
      const reporter = await authorise(request);
      const scope = await scopeFor(request, reporter);
      const { id } = request.params;
      const answer = await attesting.run(`${reporter.owner} ${id}`, (tell) =>
        attestFiles(deps, { id, reporter, scope, tell }),
      );
      return 'pending' in answer ? reply.code(202).send(answer) : reply.code(200).send(answer);
    },
  );

  typed.post(
    '/api/reporting/receipts/:id/removed',
    {
      config: { act: 'reporting.send' },
      schema: {
        summary: 'Records that local copies went',
        params: idParams,
        body: removalSchema,
        response: { 200: removalAnswerSchema },
      },
    },
    async (request) => {
      const reporter = await authorise(request);
      const scope = await scopeFor(request, reporter);
      return await recordRemoval(deps, { id: request.params.id, removal: request.body, reporter, scope });
    },
  );
}
