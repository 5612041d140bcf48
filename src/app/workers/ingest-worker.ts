import { parentPort } from 'node:worker_threads';
import { type RunnerSetup, serveParsing } from '../../genomes/variants/ingest/index.ts';
import { nextSetup, workerSetup } from '../../platform/workers/index.ts';

for (let setup = await workerSetup(); ; setup = await nextSetup()) {
  await serveParsing(setup as RunnerSetup, parentPort!);
}
