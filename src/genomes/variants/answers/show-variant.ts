import { Problem } from '../../../platform/problem/index.ts';
import { assertScope, type Scope } from '../../../trust/scope/index.ts';
import { countsAt } from '../counts/index.ts';
import { asOf, type Engine, requireContig, withView } from '../engine.ts';
import { errors } from '../errors.ts';
import { type AlleleKey, countGroups, findAllele } from '../lookup/index.ts';
import { normaliseVariant, readVariantText } from '../naming/index.ts';
import type { ContigRow } from '../population/index.ts';
import { filtersOf, idsOf, isHidden, qualOf } from '../scan/index.ts';
import type { View } from '../snapshot/index.ts';
import { findStructural, findStructuralById, type StructuralAllele } from '../structural/index.ts';
import { applyDisclosure, groupAnswer } from './disclosure.ts';
import type { Note, VariantAnswer } from './model.ts';
import { notesOf } from './notes.ts';
import { groupsFor } from './reach.ts';
import { answerStructural, isSeen } from './structural.ts';

export interface ShowRequest {
  reference: string;
  /** `1-55051215-G-A`, `chr1:55051215G>A`, `NC_000001.11:g.55051215G>A`, or an identifier the files carried. */
  variant: string;
}

/** A normalised allele on its contig. */
export interface LocatedAllele extends AlleleKey {
  contig: ContigRow;
}

/**
 * Counts of a variant in every group. An identifier may name several alleles; then there is one answer each, in order.
 * Needs act `counts`. An allele that nobody has is answered with counts of zero.
 * @throws Problem IDUN_VARIANT_BAD_KEY, IDUN_VARIANT_ID_NOT_FOUND, IDUN_VARIANT_CONTIG_NOT_FOUND, IDUN_VARIANT_REF_MISMATCH
 */
export async function showVariant(engine: Engine, scope: Scope, request: ShowRequest): Promise<VariantAnswer[]> {
  assertScope(scope, 'counts', engine.clock);
  return withView(engine, scope, request.reference, async (view) => {
    const written = readVariantText(request.variant);
    const structural = locateStructural(view, written).map(({ contig, allele }) =>
      answerStructural(engine, view, scope, contig, allele),
    );
    if (
      written.kind === 'structural' ||
      (structural.length > 0 && written.kind === 'id' && !hasSmall(view, written.id))
    ) {
      if (structural.length > 0) return structural;
      throw new Problem(
        errors.structuralNotFound,
        `No file has the structural allele ${request.variant.slice(0, 120)}.`,
        {
          action:
            'List what overlaps with `idun variants region`; structural alleles are found as the file wrote them.',
        },
      );
    }
    const { alleles, normalised } = await locate(engine, view, request.variant);
    const notes: Note[] = normalised
      ? [{ code: 'normalised', text: 'The variant is shown trimmed and left-aligned, as the store holds it.' }]
      : [];
    return [...alleles.map((allele) => answerAllele(engine, view, scope, allele, notes)), ...structural];
  });
}

/** Structural alleles that a text names, by identifier or as written; only such as may be seen. */
function locateStructural(
  view: View,
  written: ReturnType<typeof readVariantText>,
): { contig: ContigRow; allele: StructuralAllele }[] {
  const { manifest, population } = view.snapshot;
  const visible = population.groups[0]!.mask;
  const of = (contig: ContigRow, alleles: StructuralAllele[]) =>
    alleles.filter((allele) => isSeen(view, allele, visible)).map((allele) => ({ contig, allele }));
  if (written.kind === 'id') {
    return manifest.contigs.flatMap((contig) => of(contig, findStructuralById(view, contig, written.id)));
  }
  if (written.kind === 'allele') return [];
  const contig = requireContig(view.snapshot, written.contig);
  const here = findStructural(view, contig, written.start, written.start + 1);
  return of(
    contig,
    here.filter(
      (a) => a.start === written.start && a.ref === written.ref && a.alt.toUpperCase() === written.alt.toUpperCase(),
    ),
  );
}

