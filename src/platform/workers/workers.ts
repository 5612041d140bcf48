import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { parentPort, Worker, workerData } from 'node:worker_threads';

/** The worker threads there are; each is `src/app/workers/<name>-worker.ts`. */
export type WorkerName = 'ingest' | 'scan' | 'demo' | 'audit' | 'feed' | 'register' | 'compare' | 'seal';

// Threads begin with room for young objects instead of growing it by a dozen collections, a tenth of the time of a short one.
setFlagsFromString('--min-semi-space-size=16');

const here = dirname(fileURLToPath(import.meta.url));

/**
 * Starts a worker thread; end it with `terminate()`. Bundled, this code lies in dist/ beside the bundled workers; in the source
 * tree the TypeScript loader runs them. It does not inherit the flags of this process.
 * @param workerData read by the worker from `node:worker_threads`
 */
export function startWorker(name: WorkerName, workerData: unknown): Worker {
  const ready = warm.get(name)?.pop();
  if (ready !== undefined) {
    ready.ref();
    ready.postMessage(workerData);
    return ready;
  }
  const bundled = join(here, `${name}-worker.js`);
  if (existsSync(bundled)) return new Worker(bundled, { workerData, execArgv: [], name });
  const source = pathToFileURL(join(here, '..', '..', 'app', 'workers', `${name}-worker.ts`)).href;
  return startSource(source, { workerData, name });
}

const warm = new Map<WorkerName, Worker[]>();

/**
 * Starts threads that load their program now and are told later what to do, by the next `startWorker` of the name. Those that nobody
 * asks for do not keep the process. In the source tree it does nothing.
 */
export function warmWorkers(name: WorkerName, count: number): void {
  const bundled = join(here, `${name}-worker.js`);
  if (!existsSync(bundled)) return;
  for (let i = 0; i < count; i++) keepWarm(name, new Worker(bundled, { workerData: null, execArgv: [], name }));
}

/** Gives back a thread that has done what it was told and waits for the next setup: the next `startWorker` of the name takes it, warm. */
export function returnWorker(name: WorkerName, worker: Worker): void {
  // One by one: a thread listens to itself for what is listened to.
  for (const event of ['message', 'error', 'exit']) worker.removeAllListeners(event);
  keepWarm(name, worker);
}

function keepWarm(name: WorkerName, worker: Worker): void {
  worker.unref();
  warm.set(name, [...(warm.get(name) ?? []), worker]);
  // One that ended meanwhile is not to be told anything.
  worker.once('exit', () => {
    warm.set(name, warm.get(name)?.filter((one) => one !== worker) ?? []);
  });
}

/** In a thread: what `startWorker` gave it, waiting for it in one that was started ahead. */
export async function workerSetup(): Promise<unknown> {
  return workerData ?? (await nextSetup());
}

/** In a thread that is given back after its work: the next setup. */
export async function nextSetup(): Promise<unknown> {
  const [setup] = (await once(parentPort!, 'message')) as [unknown];
  return setup;
}

/** Starts a TypeScript file as a worker thread. Node 20 gives a loader named by `--import` to the main thread only. */
export function startSource(source: string, options: { workerData: unknown; name: string }): Worker {
  const loader = JSON.stringify(import.meta.resolve('tsx/esm/api'));
  const code = `import(${loader}).then(({ register }) => { register(); return import(${JSON.stringify(source)}); })`;
  return new Worker(code, { ...options, eval: true, execArgv: [] });
}
