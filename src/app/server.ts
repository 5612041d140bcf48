import { access, constants } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { sql } from 'kysely';
import { permitsForTubes } from '../access/permits/index.ts';
import { routes as accessRoutes } from '../access/routes.ts';
import { routes as dispensingRoutes } from '../biobank/dispensing/routes.ts';
import { routes as specimenRoutes } from '../biobank/specimens/routes.ts';
import { storagePositions } from '../biobank/storage/index.ts';
import { routes as robotRoutes } from '../biobank/storage/robots/routes.ts';
import { routes as storageRoutes } from '../biobank/storage/routes.ts';
import { genomesOfPeople } from '../genomes/archive/index.ts';
import { reportingRoutes } from '../genomes/archive/reporting/index.ts';
import { routes as archiveRoutes } from '../genomes/archive/routes.ts';
import { routes as variantRoutes } from '../genomes/variants/routes.ts';
import { guardDatabase } from '../platform/database/index.ts';
import {
  buildHttp,
  type Limits,
  type Readiness,
  readTlsFiles,
  type SessionSource,
  shareOverDatabase,
} from '../platform/http/index.ts';
import { addJob, listOpenJobs, prepareJobs, runJobs } from '../platform/jobs/index.ts';
import { type Metrics, makeMetrics } from '../platform/metrics/index.ts';
import { Problem, type ProblemSpec } from '../platform/problem/index.ts';
import { routes as catalogueRoutes } from '../register/catalogue/routes.ts';
import { routes as codeRoutes } from '../register/codes/routes.ts';
import { routes as cohortRoutes } from '../register/cohorts/routes.ts';
import { routes as feedRoutes } from '../register/feeds/routes.ts';
import { routes as questionRoutes } from '../register/questions/routes.ts';
import { routes as registerRoutes } from '../register/search/routes.ts';
import { followWitnesses, runSequencer } from '../trust/audit/index.ts';
import { routes as auditRoutes, recordRefusals } from '../trust/audit/routes.ts';
import { routes as careRoutes } from '../trust/care/routes.ts';
import { createOneTimeLink, findSession, findToken, type RecordAct } from '../trust/identity/index.ts';
import { routes as identityRoutes } from '../trust/identity/routes.ts';
import { routes as organisationRoutes } from '../trust/organisations/routes.ts';
import {
  type Act,
  isAct,
  type MintMemo,
  mintRequestScope,
  type RouteAct,
  registerGate,
  type Scope,
} from '../trust/scope/index.ts';
import { keepCasesRunning } from './access-upkeep.ts';
import { benchRoutes } from './bench/routes.ts';
import { keepCatalogue } from './catalogue/keep-catalogue.ts';
import { citizenRoutes } from './citizen/index.ts';
import type { App } from './compose.ts';
import { staffConsentRoutes } from './consent/staff-routes.ts';
import { watchLapses } from './consent/watch-lapses.ts';
import { egressRoutes } from './egress/routes.ts';
import { findVouchedPerson } from './find-vouched-person.ts';
import { homeRoutes } from './home/index.ts';
import { keepRights } from './identity-upkeep.ts';
import { noteStart } from './installation.ts';
import { watchOwnBiobank } from './own-biobank/watch-own-biobank.ts';
import { peopleRoutes } from './people/index.ts';
import { permittedTubeRoutes } from './permitted-tubes/routes.ts';
import { privacyRoutes } from './privacy/routes.ts';
import { endProcessing } from './process-submission.ts';
import { recordAct } from './record-act.ts';
import { keepRobotsWorking } from './robots-upkeep.ts';
import { searchRoutes } from './search/index.ts';
import { keepStorage } from './storage-upkeep.ts';
import { tasks } from './tasks.ts';
import { version } from './version.ts';
import { readVolumeEncryption } from './volume-encryption.ts';

const errors = {
  portTaken: { code: 'IDUN_PORT_TAKEN', status: 409, title: 'The port is taken.' },
  cannotListen: { code: 'IDUN_CANNOT_LISTEN', status: 500, title: 'The server cannot listen there.' },
} as const satisfies Record<string, ProblemSpec>;

/** What every module's `routes(app, deps)` gets; each takes what it needs. */
export interface RouteDeps extends App {
  /** The scope of a request for what its route does: from the session's role and the policy. */
  scopeOf(request: FastifyRequest): Promise<Scope>;
  /** The scope of a request for another act; null where its role does not allow that. */
  scopeFor(request: FastifyRequest, act: Act): Promise<Scope | null>;
  recordAct: RecordAct;
  isAct(text: string): boolean;
  /** The person with a civil registration number that an outside provider of sign-in vouches for. */
  findPersonByCpr(cpr: string): Promise<{ personNo: number; id: string } | undefined>;
  /** Where tubes stand, for dispensing. */
  positions: typeof storagePositions;
  /** What permits give of tubes, for dispensing. */
  permits: typeof permitsForTubes;
  /** Ids of the genomes of people, by person number. */
  genomesOf(personNos: readonly number[]): Promise<Map<number, string[]>>;
}

