import type { OpenSegment } from '../resident/index.ts';
import { baseCode, lowerBound } from '../segment/index.ts';

/** Index of a small allele in a segment, or −1. @param start 0-based @param ref @param alt upper-case bases */
export function findAllele(segment: OpenSegment, start: number, ref: string, alt: string): number {
  if (ref.length !== 1 || alt.length !== 1) return segment.reader.find(start, ref, alt);
  const r = baseCode(ref.charCodeAt(0));
  const a = baseCode(alt.charCodeAt(0));
  if (r < 0 || a < 0) return segment.reader.find(start, ref, alt);
  const code = r * 4 + a;
  const { start: starts, allele } = segment;
  for (let i = lowerBound(starts, start); i < starts.length && starts[i] === start; i++) {
    if (allele[i] === code) return i;
  }
  return -1;
}
