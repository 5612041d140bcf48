import { parentPort, workerData } from 'node:worker_threads';
import { generateDemo } from '../../../demo/index.ts';

// The generator computes for many seconds without a pause; in a thread of its own the server goes on answering.
const { folder } = workerData as { folder: string };
await generateDemo(folder, {
  progress: (done, total, what) => parentPort!.postMessage({ done, total, what }),
});