type RouteModule = (app: FastifyInstance, deps: RouteDeps) => Promise<void>;

/** The modules that answer over HTTP. */
const routeModules: readonly RouteModule[] = [
  identityRoutes,
  organisationRoutes,
  auditRoutes,
  careRoutes,
  archiveRoutes,
  variantRoutes,
  cohortRoutes,
  catalogueRoutes,
  codeRoutes,
  feedRoutes,
  registerRoutes,
  questionRoutes,
  accessRoutes,
  searchRoutes,
  homeRoutes,
  citizenRoutes,
  peopleRoutes,
  staffConsentRoutes,
  privacyRoutes,
  egressRoutes,
  reportingRoutes,
  specimenRoutes,
  dispensingRoutes,
  benchRoutes,
  permittedTubeRoutes,
  storageRoutes,
  robotRoutes,
];

export interface RunningServer {
  address: string;
  /** The one-time link of the operator. */
  link: string;
  demoQueued: boolean;
  close(): Promise<void>;
}

function makeRouteDeps(app: App): RouteDeps {
  const { minimumCount } = app.config;
  const memos = new WeakMap<FastifyRequest, MintMemo>();
  const mint = (request: FastifyRequest, act: RouteAct): Promise<Scope> => {
    // A request that only reads has one reach; one that changes something asks anew each time.
    const known = request.method === 'GET' ? memos.get(request) : undefined;
    const memo = known ?? { reach: new Map() };
    memos.set(request, memo);
    return mintRequestScope(app.database.app, { session: request.session, act, minimumCount, memo });
  };
  return {
    ...app,
    // Requests read nobody's rows until their scope binds them.
    database: guardDatabase(app.database),
    recordAct,
    positions: storagePositions,
    isAct,
    findPersonByCpr: (cpr) => findVouchedPerson(app, cpr),
    permits: permitsForTubes,
    genomesOf: (personNos) => genomesOfPeople(app.database.app, personNos),
    scopeOf: (request) => mint(request, request.routeOptions.config.act ?? 'public'),
    async scopeFor(request, act) {
      try {
        return await mint(request, act);
      } catch (error) {
        if (error instanceof Problem && (error.status === 401 || error.status === 403)) return null;
        throw error;
      }
    },
  };
}

async function checkReadiness(app: App): Promise<Readiness> {
  const checks: Record<string, string> = {};
  let ready = true;
  try {
    await sql`select 1`.execute(app.database.app);
    checks['database'] = app.database.embedded ? 'embedded PostgreSQL answers' : 'PostgreSQL answers';
  } catch {
    ready = false;
    checks['database'] = 'PostgreSQL does not answer';
  }
  try {
    await access(app.config.dataDir, constants.W_OK);
    checks['data'] = 'the data folder can be written';
  } catch {
    ready = false;
    checks['data'] = 'the data folder cannot be written';
  }
  checks['encryption'] =
    `objects and calls: encrypted; volume of segments and database: ${readVolumeEncryption(app.config.dataDir)}`;
  return { ready, checks };
}

// Bundled, this file is dist/part-….js beside dist/web; in the source tree it is src/app/server.ts.
function findWebFolder(): string {
  const here = dirname(fileURLToPath(import.meta.url));
  return here.endsWith(join('src', 'app')) ? join(here, '..', '..', 'dist', 'web') : join(here, 'web');
}

function storedSessions({ database: { app: db } }: App): SessionSource {
  return {
    findSession: (secret) => findSession(db, secret),
    findToken: (secret) => findToken({ db, recordAct }, secret),
  };
}

/**
 * Builds the HTTP server of an opened installation without listening; tests use it with `inject`.
 * @param sessions where sessions come from; the database unless a test says otherwise
 * @param limits other limits than usual
 */
export async function buildServer(
  app: App,
  metrics: Metrics = makeMetrics(),
  sessions: SessionSource = storedSessions(app),
  limits?: Limits,
): Promise<FastifyInstance> {
  const deps = makeRouteDeps(app);
  return await buildHttp({
    config: app.config,
    log: app.log,
    metrics,
    version,
    webFolder: findWebFolder(),
    ...sessions,
    ...(limits === undefined ? {} : { limits }),
    limitSharing: shareOverDatabase(app.database),
    ...(app.config.tls === undefined ? {} : { tls: readTlsFiles(app.config.tls.cert, app.config.tls.key) }),
    readiness: () => checkReadiness(app),
    async routes(server) {
      recordRefusals(server, app.database.app);
      registerGate(server);
      for (const routes of routeModules) await server.register((scope) => routes(scope, deps));
    },
  });
}

