import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, connect as connectSocket, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { FastifyInstance } from 'fastify';
import { systemClock } from '../../../platform/clock/index.ts';
import { loadConfig } from '../../../platform/config/index.ts';
import { buildHttp } from '../../../platform/http/index.ts';
import { jobMigrations, prepareJobs, runJobs } from '../../../platform/jobs/index.ts';
import { silentLogger } from '../../../platform/logging/index.ts';
import { makeMetrics } from '../../../platform/metrics/index.ts';
import { silentProgress } from '../../../platform/progress/index.ts';
import { findSession } from '../../../trust/identity/index.ts';
import { routes as identityRoutes } from '../../../trust/identity/routes.ts';
import { mintOperatorScope } from '../../../trust/scope/index.ts';
import { processSubmission } from '../submissions/process-submission.ts';
import { openTestArchive, type TestArchive, testActor } from '../testing.ts';
import { routes } from './routes.ts';
import { allowSender } from './senders.ts';

/** A receiving database that listens on loopback and processes what it receives. */
export interface TestReceiver {
  archive: TestArchive;
  http: FastifyInstance;
  address: string;
  allow(name: string, dataset?: string): Promise<string>;
  /** Stops answering and begins again on the same port, as a restart does. */
  restart(pause: number): Promise<void>;
  close(): Promise<void>;
}

async function buildReceiver(archive: TestArchive): Promise<FastifyInstance> {
  const http = await buildHttp({
    config: { allowedHosts: [], host: '127.0.0.1' },
    log: silentLogger,
    metrics: makeMetrics(),
    version: '0.0.0',
    findSession: (secret) => findSession(archive.db.app, secret),
    readiness: async () => ({ ready: true, checks: {} }),
    async routes(server) {
      await server.register((scope) =>
        identityRoutes(scope, {
          database: archive.db,
          config: loadConfig({}, {}),
          recordAct: async () => undefined,
          isAct: () => false,
        }),
      );
      await server.register((scope) =>
        routes(scope, {
          config: archive,
          log: silentLogger,
          database: archive.db,
          objects: archive.objects,
          clock: systemClock,
          scopeOf: (request) => mintOperatorScope(archive.db.app, { actorId: request.session?.id ?? 'none' }),
        }),
      );
      // Any other service of the database: what a sender's token must not open.
      server.get('/api/other', async (request) => ({ session: request.session?.id ?? null }));
    },
  });
  return http;
}

/** Opens a receiver with an empty archive of its own. */
export async function openTestReceiver(): Promise<TestReceiver> {
  const archive = await openTestArchive(jobMigrations);
  await prepareJobs(archive.db);
  const stopJobs = await runJobs(archive.db, {
    log: silentLogger,
    tasks: {
      'submissions.process': async ({ submission }) => {
        await processSubmission(archive, String(submission), {
          actor: testActor,
          progress: silentProgress,
          workers: 0,
        });
      },
    },
  });
  let http = await buildReceiver(archive);
  const address = await http.listen({ host: '127.0.0.1', port: 0 });
  const port = Number(new URL(address).port);
  const stop = async () => {
    http.server.closeAllConnections();
    await http.close();
  };
  return {
    archive,
    get http() {
      return http;
    },
    address,
    allow: (name, dataset) =>
      archive.db.withActor(testActor, (trx) =>
        allowSender(trx, { name, dataset, actor: testActor, clock: archive.clock }),
      ),
    async restart(pause) {
      await stop();
      await sleep(pause);
      http = await buildReceiver(archive);
      await http.listen({ host: '127.0.0.1', port });
    },
    async close() {
      await stop();
      await stopJobs();
      await archive.close();
    },
  };
}

/** A wire between sender and receiver that counts what the sender sends, slows it down and can be cut. */
export interface TestWire {
  address: string;
  /** Bytes that have gone from the sender to the receiver. */
  sent(): number;
  /** Waits until so many bytes have gone. */
  reach(bytes: number): Promise<void>;
  /** Breaks every connection. */
  cut(): void;
  /** Changes the bytes that pass; identity unless set. */
  tamper: (chunk: Buffer, before: number) => Buffer;
  close(): Promise<void>;
}

/** @param bytesPerSecond how fast it lets bytes through; 0: as fast as they come */
export async function openTestWire(receiver: string, bytesPerSecond = 0): Promise<TestWire> {
  const { port } = new URL(receiver);
  const sockets = new Set<Socket>();
  let sent = 0;
  const wire: TestWire = {
    address: '',
    sent: () => sent,
    async reach(bytes) {
      for (const until = Date.now() + 30_000; sent < bytes; ) {
        if (Date.now() > until) throw new Error(`only ${sent} of ${bytes} bytes went`);
        await sleep(5);
      }
    },
    cut() {
      for (const socket of sockets) socket.destroy();
    },
    tamper: (chunk) => chunk,
    async close() {
      wire.cut();
      server.close();
      await once(server, 'close');
    },
  };
  const server = createServer((socket) => {
    const onward = connectSocket(Number(port), '127.0.0.1');
    for (const [one, other] of [
      [socket, onward],
      [onward, socket],
    ] as const) {
      sockets.add(one);
      one.on('error', () => undefined);
      one.on('close', () => {
        sockets.delete(one);
        other.destroy();
      });
    }
    onward.pipe(socket);
    socket.on('data', (chunk: Buffer) => {
      onward.write(wire.tamper(chunk, sent));
      sent += chunk.length;
      if (bytesPerSecond === 0) return;
      socket.pause();
      setTimeout(() => socket.resume(), (1000 * chunk.length) / bytesPerSecond);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  wire.address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return wire;
}

/** A sender as a process of its own, without data folder or database. */
export interface SenderProcess {
  kill(signal: NodeJS.Signals): void;
  done: Promise<{ code: number | null; stdout: string; stderr: string }>;
}

const idun = fileURLToPath(new URL('../../../../bin/idun.mjs', import.meta.url));

/** Starts `idun` with arguments in a folder. */
export function startIdun(args: readonly string[], options: { cwd: string; token?: string }): SenderProcess {
  const env = { ...process.env, IDUN_SEND_TOKEN: options.token ?? '', XDG_STATE_HOME: join(options.cwd, 'state') };
  const { cwd } = options;
  const child = spawn(process.execPath, [idun, ...args], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const output = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk) => {
    output.stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    output.stderr += chunk;
  });
  const done = once(child, 'close').then(([code]) => ({
    code: code as number | null,
    stdout: output.stdout,
    // The first run after a change builds the program and says so.
    stderr: output.stderr.replaceAll('Building the program …\n', ''),
  }));
  return { kill: (signal) => child.kill(signal), done };
}
