import { parentPort } from 'node:worker_threads';
import { type SealTask, serveSealing } from '../../platform/sealing/index.ts';
import { workerSetup } from '../../platform/workers/index.ts';

await serveSealing((await workerSetup()) as SealTask, parentPort!);
