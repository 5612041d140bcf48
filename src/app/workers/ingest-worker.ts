import { parentPort, workerData } from 'node:worker_threads';
import { type RunnerSetup, serveParsing } from '../../genomes/variants/ingest/index.ts';

serveParsing(workerData as RunnerSetup, parentPort!);
