import { countBits } from '../../../bits/index.ts';
import { assertScope, type Scope } from '../../../trust/scope/index.ts';
import { asOf, type Engine, withView } from '../engine.ts';
import { countRows } from '../scan/index.ts';
import { View } from '../snapshot/index.ts';
import { endOf } from './list-region.ts';
import type { AsOf } from './model.ts';

/** How much a reference holds, of what counts. */
export interface Totals {
  /** Different small alleles. */
  alleles: number;
  /** Genomes that count: current, germline, not opted out. */
  genomes: number;
  /** Persons they are of. */
  persons: number;
  asOf: AsOf;
}

/** Counts what a reference holds. Needs act `counts`. */
export async function totalsOf(engine: Engine, scope: Scope, reference: string): Promise<Totals> {
  assertScope(scope, 'counts', engine.clock);
  return withView(engine, scope, reference, (view) => {
    const { population, manifest } = view.snapshot;
    const all = population.groups[0]!;
    let alleles = 0;
    for (const contig of manifest.contigs) {
      const part = new View(view.snapshot, engine.cache);
      try {
        alleles += countRows(part, { contig, start: 0, end: endOf(part, contig), visible: all.mask });
      } finally {
        part.close();
      }
    }
    return { alleles, genomes: countBits(population.countable), persons: all.size, asOf: asOf(engine, view.snapshot) };
  });
}
