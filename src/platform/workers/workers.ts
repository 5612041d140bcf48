import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';

/** The worker threads there are; each is `src/app/workers/<name>-worker.ts`. */
export type WorkerName = 'ingest' | 'scan' | 'demo';

const here = dirname(fileURLToPath(import.meta.url));

/**
 * Starts a worker thread; end it with `terminate()`. Bundled, this code lies in dist/ beside the bundled workers; in the source
 * tree the TypeScript loader runs them. It does not inherit the flags of this process.
 * @param workerData read by the worker from `node:worker_threads`
 */
export function startWorker(name: WorkerName, workerData: unknown): Worker {
  const bundled = join(here, `${name}-worker.js`);
  if (existsSync(bundled)) return new Worker(bundled, { workerData, execArgv: [], name });
  const source = pathToFileURL(join(here, '..', '..', 'app', 'workers', `${name}-worker.ts`)).href;
  return startSource(source, { workerData, name });
}

/** Starts a TypeScript file as a worker thread. Node 20 gives a loader named by `--import` to the main thread only. */
export function startSource(source: string, options: { workerData: unknown; name: string }): Worker {
  const loader = JSON.stringify(import.meta.resolve('tsx/esm/api'));
  const code = `import(${loader}).then(({ register }) => { register(); return import(${JSON.stringify(source)}); })`;
  return new Worker(code, { ...options, eval: true, execArgv: [] });
}
