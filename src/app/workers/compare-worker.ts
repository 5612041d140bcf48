import { parentPort } from 'node:worker_threads';
import { type Comparison, relatedPairs } from '../../genetics/relatedness/index.ts';
import { workerSetup } from '../../platform/workers/index.ts';

parentPort!.postMessage(relatedPairs((await workerSetup()) as Comparison));
