import { Problem } from '../../../platform/problem/index.ts';
import { assertScope, type Scope } from '../../../trust/scope/index.ts';
import type { CountColumns } from '../counts/index.ts';
import { asOf, type Engine, requireContig, withView } from '../engine.ts';
import { errors } from '../errors.ts';
import { readRegionText } from '../naming/index.ts';
import type { ContigRow } from '../population/index.ts';
import { type CountBatch, countRows, scanAlleles } from '../scan/index.ts';
import type { View } from '../snapshot/index.ts';
import { type CohortRequest, resolveCohort } from './cohort.ts';
import { isProtected } from './disclosure.ts';
import type { RegionPage, RegionRow } from './model.ts';

export interface RegionRequest extends CohortRequest {
  reference: string;
  /** `1:55040000-55070000`, 1-based, both ends included; alleles that start there. */
  region: string;
  /** Rows of a page, at most 10,000. */
  limit?: number | undefined;
  /** `next` of the page before. */
  after?: string | undefined;
  filter?: 'pass' | undefined;
}

/**
 * One page of the alleles of a region with the counts of a cohort (everybody unless asked otherwise). Pages are stable:
 * the mark names the last allele, and each page is counted at its own versions. Needs act `counts`.
 */
export async function listRegion(engine: Engine, scope: Scope, request: RegionRequest): Promise<RegionPage> {
  assertScope(scope, 'counts', engine.clock);
  const region = readRegionText(request.region);
  const limit = Math.min(Math.max(1, request.limit ?? 100), 10_000);
  return withView(engine, scope, request.reference, async (view) => {
    const contig = requireContig(view.snapshot, region.contig);
    const cohort = resolveCohort(view.snapshot, scope, request);
    const mark = request.after === undefined ? null : readMark(request.after);
    const end = region.end ?? endOf(view, contig);
    const scan = { contig, end, masks: [cohort.mask], visible: cohort.visible, filter: request.filter };
    const items: RegionRow[] = [];
    let last: Mark | null = null;
    let more = false;
    for await (const batch of scanAlleles(view, {
      ...scan,
      start: Math.max(region.start, mark?.start ?? 0),
      batchRows: limit + 1,
    })) {
      for (let row = 0; row < batch.rows && !more; row++) {
        if (mark !== null && !isAfter(batch, row, mark)) continue;
        if (items.length === limit) more = true;
        else {
          items.push(rowOf(batch, row, batch.counts[0]!, scope));
          last = { start: batch.start[row]!, ...batch.allele(row) };
        }
      }
      if (more) break;
    }
    return {
      items,
      next: more && last ? writeMark(last) : null,
      total: countRows(view, { ...scan, start: region.start }),
      reference: view.snapshot.manifest.reference.name,
      checked: view.snapshot.manifest.reference.checked,
      asOf: asOf(engine, view.snapshot),
    };
  });
}

/** Exclusive end of everything on a contig. */
export function endOf(view: View, contig: ContigRow): number {
  let end = contig.length ?? 0;
  for (const { segment } of view.segments(contig.contigNo, 'small')) {
    if (segment.alleles > 0) end = Math.max(end, segment.start[segment.alleles - 1]! + 1);
  }
  return end;
}

function rowOf(batch: CountBatch, row: number, counts: CountColumns, scope: Scope): RegionRow {
  const ac = counts.ac[row]!;
  const an = counts.an[row]!;
  const hidden = isProtected(ac, scope.disclosure);
  return {
    chrom: batch.contig.name,
    pos: batch.start[row]! + 1,
    ...batch.allele(row),
    ids: batch.ids(row),
    filters: batch.filters(row),
    ac: hidden ? null : ac,
    an,
    af: hidden || an === 0 ? null : ac / an,
    hom: hidden ? null : counts.hom[row]!,
    hemi: hidden ? null : counts.hemi[row]!,
    missing: counts.missing[row]!,
    ...(hidden ? { protected: `<${scope.disclosure.minimumCount}` } : {}),
  };
}

interface Mark {
  start: number;
  ref: string;
  alt: string;
}

function isAfter(batch: CountBatch, row: number, mark: Mark): boolean {
  if (batch.start[row]! !== mark.start) return batch.start[row]! > mark.start;
  const { ref, alt } = batch.allele(row);
  return ref !== mark.ref ? ref > mark.ref : alt > mark.alt;
}

function writeMark({ start, ref, alt }: Mark): string {
  return Buffer.from(`${start}\t${ref}\t${alt}`, 'latin1').toString('base64url');
}

function readMark(text: string): Mark {
  const match = /^(\d{1,10})\t([A-Z]+)\t([A-Z]+)$/.exec(Buffer.from(text, 'base64url').toString('latin1'));
  if (!match) throw new Problem(errors.badCursor, 'The mark of the next page is not one that this server gave.');
  return { start: Number(match[1]), ref: match[2]!, alt: match[3]! };
}
