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
import { applyDisclosure, groupAnswer } from './disclosure.ts';
import type { Note, VariantAnswer } from './model.ts';

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
  return withView(engine, request.reference, async (view) => {
    const { alleles, normalised } = await locate(engine, view, request.variant);
    const notes: Note[] = normalised
      ? [{ code: 'normalised', text: 'The variant is shown trimmed and left-aligned, as the store holds it.' }]
      : [];
    return alleles.map((allele) => answerAllele(engine, view, scope, allele, notes));
  });
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
  return index.some((i) => i >= 0) && !isHidden(live, (k) => index[k]!, visible);
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
  const { groups } = snapshot.population;
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
    notes: [...notes, ...notesOf(snapshot.manifest.reference.checked, counted[0]!, view)],
  };
}

function notesOf(checked: boolean, all: { ac: number | null; an: number; unknown: number }, view: View): Note[] {
  const notes: Note[] = [];
  const add = (code: Note['code'], text: string): number => notes.push({ code, text });
  if (!checked) {
    add('unchecked', 'No sequence is loaded: alleles were not checked against a reference or left-aligned.');
  }
  if (all.ac === 0) add('unseen', 'No genome that counts has this allele.');
  if (all.unknown > 0) {
    add(
      'unknown-callability',
      `${all.unknown} genomes have no record there and were not declared callable; they are not in AN.`,
    );
  }
  const assumed = [...view.snapshot.population.batches.values()].some((batch) => batch.callability === 'everything');
  if (assumed) {
    add('assumed-reference', 'Some submissions declared that a genome without a record has the reference.');
  }
  return notes;
}