function hasSmall(view: View, id: string): boolean {
  return view.snapshot.manifest.contigs.some((contig) =>
    view.segments(contig.contigNo, 'small').some(({ segment }) => segment.reader.sitesWithId(id).length > 0),
  );
}

/** The alleles that a text names. */
export async function locate(
  engine: Engine,
  view: View,
  text: string,
): Promise<{ alleles: LocatedAllele[]; normalised: boolean }> {
  const written = readVariantText(text);
  const { snapshot } = view;
  if (written.kind === 'id') return { alleles: locateId(view, written.id), normalised: false };
  if (written.kind === 'structural') return { alleles: [], normalised: false };
  const contig = requireContig(snapshot, written.contig);
  const { start, ref, alt } = await normaliseVariant(
    snapshot.manifest.reference,
    contig,
    written,
    engine.referenceBases,
  );
  const normalised = start !== written.start || ref !== written.ref || alt !== written.alt;
  return { alleles: [{ contig, start, ref, alt }], normalised };
}

function locateId(view: View, id: string): LocatedAllele[] {
  const found = new Map<string, LocatedAllele>();
  for (const contig of view.snapshot.manifest.contigs) {
    const live = view.segments(contig.contigNo, 'small');
    for (const { segment } of live) {
      for (const site of segment.reader.sitesWithId(id)) {
        for (const index of segment.allelesOfSite(site)) {
          const { ref, alt } = segment.reader.allele(index);
          const allele = { contig, start: segment.start[index]!, ref, alt };
          if (isVisible(view, allele)) found.set(`${contig.contigNo} ${allele.start} ${ref} ${alt}`, allele);
        }
      }
    }
  }
  if (found.size > 0) {
    return [...found.values()].sort((a, b) => a.contig.contigNo - b.contig.contigNo || a.start - b.start);
  }
  throw new Problem(
    errors.idNotFound,
    `No file of ${view.snapshot.manifest.reference.name} carried the identifier ${id}.`,
    {
      action: 'Ask by position: 1-55051215-G-A.',
    },
  );
}

/** Whether a person who counts has the allele, or a file has it with no carrier at all. */
export function isVisible(view: View, allele: LocatedAllele): boolean {
  const live = view.segments(allele.contig.contigNo, 'small');
  const { population, projection } = view.snapshot;
  const visible = live.map((one) => projection.group(population.countable, one.segment.batches));
  const index = live.map((one) => findAllele(one.segment, allele.start, allele.ref, allele.alt));
  return (
    index.some((i) => i >= 0) &&
    !isHidden(live, (k) => index[k]!, { visible, limited: population.limitedFrom !== null })
  );
}

/** The answer for one located allele. */
export function answerAllele(
  engine: Engine,
  view: View,
  scope: Scope,
  allele: LocatedAllele,
  notes: readonly Note[] = [],
): VariantAnswer {
  const { snapshot } = view;
  const groups = groupsFor(snapshot, scope);
  const { columns, places } = countGroups(
    view,
    allele.contig,
    allele,
    groups.map((g) => g.mask),
  );
  const shown = places.length > 0 && isVisible(view, allele) ? places : [];
  const counted = groups.map((group, k) => groupAnswer(group.name, countsAt(columns, k)));
  const { reference } = snapshot.manifest;
  return {
    variant: {
      reference: reference.name,
      chrom: allele.contig.name,
      pos: allele.start + 1,
      ref: allele.ref,
      alt: allele.alt,
    },
    groups: applyDisclosure(counted, scope.disclosure),
    seen: (counted[0]?.ac ?? 0) > 0,
    checked: reference.checked,
    ids: idsOf(shown),
    filters: filtersOf(shown),
    qual: qualOf(shown),
    asOf: asOf(engine, snapshot),
    notes: [...notes, ...notesOf(view, counted[0]!)],
  };
}
