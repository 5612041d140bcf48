import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { csvLine } from '../../formats/csv/index.ts';
import { type EgressEntry, readEgressLog } from '../../platform/egress/index.ts';
import type { RouteDeps } from '../server.ts';

const outcomes = ['sent', 'refused', 'failed'] as const satisfies readonly EgressEntry['outcome'][];

/** Rows of a file: the log itself keeps no more than about this many. */
const mostRows = 100_000;

const filterSchema = z.object({
  outcome: z.enum(outcomes).optional(),
  host: z.string().max(300).optional(),
});

const entrySchema = z.object({
  at: z.string(),
  host: z.string(),
  method: z.string(),
  outcome: z.enum(outcomes),
  status: z.number().nullable(),
});

const answerSchema = z.object({
  /** Hosts that requests may go to; empty lets nothing out. */
  allowed: z.array(z.string()),
  counts: z.object({ sent: z.number(), refused: z.number(), failed: z.number() }),
  total: z.number(),
  items: z.array(entrySchema),
});

function readEntries(dataDir: string, { outcome, host }: z.infer<typeof filterSchema>): EgressEntry[] {
  const wanted = host?.toLowerCase();
  return readEgressLog(dataDir, mostRows).filter(
    (entry) =>
      (outcome === undefined || entry.outcome === outcome) && (wanted === undefined || entry.host.includes(wanted)),
  );
}

/** What left this server by its one door, and what was not let out: hosts and outcomes, never addresses or content. */
export async function egressRoutes(app: FastifyInstance, { config }: RouteDeps): Promise<void> {
  const http = app.withTypeProvider<ZodTypeProvider>();
  const { dataDir, egressHosts } = config;
  http.get(
    '/api/egress',
    {
      config: { act: 'operation.egress.read' },
      schema: {
        summary: 'Requests that this server sent out, or refused to, the newest first, and where it may send',
        querystring: filterSchema.extend({ limit: z.coerce.number().int().min(1).max(1000).default(100) }),
        response: { 200: answerSchema },
      },
    },
    async ({ query: { limit, ...filter } }) => {
      const entries = readEntries(dataDir, filter);
      const counts = { sent: 0, refused: 0, failed: 0 };
      for (const { outcome } of entries) counts[outcome] += 1;
      return { allowed: [...egressHosts], counts, total: entries.length, items: entries.slice(0, limit) };
    },
  );
  http.get(
    '/api/egress.csv',
    {
      config: { act: 'operation.egress.read' },
      schema: { summary: 'The same as CSV, all of it', querystring: filterSchema },
    },
    async ({ query }, reply) => {
      const rows = readEntries(dataDir, query).map(({ at, host, method, outcome, status }) =>
        csvLine([at, host, method, outcome, status]),
      );
      return await reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', 'attachment; filename="idun-egress.csv"')
        .send([csvLine(['at', 'host', 'method', 'outcome', 'status']), ...rows].join(''));
    },
  );
}
