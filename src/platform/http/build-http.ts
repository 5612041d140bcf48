import fastifyCookie from '@fastify/cookie';
import fastifyHelmet from '@fastify/helmet';
import fastifySwagger from '@fastify/swagger';
import fastify, { type FastifyInstance } from 'fastify';
import { jsonSchemaTransform, serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import type { Config } from '../config/index.ts';
import type { Logger } from '../logging/index.ts';
import type { Metrics } from '../metrics/index.ts';
import { type Readiness, registerHealth } from './health.ts';
import { type Limits, registerLimits } from './limits.ts';
import type { LimitSharing } from './limits-sharing.ts';
import { registerNulCheck } from './nul-check.ts';
import { registerOriginChecks } from './origin.ts';
import { problemOf, registerProblems, sendProblem } from './problems.ts';
import { registerSessions, type SessionSource } from './session-cookie.ts';
import { refusePlainHttp, type TlsFiles } from './tls.ts';
import { registerWebPages, servicePaths } from './web-pages.ts';

/** What the HTTP server needs from the rest. */
export interface HttpDeps extends SessionSource {
  config: Pick<Config, 'allowedHosts' | 'host' | 'origin'>;
  log: Logger;
  metrics: Metrics;
  readiness(): Promise<Readiness>;
  /** Folder of the built web application, if there is one. */
  webFolder?: string;
  version: string;
  /** Registers the areas' routes. */
  routes(app: FastifyInstance): Promise<void>;
  /** Other limits than usual. */
  limits?: Limits;
  /** How servers on one database count an actor together; without it each counts alone. */
  limitSharing?: LimitSharing;
  /** HTTPS with this certificate; without it HTTP. */
  tls?: TlsFiles;
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
    baseUri: ["'none'"],
    formAction: ["'self'"],
    frameAncestors: ["'none'"],
  },
};

// Nothing of what a browser can reach beyond the page is used.
const permissionsPolicy = [
  ...[
    'accelerometer',
    'autoplay',
    'camera',
    'display-capture',
    'geolocation',
    'gyroscope',
    'magnetometer',
    'microphone',
  ],
  ...['midi', 'payment', 'usb', 'serial', 'bluetooth', 'browsing-topics', 'idle-detection', 'screen-wake-lock'],
]
  .map((feature) => `${feature}=()`)
  .join(', ');

// Forward secrecy and authentication in one, the strongest first (TLS 1.3 chooses its own, all of this kind).
const cipherSuites = [
  ...['TLS_AES_256_GCM_SHA384', 'TLS_CHACHA20_POLY1305_SHA256', 'TLS_AES_128_GCM_SHA256'],
  ...['ECDHE-ECDSA-AES256-GCM-SHA384', 'ECDHE-RSA-AES256-GCM-SHA384', 'ECDHE-ECDSA-CHACHA20-POLY1305'],
  ...['ECDHE-RSA-CHACHA20-POLY1305', 'ECDHE-ECDSA-AES128-GCM-SHA256', 'ECDHE-RSA-AES128-GCM-SHA256'],
].join(':');

// The framework's types know HTTPS and HTTP as two kinds of server; the rest of the house need not.
function httpsOf(tls: TlsFiles | undefined): object {
  return tls === undefined
    ? {}
    : { https: { ...tls, minVersion: 'TLSv1.2', ciphers: cipherSuites, honorCipherOrder: true } };
}

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
  const app: FastifyInstance = fastify({
    logger: false,
    ...httpsOf(deps.tls),
    trustProxy: false,
    bodyLimit: 4 << 20,
    // Keys of long alleles are parts of addresses; Node bounds the whole address.
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 1 << 15 },
    // What the router refuses before there is a route.
    frameworkErrors: (error, _request, reply) => void sendProblem(reply, problemOf(error)),
  });
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  registerProblems(app, deps.log);
  registerNulCheck(app);
  const named = deps.config.host === '0.0.0.0' || deps.config.host === '::' ? [] : [deps.config.host];
  registerOriginChecks(app, [...deps.config.allowedHosts, ...named]);
  registerMeasures(app, deps);
  if (deps.tls !== undefined) refusePlainHttp(app.server);
  const encrypted = deps.tls !== undefined || deps.config.origin?.startsWith('https:') === true;
  await app.register(fastifyHelmet, {
    contentSecurityPolicy,
    // Behind a proxy that speaks TLS as well: over plain HTTP a browser does not look at it.
    strictTransportSecurity: !encrypted ? false : { maxAge: 63_072_000, includeSubDomains: true },
    referrerPolicy: { policy: 'no-referrer' },
  });
  app.addHook('onRequest', async (request, reply) => {
    reply.header('permissions-policy', permissionsPolicy);
    // Answers are about people until their route says otherwise; files of the web application say so themselves.
    if (servicePaths.test(request.url)) reply.header('cache-control', 'no-store');
  });
  await app.register(fastifyCookie);
  registerSessions(app, deps, deps.config.origin);
  registerLimits(app, { limits: deps.limits, sharing: deps.limitSharing });
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
