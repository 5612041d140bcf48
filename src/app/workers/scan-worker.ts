import { parentPort, workerData } from 'node:worker_threads';
import { type MergeTask, serveMerge } from '../../genomes/variants/compaction/index.ts';

await serveMerge(workerData as MergeTask, parentPort!);
