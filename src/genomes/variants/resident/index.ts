export { type AlleleSets, createAlleleSets, emptySet, OpenSegment, type StoredSet } from './open-segment.ts';
export { type CoverSweep, SiteCover } from './site-cover.ts';
