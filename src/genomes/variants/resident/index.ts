export { type AlleleSets, createAlleleSets, emptySet, OpenSegment, type StoredSet } from './open-segment.ts';
export { SiteCover } from './site-cover.ts';
