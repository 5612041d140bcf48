import { parentPort } from 'node:worker_threads';
import { serveEngine } from '../../register/search/index.ts';

serveEngine(parentPort!);
