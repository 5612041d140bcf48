export { alleleWords, phaseWords } from './combine.ts';
export { baseCode, compareAlleles, decodeAllele, HeapBuilder, heapText } from './heap.ts';
export * from './layout.ts';
export { lowerBound, SegmentReader } from './segment-reader.ts';
export {
  type CombinedAllele,
  type EqualAlleles,
  type EqualJudgement,
  type FinishedSegment,
  type JudgeEqual,
  SegmentWriter,
} from './segment-writer.ts';
export { chooseRepresentation, listWidth, planeWords, readSet, setWords, writeSet } from './sets.ts';
