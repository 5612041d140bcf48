import { Problem } from '../../../platform/problem/index.ts';
import { assertScope, type Scope } from '../../../trust/scope/index.ts';
import { countSet, countsAt } from '../counts/index.ts';
import { asOf, type Engine, requireContig, withView } from '../engine.ts';
import { errors } from '../errors.ts';
import { readRegionText } from '../naming/index.ts';
import type { ContigRow } from '../population/index.ts';
import { createAlleleSets } from '../resident/index.ts';
import { filtersOf, idsOf, qualOf } from '../scan/index.ts';
import type { View } from '../snapshot/index.ts';
import {
  compareStructural,
  countStructural,
  findStructural,
  type StructuralAllele,
  type StructuralKey,
} from '../structural/index.ts';
import { type CohortRequest, resolveCohort } from './cohort.ts';
import { applyDisclosure, groupAnswer, isProtected } from './disclosure.ts';
import type { RegionPage, RegionRow, VariantAnswer } from './model.ts';
import { notesOf } from './notes.ts';
import { groupsFor } from './reach.ts';

export interface StructuralRequest extends CohortRequest {
  reference: string;
  /** Alleles that overlap it. */
  region: string;
  /** Rows of a page, at most 10,000. */
  limit?: number | undefined;
  /** `next` of the page before. */
  after?: string | undefined;
}

/** A structural allele with its counts. */
export interface StructuralRow extends RegionRow {
  /** 1-based inclusive end on the reference. */
  end: number;
}

export interface StructuralPage extends Omit<RegionPage, 'items'> {
  items: StructuralRow[];
}

/** A page of the structural alleles that overlap a region: symbolic alleles, breakends, spanning deletions. Needs act `counts`. */
export async function listStructural(
  engine: Engine,
  scope: Scope,
  request: StructuralRequest,
): Promise<StructuralPage> {
  assertScope(scope, 'counts', engine.clock);
  const region = readRegionText(request.region);
  const limit = Math.min(Math.max(1, request.limit ?? 100), 10_000);
  return withView(engine, scope, request.reference, (view) => {
    const contig = requireContig(view.snapshot, region.contig);
    const { mask, visible } = resolveCohort(view.snapshot, scope, request);
    const end = region.end ?? 0xffffffff;
    const alleles = findStructural(view, contig, region.start, end).filter((allele) => isSeen(view, allele, visible));
    const mark = request.after === undefined ? null : readMark(request.after);
    const first = mark === null ? 0 : alleles.filter((allele) => compareStructural(allele, mark) <= 0).length;
    const page = alleles.slice(first, first + limit);
    return {
      items: page.map((allele) => rowOf(view, scope, contig, allele, mask)),
      next: first + limit < alleles.length ? markOf(page.at(-1)!) : null,
      total: alleles.length,
      reference: view.snapshot.manifest.reference.name,
      checked: view.snapshot.manifest.reference.checked,
      asOf: asOf(engine, view.snapshot),
    };
  });
}

/** One structural allele in every group, in the form of {@link VariantAnswer}. */
export function answerStructural(
  engine: Engine,
  view: View,
  scope: Scope,
  contig: ContigRow,
  allele: StructuralAllele,
): VariantAnswer {
  const groups = groupsFor(view.snapshot, scope);
  const columns = countStructural(
    view,
    contig,
    allele,
    groups.map((g) => g.mask),
  );
  const counted = groups.map((group, k) => groupAnswer(group.name, countsAt(columns, k)));
  const { reference } = view.snapshot.manifest;
  const { start, end, ref, alt } = allele;
  const places = placesOf(allele);
  return {
    variant: { reference: reference.name, chrom: contig.name, pos: start + 1, ref, alt, end },
    groups: applyDisclosure(counted, scope.disclosure),
    seen: (counted[0]?.ac ?? 0) > 0,
    checked: reference.checked,
    ids: idsOf(places),
    filters: filtersOf(places),
    qual: qualOf(places),
    asOf: asOf(engine, view.snapshot),
    notes: notesOf(view, counted[0]!),
  };
}

function placesOf(allele: StructuralAllele) {
  return allele.places.flatMap(({ live, indices }) => indices.map((index) => ({ live, index })));
}

/** Whether somebody who may be seen carries it, or nobody at all in a file of somebody who may. */
export function isSeen(view: View, allele: StructuralAllele, visible: Uint32Array): boolean {
  let carriers = 0;
  let listed = false;
  for (const { live, index } of placesOf(allele)) {
    const { segment } = live;
    const mask = view.snapshot.projection.group(visible, segment.batches).everybody;
    if (mask.size > 0) listed = true;
    carriers += segment.one[index]! + segment.two[index]!;
    const { one, two } = segment.alleleSets(index, createAlleleSets());
    if (countSet(one, segment.genomes, mask) + countSet(two, segment.genomes, mask) > 0) return true;
  }
  return carriers === 0 && listed && view.snapshot.population.limitedFrom === null;
}

function rowOf(
  view: View,
  scope: Scope,
  contig: ContigRow,
  allele: StructuralAllele,
  mask: Uint32Array,
): StructuralRow {
  const counts = countsAt(countStructural(view, contig, allele, [mask]), 0);
  const { ac, an, hom, hemi, missing } = counts;
  const hidden = isProtected(ac, scope.disclosure);
  const places = placesOf(allele);
  return {
    chrom: contig.name,
    pos: allele.start + 1,
    end: allele.end,
    ref: allele.ref,
    alt: allele.alt,
    ids: idsOf(places),
    filters: filtersOf(places),
    ac: hidden ? null : ac,
    an,
    af: hidden || an === 0 ? null : ac / an,
    hom: hidden ? null : hom,
    hemi: hidden ? null : hemi,
    missing,
    ...(hidden ? { protected: `<${scope.disclosure.minimumCount}` } : {}),
  };
}

function markOf({ start, end, ref, alt }: StructuralKey): string {
  return Buffer.from(`${start}\t${end}\t${ref}\t${alt}`).toString('base64url');
}

function readMark(text: string): StructuralKey {
  const match = /^(\d{1,10})\t(\d{1,10})\t([^\t]+)\t([^\t]+)$/.exec(Buffer.from(text, 'base64url').toString());
  if (!match) throw new Problem(errors.badCursor, 'The mark of the next page is not one that this server gave.');
  return { start: Number(match[1]), end: Number(match[2]), ref: match[3]!, alt: match[4]! };
}
