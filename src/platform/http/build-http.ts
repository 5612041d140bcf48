import fastifyCookie from '@fastify/cookie';
import fastifyHelmet from '@fastify/helmet';
import fastifyRateLimit from '@fastify/rate-limit';
import fastifySwagger from '@fastify/swagger';
import fastify, { type FastifyInstance } from 'fastify';
import { jsonSchemaTransform, serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import type { Config } from '../config/index.ts';
import type { Logger } from '../logging/index.ts';
import type { Metrics } from '../metrics/index.ts';
import { type Readiness, registerHealth } from './health.ts';
import { registerOriginChecks } from './origin.ts';
import { registerProblems } from './problems.ts';
import { registerSessions, type SessionSource } from './session-cookie.ts';
import { registerWebPages } from './web-pages.ts';

/** What the HTTP server needs from the rest. */
export interface HttpDeps extends SessionSource {
  config: Pick<Config, 'allowedHosts' | 'host'>;
  log: Logger;
  metrics: Metrics;
  readiness(): Promise<Readiness>;
  /** Folder of the built web application, if there is one. */
  webFolder?: string;
  version: string;
  /** Registers the areas' routes. */
  routes(app: FastifyInstance): Promise<void>;
  /** Requests a minute from one address. */
  requestsPerMinute?: number;
}

const contentSecurityPolicy = {
  useDefaults: false,
  directives: {
    defaultSrc: ["'self'"],
    // Style attributes carry positions of rows and charts; scripts come from our files only.
    styleSrc: ["'self'", "'unsafe-inline'"],
    imgSrc: ["'self'", 'data:', 'blob:'],
    fontSrc: ["'self'", 'data:'],
    workerSrc: ["'self'", 'blob:'],
    objectSrc: ["'none'"],
    baseUri: ["'self'"],
    formAction: ["'self'"],
    frameAncestors: ["'none'"],
  },
};

function registerMeasures(app: FastifyInstance, { log, metrics }: HttpDeps): void {
  app.addHook('onResponse', async (request, reply) => {
    // The pattern, not the address: ids and positions do not belong in logs and labels.
    const route = request.routeOptions.url ?? 'none';
    const seconds = reply.elapsedTime / 1000;
    metrics.requestSeconds.observe({ method: request.method, route, status: String(reply.statusCode) }, seconds);
    log.info({ method: request.method, route, status: reply.statusCode, ms: Math.round(reply.elapsedTime) }, 'request');
  });
}

/**
 * Builds the server: zod schemas, OpenAPI at /api/openapi.json, security headers, Host and Origin checks, sessions, rate limit,
 * problem documents, /healthz, /readyz, /metrics, the areas' routes, and the web application. It does not listen yet.
 */
export async function buildHttp(deps: HttpDeps): Promise<FastifyInstance> {
  const app = fastify({
    logger: false,
    trustProxy: false,
    bodyLimit: 4 << 20,
    routerOptions: { ignoreTrailingSlash: true },
  });
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  registerProblems(app, deps.log);
  const named = deps.config.host === '0.0.0.0' || deps.config.host === '::' ? [] : [deps.config.host];
  registerOriginChecks(app, [...deps.config.allowedHosts, ...named]);
  registerMeasures(app, deps);
  await app.register(fastifyHelmet, { contentSecurityPolicy, strictTransportSecurity: false });
  await app.register(fastifyRateLimit, { max: deps.requestsPerMinute ?? 6000, timeWindow: 60_000 });
  await app.register(fastifyCookie);
  registerSessions(app, deps);
  await app.register(fastifySwagger, {
    openapi: { openapi: '3.1.0', info: { title: 'Idun', version: deps.version } },
    transform: jsonSchemaTransform,
  });
  registerHealth(app, deps);
  await deps.routes(app);
  app.get('/api/openapi.json', { config: { act: 'public' }, schema: { hide: true } }, async () => app.swagger());
  await registerWebPages(app, deps.webFolder);
  return app;
}
