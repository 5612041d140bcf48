import { parentPort } from 'node:worker_threads';
import { workerSetup } from '../../platform/workers/index.ts';
import { type ChunkThreadSetup, serveChunks } from '../../trust/audit/index.ts';

await serveChunks((await workerSetup()) as ChunkThreadSetup, parentPort!);