async function listen(http: FastifyInstance, { host, port }: App['config']): Promise<string> {
  try {
    return await http.listen({ host, port });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'EADDRINUSE') {
      throw new Problem(
        errors.portTaken,
        `Another program listens on port ${port} of ${host}; it may be Idun itself.`,
        {
          action: 'Stop it, or start with --port and another number (0 takes a free one).',
        },
      );
    }
    throw new Problem(errors.cannotListen, `Listening on ${host} port ${port} failed: ${String(code ?? error)}.`, {
      action: 'Name another address with --host or another port with --port.',
    });
  }
}

/** Listens, runs the background work in this process, and makes the operator's one-time link. */
export async function startServer(app: App, options: { demo: boolean }): Promise<RunningServer> {
  const metrics = makeMetrics();
  const http = await buildServer(app, metrics);
  const address = await listen(http, app.config);
  try {
    await prepareJobs(app.database);
    const demoQueued = await app.database.withActor({ kind: 'system', id: 'start' }, async (trx) => {
      const first = await noteStart(trx);
      if (!first || !options.demo || tasks['demo.load'] === undefined) return false;
      await addJob(trx, { task: 'demo.load', title: 'Loading the synthetic demo nation', payload: {}, queue: 'demo' });
      return true;
    });
    const stopJobs = await runJobs(app.database, { tasks: bindTasks(app), log: app.log, metrics });
    const stopListening = await followChanges(app);
    const stopUpkeep = keepRights(app);
    const stopCases = keepCasesRunning(app);
    const stopStorage = keepStorage(app);
    const stopRobots = keepRobotsWorking(app);
    const stopCatalogue = keepCatalogue(app);
    const { database, auditKey: key, egress, log, config } = app;
    const onHead = followWitnesses({ db: database.app, key, egress }, config.auditWitnesses, log);
    const stopSequencer = runSequencer({ database, key, log, onHead });
    const stopLapses = await watchLapses(app.database, app.log);
    const stopOwnBiobank = watchOwnBiobank({ database, dataDir: config.dataDir }, log);
    const link = `${address}/open/${await createOneTimeLink(app.database.app)}`;
    return {
      address,
      link,
      demoQueued,
      async close() {
        http.server.closeAllConnections();
        await http.close();
        // Side by side: what is in the middle of a long count ends while the others do.
        const stops = [stopListening, stopUpkeep, stopCases, stopStorage, stopRobots, stopCatalogue, stopLapses];
        await Promise.all([...stops, stopOwnBiobank, stopJobs].map((stop) => stop()));
        await endProcessing(app);
        await stopSequencer();
      },
    };
  } catch (error) {
    await http.close();
    throw error;
  }
}

/** Quiet time after the last change before the store is tidied: several submissions in a row are tidied once. */
const maintenanceDelay = 20_000;

// A notice makes the next answer quick; without it that answer compares versions itself and is right all the same.
async function followChanges(app: App): Promise<() => Promise<void>> {
  let timer: NodeJS.Timeout | undefined;
  const warn = (what: string) => (error: unknown) => app.log.warn({ err: error }, what);
  const changed = (): void => {
    app.variants.refresh().catch(warn('refresh after a change failed'));
    clearTimeout(timer);
    timer = setTimeout(() => void queueMaintenance(app).catch(warn('maintenance was not queued')), maintenanceDelay);
    timer.unref();
  };
  const stops = await Promise.all(
    ['idun_manifest', 'idun_mask'].map((channel) => app.database.listen(channel, changed)),
  );
  return async () => {
    clearTimeout(timer);
    await Promise.all(stops.map((stop) => stop()));
  };
}

async function queueMaintenance(app: App): Promise<void> {
  const open = await listOpenJobs(app.database.jobs);
  if (open.some(({ task, state }) => task === 'variants.maintain' && state === 'queued')) return;
  await app.database.withActor({ kind: 'system', id: 'maintenance' }, async (trx) => {
    await addJob(trx, {
      task: 'variants.maintain',
      title: 'Tidying the variant store',
      payload: {},
      queue: 'maintenance',
    });
  });
}

function bindTasks(app: App) {
  return Object.fromEntries(
    Object.entries(tasks).map(([name, task]) => [
      name,
      (payload: Record<string, unknown>, context: Parameters<typeof task>[2]) => task(app, payload, context),
    ]),
  );
}
