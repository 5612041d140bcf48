import type { FastifyInstance } from 'fastify';
import type { Metrics } from '../metrics/index.ts';

/** Whether each thing a request needs is there, and remarks for the operator. */
export interface Readiness {
  ready: boolean;
  checks: Record<string, string>;
}

/** /healthz (the process answers), /readyz (its database and folder do), /metrics (Prometheus). */
export function registerHealth(
  app: FastifyInstance,
  { metrics, readiness }: { metrics: Metrics; readiness(): Promise<Readiness> },
): void {
  app.get('/healthz', { schema: { hide: true } }, async () => ({ status: 'ok' }));
  app.get('/readyz', { schema: { hide: true } }, async (_request, reply) => {
    const state = await readiness();
    return reply
      .code(state.ready ? 200 : 503)
      .send({ status: state.ready ? 'ready' : 'not ready', checks: state.checks });
  });
  app.get('/metrics', { schema: { hide: true } }, async (_request, reply) => {
    return reply.type(metrics.registry.contentType).send(await metrics.registry.metrics());
  });
}
