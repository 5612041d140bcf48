import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { sql } from 'kysely';
import { z } from 'zod';
import { headToWire, latestHead, listHeads } from '../heads.ts';
import { followKey, readSuccessions, successionSchema } from '../key-chain.ts';
import { emptyRoot } from '../merkle/index.ts';
import { proveConsistency, proveInclusion } from '../proofs.ts';
import type { AuditRouteDeps } from './deps.ts';
import { headSchema } from './wire.ts';

const size = z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
const hex = (hash: Buffer): string => hash.toString('hex');

/** Heads, the key, and proofs: hashes that say nothing of anybody, for witnesses anywhere. */
export function proofRoutes(app: FastifyInstance, { database, auditKey }: AuditRouteDeps): void {
  const http = app.withTypeProvider<ZodTypeProvider>();
  const config = { act: 'audit.proof.read' } as const;
  http.get(
    '/api/audit/head',
    {
      config,
      schema: {
        summary: 'The latest signed head of the log, and how many entries wait for the next',
        response: {
          200: headSchema.partial({ timestamp: true }).extend({
            signedAt: z.string().nullable(),
            keyId: z.string().nullable(),
            signature: z.string().nullable(),
            pending: z.number(),
          }),
        },
      },
    },
    async () => {
      const head = await latestHead(database.app);
      const { rows } = await sql<{ n: number }>`select count(*) as n from trust.audit_pending`.execute(database.app);
      const pending = rows[0]!.n;
      if (head !== undefined) return { ...headToWire(head), pending };
      return { size: 0, root: hex(emptyRoot), signedAt: null, keyId: null, signature: null, pending };
    },
  );
  http.get(
    '/api/audit/heads',
    {
      config,
      schema: {
        summary: 'Signed heads of at least `from` entries, ascending: what a witness keeps',
        querystring: z.object({ from: size.default(0), limit: z.coerce.number().int().min(1).max(1000).default(100) }),
        response: { 200: z.object({ items: z.array(headSchema) }) },
      },
    },
    async (request) => {
      const heads = await listHeads(database.app, request.query.from, request.query.limit);
      return { items: heads.map(headToWire) };
    },
  );
  http.get(
    '/api/audit/key',
    {
      config,
      schema: {
        summary: 'The public key that heads are signed with, and how it was handed over from earlier ones',
        response: {
          200: z.object({
            keyId: z.string(),
            algorithm: z.string(),
            publicKey: z.string(),
            format: z.string(),
            keys: z.array(successionSchema),
          }),
        },
      },
    },
    async () => {
      await followKey(database.app, auditKey);
      return {
        keyId: auditKey.keyId,
        algorithm: 'Ed25519',
        publicKey: auditKey.pem,
        format: 'RFC 6962 §3.5 TreeHeadSignature',
        keys: await readSuccessions(database.app),
      };
    },
  );
  http.get(
    '/api/audit/proof/inclusion',
    {
      config,
      schema: {
        summary: 'The audit path of an entry (RFC 6962 §2.1.1)',
        querystring: z
          .object({ entry: z.string().max(100).optional(), leaf: size.optional(), size: size.optional() })
          .refine(({ entry, leaf }) => (entry === undefined) !== (leaf === undefined), 'either entry or leaf'),
        response: {
          200: z.object({
            leaf: z.number(),
            size: z.number(),
            leafHash: z.string(),
            path: z.array(z.string()),
            root: z.string(),
          }),
        },
      },
    },
    async (request) => {
      const proof = await proveInclusion(database.app, request.query);
      return { ...proof, leafHash: hex(proof.leafHash), path: proof.path.map(hex), root: hex(proof.root) };
    },
  );
  http.get(
    '/api/audit/proof/consistency',
    {
      config,
      schema: {
        summary: 'The proof that a log is the beginning of a later one (RFC 6962 §2.1.2)',
        querystring: z.object({ from: size, to: size.optional() }),
        response: {
          200: z.object({
            from: z.number(),
            to: z.number(),
            path: z.array(z.string()),
            fromRoot: z.string(),
            toRoot: z.string(),
          }),
        },
      },
    },
    async (request) => {
      const proof = await proveConsistency(database.app, request.query);
      return { ...proof, path: proof.path.map(hex), fromRoot: hex(proof.fromRoot), toRoot: hex(proof.toRoot) };
    },
  );
}
