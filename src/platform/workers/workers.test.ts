import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { startSource } from './workers.ts';

test('a TypeScript worker runs from the source tree with its data', async () => {
  const folder = mkdtempSync(join(import.meta.dirname, '.worker-'));
  try {
    const file = join(folder, 'echo-worker.ts');
    writeFileSync(
      file,
      `import { parentPort, workerData } from 'node:worker_threads';
       const doubled: number = workerData.n * 2;
       parentPort!.postMessage(doubled);`,
    );
    const worker = startSource(pathToFileURL(file).href, { workerData: { n: 21 }, name: 'echo' });
    const answer = await new Promise((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', reject);
    });
    expect(answer).toBe(42);
    await worker.terminate();
  } finally {
    rmSync(folder, { recursive: true });
  }
});
