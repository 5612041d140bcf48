import { parentPort, workerData } from 'node:worker_threads';
import { generateDemo } from '../../../demo/index.ts';

// The generator computes for many seconds without a pause; in a thread of its own the server goes on answering.
const { folder, size } = workerData as { folder: string; size?: { people: number; genomes: number } };
await generateDemo(folder, {
  ...size,
  progress: (done, total, what) => parentPort!.postMessage({ done, total, what }),
});
