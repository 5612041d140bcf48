import { setImmediate } from 'node:timers/promises';
import { and, type Bitmap, createBitmap, setBit } from '../../../bits/index.ts';
import { Problem } from '../../../platform/problem/index.ts';
import { assertScope, populationOf, type Scope } from '../../../trust/scope/index.ts';
import { type Engine, requireContig, withView } from '../engine.ts';
import { errors } from '../errors.ts';
import { localGenomes, readCarriers } from '../lookup/index.ts';
import { readRegionText } from '../naming/index.ts';
import { type ContigRow, NOBODY } from '../population/index.ts';
import { createAlleleSets, type OpenSegment } from '../resident/index.ts';
import { lowerBound, readSet } from '../segment/index.ts';
import type { View } from '../snapshot/index.ts';
import { locate } from './show-variant.ts';

export interface CarrierMaskRequest {
  reference: string;
  /** Carriers of one variant, as `show` takes it, */
  variant?: string;
  /** or of any small variant that starts in a region. */
  region?: string;
}

/** Alleles read before other work is let in. */
const stride = 2000;

/**
 * Who carries a variant, or any in a region, as a set of genome numbers: current germline genomes of persons who did not opt out.
 * Needs act `carriers` over everybody, since the set says nothing of whose it may be; the caller writes the audit entry first.
 */
export async function carrierMask(engine: Engine, scope: Scope, request: CarrierMaskRequest): Promise<Bitmap> {
  assertScope(scope, 'carriers', engine.clock);
  if (populationOf(scope, engine.clock).kind !== 'everyone') {
    throw new Problem(
      errors.cohortNotAllowed,
      'This access reaches some people only, and a set of carriers is of all.',
    );
  }
  return await withView(engine, scope, request.reference, async (view) => {
    const { countable, capacity } = view.snapshot.population;
    const mask = createBitmap(capacity);
    if (request.variant !== undefined) {
      const { alleles } = await locate(engine, view, request.variant);
      for (const { contig, ...key } of alleles) {
        for (const { genomeNo } of readCarriers(view, contig, key)) setBit(mask, genomeNo);
      }
    } else {
      const region = readRegionText(request.region ?? '');
      const contig = requireContig(view.snapshot, region.contig);
      await addRegion(view, contig, region.start, region.end ?? Number.MAX_SAFE_INTEGER, mask);
    }
    return and(mask, countable);
  });
}

async function addRegion(view: View, contig: ContigRow, start: number, end: number, mask: Bitmap): Promise<void> {
  for (const { segment } of view.segments(contig.contigNo, 'small')) {
    const genomeOf = localGenomes(view, segment);
    const last = Math.min(lowerBound(segment.start, Math.min(end, 0xffffffff)), segment.alleles);
    for (let i = lowerBound(segment.start, start); i < last; i++) {
      for (const local of carriersAt(segment, i)) {
        const genomeNo = genomeOf(local);
        if (genomeNo !== NOBODY) setBit(mask, genomeNo);
      }
      if (i % stride === 0) await setImmediate();
    }
  }
}

const sets = createAlleleSets();

function carriersAt(segment: OpenSegment, index: number): number[] {
  segment.alleleSets(index, sets);
  const { genomes } = segment;
  return [sets.one, sets.two].flatMap((set) => Array.from(readSet(set.words, set.at, set.as, set.count, genomes)));
}
