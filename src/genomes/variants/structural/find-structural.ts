import type { ContigRow } from '../population/index.ts';
import { lowerBound } from '../segment/index.ts';
import type { LiveSegment, View } from '../snapshot/index.ts';

/** A structural allele: exactly this start, end and these alleles. 0-based half-open on the reference. */
export interface StructuralKey {
  start: number;
  end: number;
  /** As the file wrote them: `N` and `<DEL>`, breakends, `*`. */
  ref: string;
  alt: string;
}

/** A structural allele and the segments that have it, each with its rows (several records may say the same). */
export interface StructuralAllele extends StructuralKey {
  places: { live: LiveSegment; indices: number[] }[];
}

/** Structural alleles of a contig that overlap `[start, end)`, by start, end, reference and alternate text. */
export function findStructural(view: View, contig: ContigRow, start: number, end: number): StructuralAllele[] {
  const found = new Map<string, StructuralAllele>();
  for (const live of view.segments(contig.contigNo, 'structural')) {
    const { segment } = live;
    const ends = segment.end!;
    const first = lowerBound(segment.start, Math.max(0, start - segment.reader.head.maxAlleleSpan));
    const last = lowerBound(segment.start, end);
    for (let i = first; i < last; i++) {
      if (ends[i]! <= start && segment.start[i]! < start) continue;
      add(found, live, i, { start: segment.start[i]!, end: ends[i]!, ...segment.reader.allele(i) });
    }
  }
  return [...found.values()].sort(compareStructural);
}

/** Structural alleles whose record has this identifier. */
export function findStructuralById(view: View, contig: ContigRow, id: string): StructuralAllele[] {
  const found = new Map<string, StructuralAllele>();
  for (const { segment } of view.segments(contig.contigNo, 'structural')) {
    for (const site of segment.reader.sitesWithId(id)) {
      for (const i of segment.allelesOfSite(site)) {
        const key = { start: segment.start[i]!, end: segment.end![i]!, ...segment.reader.allele(i) };
        const same = findStructural(view, contig, key.start, key.start + 1).find(
          (a) => compareStructural(a, key) === 0,
        );
        if (same) found.set(textOf(same), same);
      }
    }
  }
  return [...found.values()].sort(compareStructural);
}

/** Order of structural alleles in answers. */
export function compareStructural(a: StructuralKey, b: StructuralKey): number {
  if (a.start !== b.start) return a.start - b.start;
  if (a.end !== b.end) return a.end - b.end;
  if (a.ref !== b.ref) return a.ref < b.ref ? -1 : 1;
  return a.alt === b.alt ? 0 : a.alt < b.alt ? -1 : 1;
}

function textOf({ start, end, ref, alt }: StructuralKey): string {
  return `${start}\t${end}\t${ref}\t${alt}`;
}

function add(found: Map<string, StructuralAllele>, live: LiveSegment, index: number, key: StructuralKey): void {
  const text = textOf(key);
  const known = found.get(text) ?? { ...key, places: [] };
  const place = known.places.find((p) => p.live === live);
  if (place) place.indices.push(index);
  else known.places.push({ live, indices: [index] });
  found.set(text, known);
}
