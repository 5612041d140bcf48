import { type ComparedPair, type Comparison, relatedPairs } from '../../../genetics/relatedness/index.ts';
import { startWorker } from '../../../platform/workers/index.ts';

/** From so many pairs on, a thread of their own is started. */
const MANY_PAIRS = 100_000;

/** The pairs of a comparison, found in a thread of its own when they are many. @returns as {@link relatedPairs} */
export async function findRelatedPairs(comparison: Comparison): Promise<ComparedPair[]> {
  const [left, right] = comparison.groups.map(({ genomes }) => genomes.length) as [number, number | undefined];
  if (left * (right ?? left / 2) < MANY_PAIRS) return relatedPairs(comparison);
  const worker = startWorker('compare', comparison);
  try {
    return await new Promise<ComparedPair[]>((done, fail) => {
      worker.once('message', done);
      worker.once('error', fail);
      worker.once('exit', (code) => fail(new Error(`the comparing thread ended with code ${code}`)));
    });
  } finally {
    void worker.terminate();
  }
}
