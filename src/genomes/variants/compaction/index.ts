export { mergeSegments } from './merge-segments.ts';
export type { MergeInput } from './merge-source.ts';
