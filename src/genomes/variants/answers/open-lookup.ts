import { assertScope, type Scope } from '../../../trust/scope/index.ts';
import { countsAt } from '../counts/index.ts';
import { asOf, currentSnapshot, type Engine } from '../engine.ts';
import { countGroups } from '../lookup/index.ts';
import { normaliseVariant } from '../naming/index.ts';
import { View } from '../snapshot/index.ts';
import { type CohortRequest, resolveCohort } from './cohort.ts';
import { applyDisclosure, groupAnswer } from './disclosure.ts';
import type { AsOf, GroupAnswer } from './model.ts';
import { isVisible } from './show-variant.ts';

/** Many lookups at one version of the data. */
export interface VariantLookup {
  readonly asOf: AsOf;
  readonly checked: boolean;
  /**
   * Counts of one allele as a VCF has it, or null when nobody visible has it or the contig is unknown.
   * @param start 0-based @param ref @param alt upper-case bases
   * @throws Problem IDUN_VARIANT_REF_MISMATCH when the reference has other bases
   */
  count(contig: string, start: number, ref: string, alt: string): Promise<LookupAnswer | null>;
  close(): void;
}

export interface LookupAnswer {
  group: GroupAnswer;
  ids: string[];
}

/** Opens a reference for many lookups in one group (`all` unless asked otherwise). Needs act `counts`. */
export async function openLookup(
  engine: Engine,
  scope: Scope,
  reference: string,
  cohort: CohortRequest = {},
): Promise<VariantLookup> {
  assertScope(scope, 'counts', engine.clock);
  const snapshot = await currentSnapshot(engine, scope, reference);
  const view = new View(snapshot, engine.cache);
  const { mask } = resolveCohort(snapshot, scope, cohort);
  const name = cohort.dataset !== undefined ? `dataset:${cohort.dataset}` : (cohort.group ?? 'all');
  return {
    asOf: asOf(engine, snapshot),
    checked: snapshot.manifest.reference.checked,
    async count(contigName, start, ref, alt) {
      const contig = snapshot.contig(contigName);
      if (contig === null) return null;
      const written = { start, ref, alt };
      const allele = await normaliseVariant(snapshot.manifest.reference, contig, written, engine.referenceBases);
      const { columns, places } = countGroups(view, contig, allele, [mask]);
      if (places.length === 0 || !isVisible(view, { contig, ...allele })) return null;
      const [group] = applyDisclosure([groupAnswer(name, countsAt(columns, 0))], scope.disclosure);
      const ids = places.map(({ live, index }) => live.segment.reader.idOf(live.segment.site[index]!));
      return { group: group!, ids: [...new Set(ids.flatMap((text) => text?.split(';') ?? []))] };
    },
    close: () => view.close(),
  };
}
