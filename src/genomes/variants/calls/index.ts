export { CallFilesWriter } from './call-files.ts';
export { readManifest } from './call-reader.ts';
export { DetailCollector } from './detail-collector.ts';
export { type EraseCallsRequest, eraseFromCalls } from './erase-calls.ts';
export type { CallKeys, CallRecord, DetailBlock } from './model.ts';
export { type ReadCallsRequest, readCalls } from './read-calls.ts';
export { callsFromSegment, type SegmentCall } from './segment-calls.ts';
