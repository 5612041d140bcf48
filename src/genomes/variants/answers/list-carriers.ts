import { hasBit } from '../../../bits/index.ts';
import { assertScope, type Scope } from '../../../trust/scope/index.ts';
import { asOf, type Engine, withView } from '../engine.ts';
import { readCarriers } from '../lookup/index.ts';
import type { AsOf, Carrier, VariantName } from './model.ts';
import { makeReach } from './reach.ts';
import { locate } from './show-variant.ts';

export interface CarriersRequest {
  reference: string;
  variant: string;
}

export interface CarriersAnswer {
  variant: VariantName;
  carriers: Carrier[];
  asOf: AsOf;
}

/**
 * Who carries a variant: current germline genomes of persons who did not opt out, whatever the purpose: the opt-out leaves
 * a person's data to that person's own care. Carriers whom the scope does not reach are left out. Needs act `carriers`; the
 * caller writes the audit entry first.
 */
export async function listCarriers(engine: Engine, scope: Scope, request: CarriersRequest): Promise<CarriersAnswer[]> {
  assertScope(scope, 'carriers', engine.clock);
  return withView(engine, scope, request.reference, async (view) => {
    const { snapshot } = view;
    const reached = makeReach(engine, scope, snapshot.population);
    const { alleles } = await locate(engine, view, request.variant);
    return alleles.map(({ contig, start, ref, alt }): CarriersAnswer => {
      const carriers = readCarriers(view, contig, { start, ref, alt })
        .filter(
          ({ genomeNo }) =>
            hasBit(snapshot.population.countable, genomeNo) && reached(snapshot.population.genomes.get(genomeNo)!),
        )
        .map(({ genomeNo, copies, called, phase }): Carrier => {
          const genome = snapshot.population.genomes.get(genomeNo)!;
          return { genome: genome.id, copies, called, phase, sex: genome.sex, dataset: genome.dataset };
        });
      return {
        variant: { reference: snapshot.manifest.reference.name, chrom: contig.name, pos: start + 1, ref, alt },
        carriers,
        asOf: asOf(engine, snapshot),
      };
    });
  });
}
