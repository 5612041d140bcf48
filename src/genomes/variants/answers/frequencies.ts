import { assertScope, type Scope } from '../../../trust/scope/index.ts';
import { asOf, asProblem, currentSnapshot, type Engine, requireContig } from '../engine.ts';
import { readRegionText } from '../naming/index.ts';
import type { ContigRow } from '../population/index.ts';
import { type CountBatch, FREQUENCY_HEADER, formatFrequencyTsv, scanAlleles } from '../scan/index.ts';
import { View } from '../snapshot/index.ts';
import { type CohortRequest, resolveCohort } from './cohort.ts';
import { endOf } from './list-region.ts';
import type { AsOf } from './model.ts';

export interface FrequencyRequest extends CohortRequest {
  reference: string;
  /** Without one, the whole reference. */
  region?: string | undefined;
  filter?: 'pass' | undefined;
}

/** A running scan: what it was made from, and the counts, batch by batch. Ending the iteration early lets the files go. */
export interface FrequencyScan {
  asOf: AsOf;
  checked: boolean;
  contigs: readonly ContigRow[];
  batches: AsyncGenerator<CountBatch>;
}

/**
 * Starts counting every allele of a reference or region in a cohort, in contig order and then by position. Needs act
 * `counts`. `counts[0]` of each batch is the cohort; the caller applies the disclosure rule (see `formatFrequencyTsv`).
 */
export async function scanFrequencies(engine: Engine, scope: Scope, request: FrequencyRequest): Promise<FrequencyScan> {
  assertScope(scope, 'counts', engine.clock);
  const snapshot = await currentSnapshot(engine, scope, request.reference);
  const cohort = resolveCohort(snapshot, scope, request);
  const region = request.region === undefined ? null : readRegionText(request.region);
  const contigs = region ? [requireContig(snapshot, region.contig)] : snapshot.manifest.contigs;
  async function* batches(): AsyncGenerator<CountBatch> {
    for (const contig of contigs) {
      // A view a contig, so that a scan of everything does not hold everything open.
      const view = new View(snapshot, engine.cache);
      try {
        const start = region?.start ?? 0;
        const end = region?.end ?? endOf(view, contig);
        const { mask, visible } = cohort;
        yield* scanAlleles(view, { contig, start, end, masks: [mask], visible, filter: request.filter });
      } catch (error) {
        throw asProblem(error);
      } finally {
        view.close();
      }
    }
  }
  return { asOf: asOf(engine, snapshot), checked: snapshot.manifest.reference.checked, contigs, batches: batches() };
}

/** The frequency table as text/tab-separated-values, header first: `chrom pos ref alt ac an hom hemi missing af`. Needs act `counts`. */
export async function* frequencyTable(engine: Engine, scope: Scope, request: FrequencyRequest): AsyncGenerator<Buffer> {
  const scan = await scanFrequencies(engine, scope, request);
  yield Buffer.from(FREQUENCY_HEADER, 'latin1');
  for await (const batch of scan.batches) yield formatFrequencyTsv(batch, scope.disclosure);
}
