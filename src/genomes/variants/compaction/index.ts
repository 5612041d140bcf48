export { type CompactionResult, compactSegments, ENOUGH, planMerges } from './compact-segments.ts';
export { type ErasedSegments, eraseFromSegments } from './erase-from-segments.ts';
export { type MergedSegment, mergeSegments } from './merge-segments.ts';
export type { MergeInput } from './merge-source.ts';
export { type MergeTask, serveMerge } from './merge-task.ts';
export type { CompactionDeps, StoredSegment } from './segment-store.ts';
export { sweepSegments } from './sweep-segments.ts';
