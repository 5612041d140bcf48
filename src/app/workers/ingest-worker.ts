import { parentPort } from 'node:worker_threads';
import { type RunnerSetup, serveParsing } from '../../genomes/variants/ingest/index.ts';
import { workerSetup } from '../../platform/workers/index.ts';

serveParsing((await workerSetup()) as RunnerSetup, parentPort!);
